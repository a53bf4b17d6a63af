"""Units and windows: where they are, how to reach them, whether they are open now."""

from collections.abc import Iterator
from datetime import datetime, time
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from core.calendar import PUBLIC, Calendar
from knowledge.schemas import Confidence, EntryId, Strict, Text

UNCONFIRMED = "待確認"
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMES = dict(zip(_WEEKDAYS, "一二三四五六日", strict=True))


class Fact(Strict):
    """A fact with how well it is known; ``shown`` is what may be told as true."""

    value: Text | None = None
    confidence: Confidence
    source: Text | None = None

    @property
    def shown(self) -> str | None:
        """The value, or None when it was not verified."""
        return None if self.confidence == "low" else self.value


class Period(Strict):
    """Opening hours of some weekdays, local time Asia/Taipei."""

    days: tuple[Weekday, ...]
    open: time
    close: time

    def __str__(self) -> str:
        days = "、".join(f"週{_NAMES[day]}" for day in self.days)
        if len(self.days) > 2 and len(self.days) == self._span():
            days = f"週{_NAMES[self.days[0]]}至週{_NAMES[self.days[-1]]}"
        return f"{days} {self.open:%H:%M}–{self.close:%H:%M}"

    def _span(self) -> int:
        return _WEEKDAYS.index(self.days[-1]) - _WEEKDAYS.index(self.days[0]) + 1


class OpenState(StrEnum):
    """Whether a place is open, as far as that is known."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Hours(Strict):
    """Weekly hours; without periods, or with low confidence, they are unknown."""

    periods: tuple[Period, ...] = ()
    always: bool = False
    confidence: Confidence
    source: Text | None = None

    @property
    def known(self) -> bool:
        """Whether the hours may be told as true."""
        return self.confidence != "low" and (self.always or bool(self.periods))

    def state(self, now: datetime, calendar: Calendar = PUBLIC) -> OpenState:
        """Open or closed at ``now`` (local time); unknown when the hours are not verified.

        A day that staff closed is closed for certain, whatever the hours.
        """
        if self.always:
            return OpenState.OPEN if self.known else OpenState.UNKNOWN
        if now.date() in calendar.closures:
            return OpenState.CLOSED
        if not self.known:
            return OpenState.UNKNOWN
        today = _WEEKDAYS[now.weekday()]
        is_open = calendar.holiday(now.date()) is None and any(
            today in period.days and period.open <= now.time() < period.close for period in self.periods
        )
        return OpenState.OPEN if is_open else OpenState.CLOSED

    def __str__(self) -> str:
        if not self.known:
            return UNCONFIRMED
        return "24 小時" if self.always else "、".join(map(str, self.periods))


class Place(Strict):
    """A window, unit or hotline."""

    key: EntryId
    name: Text
    unit: Text | None = None
    address: Fact | None = None
    phone: Fact | None = None
    extension: Fact | None = None
    website: Annotated[str, Field(pattern=r"^https://")] | None = None
    hours: Hours
    accessibility: Fact
    note: Text | None = None

    @property
    def phone_text(self) -> str | None:
        """Phone with extension as people write it; who has no verified extension asks the operator.

        None when the number itself is not verified.
        """
        if self.phone is None or self.phone.shown is None:
            return None
        if self.extension is None:
            return self.phone.shown
        extension = self.extension.shown
        return f"{self.phone.shown} 轉 {extension}" if extension else f"{self.phone.shown}（分機請問總機）"

    @property
    def needs_confirmation(self) -> bool:
        """Whether a shown fact is only of medium confidence: 「以官網為準」 is added then."""
        facts = (self.address, self.phone, self.extension)
        return any(fact is not None and fact.confidence == "medium" for fact in facts)


class Directory:
    """All places by key."""

    def __init__(self, places: list[Place]) -> None:
        self._by_key = {place.key: place for place in places}

    def __contains__(self, key: str) -> bool:
        return key in self._by_key

    def __getitem__(self, key: str) -> Place:
        return self._by_key[key]

    def __iter__(self) -> Iterator[Place]:
        return iter(self._by_key.values())

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys in file order."""
        return tuple(self._by_key)
