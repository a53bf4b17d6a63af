"""What both sides of a case service share: transactions, and one action with its checks and its audit."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Self

from sqlalchemy.ext.asyncio import AsyncSession

from cases import repository
from cases.clock import due
from cases.errors import ActionNotAllowed, NoSuchCase
from cases.lookup_code_service import Codes
from cases.messaging import Ways
from cases.models import CaseRow
from cases.policy import CasePolicy
from cases.row_mapping import CaseFile
from cases.schemas import Action, Actor, ActorKind, CaseEvent, Viewer
from cases.states import check, progress
from cases.store import CaseStore
from cases.visibility import viewer_of
from core.calendar_service import read_calendar
from core.clock import local_day
from core.database import Database
from core.encryption import Vault
from core.settings import Settings


class CaseBase:
    """A database, a vault, the bureau's policy, and the ways on which letters may still wait."""

    def __init__(
        self, database: Database, vault: Vault, policy: CasePolicy, ways: Ways | None = None
    ) -> None:
        self._database = database
        self._policy = policy
        self._store = CaseStore(vault, policy, ways)
        self._codes = Codes(policy)

    @classmethod
    def build(cls, settings: Settings, database: Database, vault: Vault, ways: Ways | None = None) -> Self:
        """The service as ``settings`` have it; commands that write to nobody need no ``ways``."""
        return cls(database, vault, CasePolicy.of(settings), ways)

    @asynccontextmanager
    async def _within(self, session: AsyncSession | None) -> AsyncIterator[AsyncSession]:
        """The caller's transaction, or one of our own."""
        if session is not None:
            yield session
            return
        async with self._database.transaction() as session:
            yield session

    async def _row(self, session: AsyncSession, case_id: str, lock: bool = False) -> CaseRow:
        row = await repository.by_id(session, case_id, lock)
        if row is None:
            raise NoSuchCase
        return row

    @staticmethod
    def _require_team(case: CaseFile, actor: Actor, what: str) -> None:
        if viewer_of(actor, progress(case.events)) is not Viewer.TEAM:
            raise ActionNotAllowed(f"只有承辦這個案件的同仁可以{what}。")

    async def _act(
        self,
        session: AsyncSession,
        row: CaseRow,
        action: Action,
        actor: Actor,
        now: datetime,
        details: Mapping[str, str],
        hold: timedelta = timedelta(),
    ) -> None:
        """Check and record one action on a locked case; its notices wait for ``hold``.

        Raises:
            ActionNotAllowed.
        """
        case = await self._store.load(session, row)
        given = await self._checked(session, case, action, actor, now, details)
        await self._store.append(session, row, case.events, CaseEvent(action, now, actor, given), hold)
        self._store.audit(session, row.id, actor, action, now)

    async def _checked(
        self,
        session: AsyncSession,
        case: CaseFile,
        action: Action,
        actor: Actor,
        now: datetime,
        details: Mapping[str, str],
    ) -> dict[str, str]:
        """The details of an action as they would be recorded.

        Raises:
            ActionNotAllowed.
        """
        at = progress(case.events)
        is_outsider = actor.kind is ActorKind.STAFF and viewer_of(actor, at) is not Viewer.TEAM
        if is_outsider and at.unit:
            raise ActionNotAllowed(f"這個案件由{at.unit}承辦，請承辦人、代理人或主管處理。")
        deadline = due(
            case.events,
            await read_calendar(session),
            self._policy.rule_for(case.row.route, case.row.category),
        )
        return check(at.state, action, actor, details, local_day(now), deadline.date)
