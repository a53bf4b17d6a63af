"""The ways to a citizen, as this room sees them; `connectors.proactive_messages` is what stands behind."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession


class Purpose(StrEnum):
    """Why something is sent, the most urgent first; the scarce pushes of a channel are shared out by it."""

    CASE = "case"
    REPLY = "reply"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether a way is open now, and why, in words that staff read."""

    ok: bool
    reason: str


class Fate(StrEnum):
    """What became of a message that was handed over."""

    OPEN = "open"
    ARRIVED = "arrived"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Words:
    """What is said in a chat: a text and, as (label, what choosing it says), its buttons."""

    text: str
    options: tuple[tuple[str, str], ...] = ()


class Ways(Protocol):
    """Hands messages over in the caller's transaction; they leave after it is committed."""

    async def refresh(self, now: datetime) -> None:
        """Ask the platforms what is left of their quotas; call it outside of transactions."""

    async def reach(
        self, session: AsyncSession, conversation_id: str, now: datetime, purpose: Purpose
    ) -> Reach:
        """Whether a conversation can be written to now."""

    def lasts(self, conversation_id: str) -> bool:
        """Whether a conversation can still be written to weeks after the person wrote."""

    def reach_by_mail(self, address: str) -> Reach:
        """Whether an e-mail can be sent to ``address``."""

    async def tell(
        self, session: AsyncSession, conversation_id: str, words: Words, now: datetime, purpose: Purpose
    ) -> tuple[int, ...]:
        """Queue a message; returns what `fates` knows it by, nothing when there is no such way."""

    async def mail(
        self, session: AsyncSession, address: str, subject: str, text: str, now: datetime
    ) -> tuple[int, ...]:
        """Queue an e-mail; see `tell`."""

    async def fates(self, session: AsyncSession, ids: Collection[int]) -> Mapping[int, Fate]:
        """What became of what `tell` and `mail` gave."""

    async def returned(self, session: AsyncSession, since: datetime) -> Collection[int]:
        """Which of what `mail` gave came back since then, although it had been taken."""

    async def withdraw(self, session: AsyncSession, ids: Collection[int], now: datetime) -> None:
        """Erase what `tell` and `mail` gave: what has not left stays, nothing of its words is kept."""


class DeliveryStatus(StrEnum):
    """Where something is on its way; ``handed`` = a channel has it, ``unknown`` = it may have arrived."""

    WAITING = "waiting"
    HANDED = "handed"
    ARRIVED = "arrived"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


def joined(fates: Collection[Fate]) -> Fate:
    """The fate of a message that took several requests: one that failed fails all."""
    for fate in (Fate.FAILED, Fate.UNKNOWN, Fate.OPEN):
        if fate in fates:
            return fate
    return Fate.ARRIVED if fates else Fate.FAILED
