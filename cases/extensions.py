"""Extending the deadline takes two people: one asks, another approves (陳情案件要點: 經核准始得延長)."""

from dataclasses import replace
from datetime import datetime

from cases import repository
from cases.base import CaseBase
from cases.clock import due, local_day
from cases.errors import NotAllowed
from cases.models import CaseRow, ExtensionRow
from cases.privacy import viewer_of
from cases.records import actor_of, as_json
from cases.schemas import Action, Actor, Extension, Viewer
from cases.states import check, progress
from core.service import read_calendar

PENDING, APPROVED, REFUSED = "pending", "approved", "refused"
# Stands for the approver while nobody has approved.
_SOMEBODY = "待核准"


class Extensions(CaseBase):
    """Asking, approving, refusing; the notice to the citizen becomes due with the approval."""

    async def ask_extension(
        self, case_id: str, days: str, reason: str, actor: Actor, now: datetime
    ) -> Extension:
        """Ask for ``days`` more; what could never be approved is refused at once.

        Raises:
            NoSuchCase, NotAllowed: also when one waits for its approval already.
        """
        async with self._database.transaction() as db:
            row = await self._row(db, case_id, lock=True)
            case = await self._store.load(db, row)
            at = progress(case.events)
            if viewer_of(actor, at) is not Viewer.TEAM:
                raise NotAllowed("只有承辦這個案件的同仁可以申請延長。")
            if any(known.state == PENDING for known in await repository.extensions_of(db, case_id)):
                raise NotAllowed("已經有一件延長申請在等核准。")
            deadline = due(case.events, await read_calendar(db), self._policy.rule)
            details = {"days": days, "reason": reason, "approver": _SOMEBODY}
            given = check(at.state, Action.EXTEND, actor, details, local_day(now), deadline.date)
            asked = ExtensionRow(
                case_id=row.id,
                days=int(given["days"]),
                reason=self._store.records.seal_mapping({"reason": given["reason"]}),
                asked_by=as_json(actor),
                asked_at=now,
                state=PENDING,
                decided_by="",
            )
            db.add(asked)
            self._store.audit(db, row.id, actor, "ask_extension", now)
            await db.flush()
            return self._extension(asked, row)

    async def decide_extension(
        self, extension_id: int, approve: bool, actor: Actor, now: datetime
    ) -> Extension:
        """Approve, which moves the deadline and makes the notice due, or refuse.

        Raises:
            NotAllowed: not somebody else, decided already, or the deadline has passed meanwhile.
        """
        async with self._database.transaction() as db:
            asked = await db.get(ExtensionRow, extension_id, with_for_update=True)
            if asked is None or asked.state != PENDING:
                raise NotAllowed("這件延長申請已經有人決定了，請重新整理。")
            row = await self._row(db, asked.case_id, lock=True)
            extension = self._extension(asked, row)
            if extension.asked_by.id == actor.id:
                raise NotAllowed("延長要由別人核准，不能自己核准自己的申請。")
            if approve:
                details = {"days": str(asked.days), "reason": extension.reason, "approver": actor.name}
                # Whoever asked may have left the unit since: the approver answers for it.
                asker = replace(extension.asked_by, sees_all=True)
                await self._act(db, row, Action.EXTEND, asker, now, details)
            asked.state = APPROVED if approve else REFUSED
            asked.decided_by, asked.decided_at = actor.id, now
            self._store.audit(db, row.id, actor, f"extension {asked.state}", now)
            return self._extension(asked, row)

    async def extensions(self, case_id: str = "") -> tuple[Extension, ...]:
        """Those of a case, or all that wait for an approval."""
        async with self._database.transaction() as db:
            if case_id:
                row = await self._row(db, case_id)
                found = [(asked, row) for asked in await repository.extensions_of(db, case_id)]
            else:
                found = list(await repository.extensions_in(db, PENDING))
            return tuple(self._extension(asked, row) for asked, row in found)

    def _extension(self, row: ExtensionRow, case: CaseRow) -> Extension:
        return Extension(
            row.id,
            row.case_id,
            case.number,
            row.days,
            self._store.records.open_mapping(row.reason).get("reason", ""),
            actor_of(row.asked_by),
            row.asked_at,
            row.state,
            row.decided_by,
        )
