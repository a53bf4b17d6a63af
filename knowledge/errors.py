"""What can be wrong with the knowledge base, told so that a curator can mend it."""

from dataclasses import dataclass
from pathlib import Path


class KnowledgeError(Exception):
    """Base of all errors of this room."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: where it is and what to do; ``line`` counts from 1, 0 means the whole file."""

    file: Path
    line: int
    field: str
    message: str
    warning: bool = False

    def __str__(self) -> str:
        kind = "warning" if self.warning else "error"
        return f"{self.file}:{self.line}: {kind}: {self.field}: {self.message}"


class InvalidKnowledge(KnowledgeError):
    """The files do not form a valid knowledge base; ``problems`` lists every reason."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


class InvalidRecord(KnowledgeError):
    """A record that staff wrote is not complete; ``fields`` gives the reason by path."""

    def __init__(self, fields: dict[str, str]) -> None:
        self.fields = fields
        super().__init__("；".join(f"{path}：{reason}" for path, reason in fields.items()))


class UnknownParameter(KnowledgeError):
    """A text refers to a parameter that ``parameters.yml`` does not hold."""

    def __init__(self, name: str) -> None:
        super().__init__(f"unknown parameter {{{{{name}}}}}: add it to parameters.yml")
