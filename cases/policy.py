"""What the bureau has settled about cases: deadlines, how long codes and persons are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from cases.clock import DayKind, DeadlineRule
from cases.enums import TOLD_WITHIN
from cases.questions import CALLBACK
from cases.schemas import Route
from core.clock import local_now
from core.settings import Settings
from knowledge.loader import load_parameters

GUESS_WINDOW = timedelta(hours=1)
# Wrong codes that one asker may give for one case. A code has 50 bits: what is limited is the pace, and
# nobody can use up the tries of somebody else.
GUESSES = 10
REPEATED_WITHIN = timedelta(hours=1)
CALLBACK_RULE = DeadlineRule(1, DayKind.WORKING)
# The figure that the answers name as well.
_VIOLATION_DAYS = "labor_law_complaint_days"


@cache
def violation_days() -> int:
    """Within how many days who reports a violation is told in writing (勞動基準法第 74 條)."""
    return int(load_parameters().on(_VIOLATION_DAYS, local_now().date()).value)


def told_within(route: Route, words: str = TOLD_WITHIN) -> str:
    """When who takes this route hears from the bureau, where a law says so; else nothing.

    ``words`` is `TOLD_WITHIN`, or it in another language.
    """
    return words.format(days=violation_days()) if route is Route.VIOLATION else ""


@dataclass(frozen=True, slots=True)
class CasePolicy:
    """``secret`` derives codes and keyed hashes; ``folder`` holds the sealed attachments.

    ``retention`` is how long a person is kept after the case was settled, by route.
    """

    secret: str
    folder: Path
    rule: DeadlineRule
    violation_rule: DeadlineRule
    code_valid: timedelta
    retention: Mapping[Route, timedelta]

    def rule_for(self, route: str, category: str) -> DeadlineRule:
        """The rule of a case: who asked to be called does not wait for a month; a report of a violation
        has the days of its law."""
        if category == CALLBACK:
            return CALLBACK_RULE
        return self.violation_rule if route == Route.VIOLATION else self.rule

    @classmethod
    def of(cls, settings: Settings) -> "CasePolicy":
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
            rule=DeadlineRule(settings.case_days, DayKind(settings.case_days_kind)),
            violation_rule=DeadlineRule(violation_days()),
            code_valid=timedelta(days=settings.case_code_days),
            retention=retention,
        )
