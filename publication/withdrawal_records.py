"""The red button: one person takes an entry off at once, a second one decides within a day.

Until somebody has decided it stays off: an answer that may be wrong costs a citizen more than one
that is missing. After a day the desk is told louder, see `desk.watch.checks` and `desk.bell`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from core.database import Database
from core.errors import NotFound
from knowledge.schemas import Status
from publication import repository
from publication.errors import NotAllowed
from publication.models import WithdrawalRow
from publication.schemas import Person

CONFIRM_WITHIN = timedelta(days=1)
LISTED = 50


class WithdrawalState(StrEnum):
    """What became of it."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Entry ``key`` that ``asked_by`` took off by its ``revision``; moments in UTC."""

    id: int
    key: str
    question: str
    revision: int
    reason: str
    state: WithdrawalState
    asked_by: Person
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None

    @property
    def due_at(self) -> datetime:
        """Until when a second person decides."""
        return self.asked_at + CONFIRM_WITHIN

    def is_overdue(self, now: datetime) -> bool:
        """Whether nobody has decided in time."""
        return self.state is WithdrawalState.WAITING and now > self.due_at

    def decidable_by(self, who: Person) -> bool:
        """Whether it waits for somebody like ``who``: not the one who pressed."""
        return self.state is WithdrawalState.WAITING and who.id != self.asked_by.id


def _withdrawal(row: WithdrawalRow) -> Withdrawal:
    return Withdrawal(
        row.id,
        row.key,
        row.question,
        row.revision,
        row.reason,
        WithdrawalState(row.state),
        Person(row.asked_by_id, row.asked_by),
        row.asked_at,
        row.decided_by,
        row.decided_at,
    )


async def _row(session: AsyncSession, withdrawal_id: int) -> WithdrawalRow:
    row = await repository.withdrawal(session, withdrawal_id)
    if row is None:
        raise NotFound("沒有這一筆緊急下架；請回清單重新選擇。")
    return row


async def get(database: Database, withdrawal_id: int) -> Withdrawal:
    """A withdrawal.

    Raises:
        NotFound: there is none of this number.
    """
    async with database.transaction() as session:
        return _withdrawal(await _row(session, withdrawal_id))


async def listed(
    database: Database, states: Collection[WithdrawalState] = frozenset(WithdrawalState)
) -> list[Withdrawal]:
    """The newest withdrawals in one of ``states``."""
    async with database.transaction() as session:
        return [_withdrawal(row) for row in await repository.withdrawals(session, states, LISTED)]


async def overdue(session: AsyncSession, now: datetime) -> int:
    """How many wait for a second person for more than a day."""
    waiting = await repository.withdrawals(session, [WithdrawalState.WAITING])
    return sum(_withdrawal(row).is_overdue(now) for row in waiting)


async def withdrawn(database: Database, key: str, reason: str) -> dict[str, Any]:
    """The entry ``key`` as it would be when it is off.

    Raises:
        NotFound: there is no such entry.
        NotAllowed: citizens do not see it anyway, or there is no reason.
    """
    if not reason.strip():
        raise NotAllowed("請寫為什麼要立刻下架，確認的人才能判斷。")
    async with database.transaction() as session:
        record = await repository.record(session, "entry", key)
    if record is None:
        raise NotFound("沒有這一題；請從清單選擇。")
    if record.payload["status"] != Status.PUBLISHED:
        raise NotAllowed("這一題現在沒有上架，民眾看不到，不需要下架。")
    return {**record.payload, "status": Status.WITHDRAWN.value}


async def take_off(
    session: AsyncSession, payload: dict[str, Any], who: Person, reason: str, now: datetime
) -> Withdrawal:
    """Write the entry as it is off, and that it waits for a second person."""
    key, note = payload["id"], f"緊急下架：{reason.strip()}"
    await repository.put(session, "entry", key, payload, 0, who.name, note, now)
    record = await repository.record(session, "entry", key)
    assert record is not None
    row = WithdrawalRow(
        key=key,
        question=payload["question"],
        revision=record.revision,
        reason=reason.strip(),
        state=WithdrawalState.WAITING,
        asked_by_id=who.id,
        asked_by=who.name,
        asked_at=now,
        decided_by="",
    )
    repository.add_withdrawal(session, row)
    await session.flush()
    return _withdrawal(row)


async def earlier(database: Database, withdrawal_id: int, who: Person) -> dict[str, Any]:
    """The entry as it was before it was taken off.

    Raises:
        NotAllowed: it is decided already, ``who`` took it off, or it was edited since.
    """
    async with database.transaction() as session:
        row = await _row(session, withdrawal_id)
        _require_decidable(row, who)
        record = await repository.record(session, "entry", row.key)
        before = await repository.revision(session, "entry", row.key, row.revision - 1)
    if before is None or record is None or record.revision != row.revision:
        raise NotAllowed("這一題下架後已經改過：請從「問答」編輯、送審，由另一位同仁發布。")
    return dict(before.payload)


async def confirm(session: AsyncSession, withdrawal_id: int, who: Person, now: datetime) -> None:
    """A second person agrees: it stays off.

    Raises:
        NotAllowed: it is decided already, or ``who`` took it off.
    """
    row = await _row(session, withdrawal_id)
    _require_decidable(row, who)
    revision = await repository.revision(session, "entry", row.key, row.revision)
    assert revision is not None
    revision.reviewer = who.name
    _decide(row, WithdrawalState.CONFIRMED, who, now)


async def put_back(
    session: AsyncSession, withdrawal_id: int, payload: dict[str, Any], who: Person, now: datetime
) -> None:
    """A second person disagrees: the entry is again as it was.

    Raises:
        NotAllowed: it is decided already, or ``who`` took it off.
    """
    row = await _row(session, withdrawal_id)
    _require_decidable(row, who)
    note = f"恢復上架（{row.asked_by}的緊急下架：{row.reason}）"
    await repository.put(session, "entry", row.key, payload, 0, who.name, note, now, who.name)
    _decide(row, WithdrawalState.RETURNED, who, now)


def _require_decidable(row: WithdrawalRow, who: Person) -> None:
    if row.state != WithdrawalState.WAITING:
        raise NotAllowed(f"{row.decided_by}已經決定過了；請重新整理這一頁。")
    if row.asked_by_id == who.id:
        raise NotAllowed("自己按下的緊急下架要由另一位同仁確認，請通知同仁。")


def _decide(row: WithdrawalRow, state: WithdrawalState, who: Person, now: datetime) -> None:
    row.state, row.decided_by, row.decided_at = state, who.name, now
