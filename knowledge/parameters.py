"""Figures that change with time, and how a text shows the one in force on a given day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from knowledge.errors import UnknownParameter
from knowledge.schemas import PARAMETER, Strict, Text


class ParameterValue(Strict):
    """One value with the days on which it holds; ``pending`` = announced, not certain yet."""

    value: Decimal
    effective_from: date | None = None
    effective_to: date | None = None
    source: Text
    confidence: Literal["high", "medium", "low", "pending"]

    def in_force(self, on: date) -> bool:
        """Whether ``on`` lies within the (inclusive) days of this value."""
        starts = self.effective_from is None or self.effective_from <= on
        ends = self.effective_to is None or on <= self.effective_to
        return starts and ends


class Parameter(Strict):
    """A named figure with its values in the course of time."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    unit: Text
    values: Annotated[tuple[ParameterValue, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _values_do_not_overlap(self) -> "Parameter":
        ordered = sorted(self.values, key=lambda v: v.effective_from or date.min)
        for earlier, later in pairwise(ordered):
            if earlier.effective_to is None or earlier.in_force(later.effective_from or date.min):
                raise ValueError(f"two values of {self.name} hold on {later.effective_from}")
        return self


@dataclass(frozen=True, slots=True)
class Shown:
    """A parameter on one day: the number, and a remark when it is not certain."""

    value: Decimal
    remark: str = ""

    def __str__(self) -> str:
        return f"{self.value.normalize():,f}{self.remark}"


class Parameters:
    """All parameters, looked up by name and day."""

    def __init__(self, parameters: list[Parameter]) -> None:
        self._by_name = {parameter.name: parameter for parameter in parameters}

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def __getitem__(self, name: str) -> Parameter:
        return self._by_name[name]

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self._by_name.values())

    def on(self, name: str, day: date) -> Shown:
        """The value of ``name`` in force on ``day``.

        A value that is only announced is marked 待公告確認; when none is in force, the nearest
        earlier one is given with its last day, so that an old figure never passes as current.

        Raises:
            UnknownParameter: no such parameter.
        """
        if name not in self._by_name:
            raise UnknownParameter(name)
        values = self._by_name[name].values
        current = next((value for value in values if value.in_force(day)), None)
        if current is not None:
            uncertain = current.confidence in ("pending", "low")
            return Shown(current.value, "（待確認）" if uncertain else "")
        past = [value for value in values if value.effective_to and value.effective_to < day]
        if past:
            last = max(past, key=lambda value: value.effective_to or date.min)
            return Shown(last.value, f"（截至 {last.effective_to}，新數字待確認）")
        first = min(values, key=lambda value: value.effective_from or date.min)
        return Shown(first.value, f"（自 {first.effective_from} 起）")

    def last_day(self, name: str, on: date) -> date | None:
        """The last day of the value of ``name`` in force on ``on``, None when no end is known.

        Raises:
            UnknownParameter: no such parameter.
        """
        if name not in self._by_name:
            raise UnknownParameter(name)
        values = self._by_name[name].values
        return next((value.effective_to for value in values if value.in_force(on)), None)

    def render(self, text: str, day: date) -> str:
        """``text`` with every ``{{name}}`` replaced by the figure in force on ``day``."""
        shown = PARAMETER.sub(lambda match: str(self.on(match[1], day)), text)
        return shown.replace("） ", "）")
