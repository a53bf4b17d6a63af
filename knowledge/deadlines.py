"""The last days that the labour laws set, as rules that can be computed: ``deadlines.yml``."""

from functools import cache
from pathlib import Path
from typing import Self

from dateutil.relativedelta import relativedelta
from pydantic import model_validator

from knowledge.schemas import Strict, Text
from knowledge.yaml_files import read_records

FILE = Path(__file__).with_name("deadlines.yml")


class TimeSpan(Strict):
    """A length of time: whole ``years``, or ``days`` (before the base day when negative)."""

    years: int = 0
    days: int = 0

    @model_validator(mode="after")
    def _has_one_length(self) -> Self:
        if bool(self.years) == bool(self.days):
            raise ValueError("give either years or days")
        return self

    @property
    def length(self) -> relativedelta:
        """To be added to the base day."""
        return relativedelta(years=self.years, days=self.days)


class Step(TimeSpan):
    """One day that a rule sets."""

    label: Text


class Cap(TimeSpan):
    """A second limit from another day; whichever comes first is the last day."""

    question: Text


class Deadline(Strict):
    """A rule: from which day it counts, to which days, and what follows when it is missed.

    ``entries`` are the FAQ entries whose answer holds this deadline. ``cap`` is a limit that is counted from
    another day as well; unknown, it is told that there is one.

    ``to_agency`` = the act is done toward an agency: a last day on which offices are closed
    moves to the next open one (行政程序法第 48 條第 4 項). Other last days are told as they fall,
    which is never too late. ``counts_base`` = the base day is the first of the days: a letter of the
    ministry counts the 30 days of 勞動基準法第 12、14 條 so (82 台勞資二字第 11208 號函), a day less
    than 民法第 120 條 does; the earlier day is safe under both.
    """

    id: Text
    label: Text
    base: Text
    steps: tuple[Step, ...]
    basis: tuple[Text, ...]
    missed: Text
    to_agency: bool = False
    counts_base: bool = False
    entries: tuple[Text, ...] = ()
    cap: Cap | None = None

    @property
    def cap_name(self) -> str:
        """The name of the question for the day from which the second limit counts."""
        return f"{self.id}-ended"

    def after(self, step: Step) -> relativedelta:
        """What is added to the base day for ``step``."""
        return step.length - relativedelta(days=1) if self.counts_base else step.length


@cache
def deadlines() -> tuple[Deadline, ...]:
    """The rules of ``deadlines.yml`` in its order.

    Raises:
        InvalidKnowledge: the file is invalid.
    """
    return tuple(deadline for deadline, _ in read_records(FILE, Deadline))


def of_entry(entry_id: str) -> tuple[Deadline, ...]:
    """The deadlines that an entry's answer holds."""
    return tuple(deadline for deadline in deadlines() if entry_id in deadline.entries)
