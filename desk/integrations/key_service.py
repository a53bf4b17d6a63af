"""Keys of other systems: made, shown once, kept as a hash, limited to scopes and days, revoked."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from http import HTTPStatus

from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import TAIPEI
from core.database import Database
from core.errors import NotFound, Problem
from desk.integrations import repository
from desk.integrations.models import ApiKeyRow

NAME_LIMIT = 40
LONGEST = timedelta(days=366)
_PREFIX, _SHOWN, _BYTES = "ldk_", 12, 32
# The last use is written down once a minute at most: asking must not mean writing.
_NOTED_EVERY = timedelta(minutes=1)


class Scope(StrEnum):
    """What a key lets another system ask."""

    CASES = "cases:read"
    STATISTICS = "statistics:read"

    @property
    def label(self) -> str:
        """The scope as people read it."""
        return {"cases:read": "查案件進度", "statistics:read": "讀統計"}[self]


class BadKey(Problem):
    """A form that makes no key."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as a page shows it; ``prefix`` is its beginning."""

    id: int
    name: str
    prefix: str
    scopes: tuple[Scope, ...]
    expires_on: date
    made_by: str
    made_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None

    def is_valid(self, now: datetime) -> bool:
        """Whether it opens anything at that moment."""
        return self.revoked_at is None and now.astimezone(TAIPEI).date() <= self.expires_on


def make(
    session: AsyncSession, name: str, scopes: Collection[Scope], expires_on: date, by: str, now: datetime
) -> tuple[str, str]:
    """A new key, which is never shown again, and its prefix.

    Raises:
        BadKey: no name, no scope, or a last day that is past or too far away.
    """
    today = now.astimezone(TAIPEI).date()
    if not 1 <= len(name := name.strip()) <= NAME_LIMIT:
        raise BadKey(f"請寫名稱（1 到 {NAME_LIMIT} 個字），例如哪個系統在用。")
    if not scopes:
        raise BadKey("請至少選一項可以讀的資料。")
    if not today <= expires_on <= today + LONGEST:
        raise BadKey(f"到期日請選今天到 {today + LONGEST} 之間。")
    key = _PREFIX + secrets.token_urlsafe(_BYTES)
    session.add(
        ApiKeyRow(
            name=name,
            prefix=key[:_SHOWN],
            digest=_digest(key),
            scopes=sorted(scopes),
            expires_on=expires_on,
            made_by=by,
            made_at=now,
        )
    )
    return key, key[:_SHOWN]


async def listed(database: Database) -> list[ApiKey]:
    """All keys, the newest first."""
    async with database.transaction() as session:
        return [_shown(row) for row in await repository.keys(session)]


async def one(session: AsyncSession, key_id: int) -> ApiKey:
    """A key.

    Raises:
        NotFound.
    """
    return _shown(await _row(session, key_id))


async def revoke(session: AsyncSession, key_id: int, now: datetime) -> ApiKey:
    """Let a key open nothing any more.

    Raises:
        NotFound.
    """
    row = await _row(session, key_id)
    row.revoked_at = row.revoked_at or now
    return _shown(row)


async def opened_by(database: Database, key: str, now: datetime) -> ApiKey | None:
    """The key whose text this is, if it is valid; its use is noted."""
    async with database.transaction() as session:
        row = await repository.key_by_digest(session, _digest(key))
        if row is None or not _shown(row).is_valid(now):
            return None
        if row.used_at is None or now - row.used_at >= _NOTED_EVERY:
            row.used_at = now
        return _shown(row)


def _digest(key: str) -> str:
    """Keys are random and long: nobody finds one by trying, so no slow hash is needed."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


async def _row(session: AsyncSession, key_id: int) -> ApiKeyRow:
    row = await repository.key(session, key_id)
    if row is None:
        raise NotFound("沒有這把金鑰")
    return row


def _shown(row: ApiKeyRow) -> ApiKey:
    return ApiKey(
        row.id,
        row.name,
        row.prefix,
        tuple(map(Scope, row.scopes)),
        row.expires_on,
        row.made_by,
        row.made_at,
        row.used_at,
        row.revoked_at,
    )
