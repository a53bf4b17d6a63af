"""What a check-up finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing that is wrong, and what to do; ``is_fatal`` = without it the service does not work."""

    what: str
    todo: str
    is_fatal: bool = True


def warning(what: str, todo: str) -> Diagnostic:
    """A `Diagnostic` with which the service still works."""
    return Diagnostic(what, todo, is_fatal=False)
