"""最新注意事項: written by some, read by everybody at the desk until each has acknowledged it."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus

from core.clock import TAIPEI
from core.database import Database
from core.errors import NotFound, Problem
from desk.auth.permissions import Staff
from desk.digest import repository
from desk.digest.models import BulletinRow
from knowledge.catalogue import Catalogue

TITLE_LIMIT = 80
TEXT_LIMIT = 2000
_ENTRIES = 10
_LONGEST = 366
_COMING = 20
_APART = re.compile(r"[\s,，、]+")


class BadBulletin(Problem):
    """The bulletin cannot go out like this."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True, slots=True)
class TypedBulletin:
    """A bulletin as it was typed."""

    title: str
    text: str
    is_urgent: bool
    valid_from: str
    valid_to: str
    entries: str


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A bulletin; ``readers`` are the names of those who have read it."""

    id: int
    title: str
    text: str
    is_urgent: bool
    valid_from: date
    valid_to: date
    author: str
    entries: tuple[str, ...]
    readers: tuple[str, ...] = ()
    is_read: bool = False


def read(wish: TypedBulletin, today: date, catalogue: Catalogue) -> BulletinRow:
    """The row of what was typed, without author and time.

    Raises:
        BadBulletin: names every field that has to change.
    """
    fields: dict[str, str] = {}
    title, text = " ".join(wish.title.split()), wish.text.strip()
    if not 0 < len(title) <= TITLE_LIMIT:
        fields["title"] = f"請寫標題，最多 {TITLE_LIMIT} 字"
    if not 0 < len(text) <= TEXT_LIMIT:
        fields["text"] = f"請寫內容，最多 {TEXT_LIMIT} 字"
    first, last = _day(wish.valid_from), _day(wish.valid_to)
    if first is None:
        fields["valid_from"] = "請選開始的日期"
    if last is None or last < today or (first and not 0 <= (last - first).days <= _LONGEST):
        fields["valid_to"] = "請選結束的日期：不早於今天與開始的日期，最長一年"
    entries = [entry for entry in _APART.split(wish.entries) if entry]
    unknown = [entry for entry in entries if entry not in catalogue]
    if unknown or len(entries) > _ENTRIES:
        fields["entries"] = f"最多 {_ENTRIES} 題；沒有這些題目：{'、'.join(unknown) or '（太多了）'}"
    if fields or first is None or last is None:
        raise BadBulletin("注意事項還不能送出，請看各欄的說明。", fields=fields)
    return BulletinRow(
        title=title, text=text, is_urgent=wish.is_urgent, valid_from=first, valid_to=last, entries=entries
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


async def write(
    database: Database, wish: TypedBulletin, catalogue: Catalogue, author: Staff, now: datetime
) -> int:
    """Add a bulletin; the next digest tells of it, an urgent one at once.

    Raises:
        BadBulletin.
    """
    row = read(wish, now.astimezone(TAIPEI).date(), catalogue)
    row.author, row.created_at = author.name, now
    async with database.transaction() as session:
        session.add(row)
        await session.flush()
        return row.id


async def withdraw(database: Database, bulletin_id: int, now: datetime) -> None:
    """It no longer holds; what was e-mailed stays e-mailed.

    Raises:
        NotFound: there is no such bulletin.
    """
    async with database.transaction() as session:
        row = await repository.bulletin(session, bulletin_id)
        if row is None:
            raise NotFound("沒有這則注意事項，可能已經撤下。")
        row.withdrawn_at = row.withdrawn_at or now


async def current(database: Database, staff: Staff, now: datetime) -> tuple[Bulletin, ...]:
    """What holds today, with who has read it."""
    async with database.transaction() as session:
        rows = await repository.current(session, now.astimezone(TAIPEI).date())
        readings = await repository.readings(session, [row.id for row in rows])
    found = []
    for row in rows:
        mine = [reading for reading in readings if reading.bulletin_id == row.id]
        names = tuple(reading.name for reading in mine)
        found.append(_bulletin(row, names, any(reading.reader == staff.id for reading in mine)))
    return tuple(found)


async def unread(database: Database, staff: Staff, now: datetime) -> tuple[Bulletin, ...]:
    """What ``staff`` has still to read."""
    return tuple(bulletin for bulletin in await current(database, staff, now) if not bulletin.is_read)


async def coming(database: Database, now: datetime) -> tuple[Bulletin, ...]:
    """What holds from a later day on."""
    async with database.transaction() as session:
        rows = await repository.coming(session, now.astimezone(TAIPEI).date(), _COMING)
    return tuple(_bulletin(row) for row in rows)


async def acknowledge(
    database: Database, bulletin_id: int, staff: Staff, account_id: int | None, now: datetime
) -> None:
    """``staff`` has read a bulletin, and so the digest that told of it alone.

    Raises:
        NotFound: there is no such bulletin.
    """
    async with database.transaction() as session:
        row = await repository.bulletin(session, bulletin_id)
        if row is None:
            raise NotFound("沒有這則注意事項，可能已經撤下。")
        await repository.add_reading(session, bulletin_id, staff.id, staff.name, now)
        if account_id is not None and row.digest_id is not None and row.is_urgent:
            await repository.acknowledge(session, row.digest_id, account_id, now)


def _bulletin(row: BulletinRow, readers: tuple[str, ...] = (), is_read: bool = False) -> Bulletin:
    return Bulletin(
        row.id,
        row.title,
        row.text,
        row.is_urgent,
        row.valid_from,
        row.valid_to,
        row.author,
        tuple(map(str, row.entries)),
        readers,
        is_read,
    )
