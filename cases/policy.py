"""What the bureau has settled about cases: deadlines, how long codes and persons are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cases.clock import DayKind, Rule
from cases.schemas import Route
from core.settings import Settings

GUESS_WINDOW = timedelta(hours=1)
GUESSES_PER_CASE = 10
GUESSES_PER_ADDRESS = 20
REPEATED_WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Policy:
    """``secret`` derives codes and keyed hashes; ``folder`` holds the sealed attachments.

    ``retention`` is how long a person is kept after the case was settled, by route.
    """

    secret: str
    folder: Path
    rule: Rule
    code_valid: timedelta
    retention: Mapping[Route, timedelta]

    @classmethod
    def of(cls, settings: Settings) -> "Policy":
        """The policy of the settings.

        Raises:
            ValueError: ``CASE_RETENTION`` names an unknown route, or leaves one out.
        """
        given = dict(part.split("=") for part in settings.case_retention.split())
        retention = {Route(route): timedelta(days=int(days)) for route, days in given.items()}
        if absent := {route for route in Route if route is not Route.EMERGENCY} - retention.keys():
            raise ValueError(f"LABORDESK_CASE_RETENTION lacks {', '.join(sorted(absent))}")
        return cls(
            secret=settings.signing_key,
            folder=settings.data_dir / "attachments",
            rule=Rule(settings.case_days, DayKind(settings.case_days_kind)),
            code_valid=timedelta(days=settings.case_code_days),
            retention=retention,
        )
