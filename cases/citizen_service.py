"""The citizen's side of the cases: file, look up, supplement, withdraw, erase.

Every method takes ``session``, the caller's transaction; without it, it opens one of its own.
"""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cases import attachments as files
from cases import filing, repository
from cases.attachments import Checked
from cases.base import CaseBase
from cases.case_numbers import make_number
from cases.errors import BadAttachment
from cases.models import CaseRow
from cases.policy import REPEATED_WITHIN
from cases.receipts import digest_of
from cases.schemas import (
    CITIZEN,
    Action,
    Actor,
    ActorKind,
    CaseEvent,
    CaseState,
    Erasure,
    Origin,
    Receipt,
    Statement,
    StatusView,
    Upload,
)
from cases.search_terms import terms_of
from cases.views import status_view
from core.calendar_service import read_calendar
from core.clock import local_day

STILL_OPEN = "案件還在辦理，需要您的資料才能回覆（個人資料保護法第 11 條第 3 項但書）；先撤回案件就能刪除"


class CitizenCases(CaseBase):
    """What a citizen can do, with number and code or from a conversation."""

    async def file(
        self,
        statement: Statement,
        origin: Origin,
        attachments: Sequence[Upload],
        now: datetime,
        key: str,
        *,
        recorded_by: Actor = CITIZEN,
        danger: str = "",
        session: AsyncSession | None = None,
    ) -> Receipt:
        """File a confirmed statement; its `received` notice becomes due.

        The same statement again with the same ``key``, or from the same origin within an hour, gives
        the receipt of the first time: one case. Files that the case lacks are added to it. An oral
        statement is ``recorded_by`` staff, who read it back (行政程序法 §169). ``danger`` is the kind of
        danger that it tells of, "" for none: staff see it in their lists.

        Raises:
            InvalidStatement: contact or consent is missing, or it is an emergency.
            BadAttachment: a file is not taken; nothing is filed.
        """
        filing.require_fileable(statement)
        checked = await asyncio.to_thread(files.check, attachments)
        fingerprint = self._codes.hashed(filing.content_of(statement, origin))
        key = self._codes.hashed(f"{key}\n{fingerprint}")
        day = local_day(now)
        async with self._within(session) as joined:
            await repository.lock_day(joined, day)
            row = await repository.repeated(joined, key, fingerprint, now - REPEATED_WITHIN)
            if row is None:
                number = make_number(day, await repository.next_sequence(joined, day))
                row = filing.new_row(
                    self._store.seal(statement), statement, origin, number, now, key, fingerprint, danger
                )
                joined.add(row)
                await self._store.append(joined, row, (), CaseEvent(Action.FILE, now, recorded_by))
                await repository.put_terms(joined, row.id, terms_of(statement, self._policy.secret))
                await self._store.attach(joined, row.id, checked, ActorKind.CITIZEN, now)
                case = await self._store.load(joined, row)
                row.digest = digest_of(filing.copy(case))
                self._store.audit(joined, row.id, recorded_by, Action.FILE, now)
            else:
                await self._attach_new(joined, row, checked, now)
                case = await self._store.load(joined, row)
            return Receipt(
                row.number, self._codes.code(row), row.filed_at, row.due_on, row.digest, filing.copy(case)
            )

    async def status(
        self, number: str, code: str, address: str, now: datetime, *, session: AsyncSession | None = None
    ) -> StatusView | None:
        """What the citizen may see, or None: an unknown number and a wrong code look the same.

        ``address`` is where the question comes from (network address, or channel and user), for the limit
        on guesses; "" is not limited. After None, ``session`` must be committed: the guess is counted there.

        Raises:
            TooManyGuesses: for this case from this address.
        """
        async with self._within(session) as joined:
            row = await self._codes.proven(joined, number, code, address, now)
            return await self._status(joined, row, now, "status") if row else None

    async def supplement(
        self,
        number: str,
        code: str,
        address: str,
        text: str,
        attachments: Sequence[Upload],
        now: datetime,
        *,
        session: AsyncSession | None = None,
    ) -> StatusView | None:
        """Add the citizen's words and files; None as in `status`.

        Raises:
            TooManyGuesses, BadAttachment, ActionNotAllowed: the case is done, or nothing was given.
        """
        async with self._within(session) as joined:
            row = await self._codes.proven(joined, number, code, address, now, lock=True)
            if row is None:
                return None
            already = await repository.attachments_of(joined, row.id)
            checked = await asyncio.to_thread(files.check, attachments, len(already))
            words = text.strip() or (f"附上 {len(checked)} 個檔案" if checked else "")
            await self._act(joined, row, Action.SUPPLEMENT, CITIZEN, now, {"text": words})
            await self._store.attach(joined, row.id, checked, ActorKind.CITIZEN, now)
            return await self._status(joined, row, now)

    async def withdraw(
        self,
        number: str,
        code: str,
        address: str,
        reason: str,
        now: datetime,
        *,
        session: AsyncSession | None = None,
    ) -> StatusView | None:
        """The citizen takes the case back; None as in `status`.

        Raises:
            TooManyGuesses, ActionNotAllowed: the case is done.
        """
        async with self._within(session) as joined:
            row = await self._codes.proven(joined, number, code, address, now, lock=True)
            if row is None:
                return None
            await self._act(joined, row, Action.WITHDRAW, CITIZEN, now, {"reason": reason})
            return await self._status(joined, row, now)

    async def erase_person(
        self,
        now: datetime,
        *,
        conversation_id: str | None = None,
        number: str = "",
        code: str = "",
        address: str = "",
        session: AsyncSession | None = None,
    ) -> Erasure:
        """Erase the person from the cases of a conversation, or from the one of number and code.

        The anonymous case stays. An open case keeps its person, with the reason in the result.
        A wrong number or code erases nothing and is counted as a guess.

        Raises:
            TooManyGuesses.
        """
        async with self._within(session) as joined:
            if conversation_id is not None:
                found = await repository.of_conversation(joined, conversation_id)
                wholes = dict.fromkeys(row.merged_into or row.id for row in found)
                rows = [await self._row(joined, case_id, lock=True) for case_id in wholes]
            else:
                row = await self._codes.proven(joined, number, code, address, now, lock=True)
                rows = [row] if row else []
            gone = [row for row in rows if not CaseState(row.state).is_open]
            kept = tuple((row.number, STILL_OPEN) for row in rows if row not in gone)
            for row in gone:
                await self._store.erase(joined, row, CITIZEN, now)
            return Erasure(tuple(row.number for row in gone), kept)

    async def _status(
        self, session: AsyncSession, row: CaseRow, now: datetime, audited: str = ""
    ) -> StatusView:
        if audited:
            self._store.audit(session, row.id, CITIZEN, audited, now)
        case = await self._store.load(session, row)
        return status_view(case, await read_calendar(session), self._policy.rule_for(row.route, row.category))

    async def _attach_new(
        self, session: AsyncSession, row: CaseRow, checked: Iterable[Checked], now: datetime
    ) -> None:
        """Add the files that the case lacks, all of them.

        Raises:
            BadAttachment: there is no room for all; none is added.
        """
        attached = await repository.attachments_of(session, row.id)
        kept = {attachment.digest for attachment in attached}
        fresh = [file for file in checked if file.digest not in kept]
        if len(attached) + len(fresh) > files.COUNT_LIMIT:
            raise BadAttachment(
                f"這件陳情已經收件，案號 {row.number}，附件有 {len(attached)} 個。一個案件最多 "
                f"{files.COUNT_LIMIT} 個，這次另外 {len(fresh)} 個都沒有加上：請合成一個 PDF，"
                "用收件時的案號和查詢碼到「查詢進度」補件。"
            )
        await self._store.attach(session, row.id, fresh, ActorKind.CITIZEN, now)
