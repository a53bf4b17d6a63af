"""What waits for somebody, each with its count and the page where it is done."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.handover import HandoverService
from bot.handover.schemas import HandoverState
from cases.schemas import CaseState, Filters
from cases.service import CaseService
from core.clock import TAIPEI
from core.database import Database
from desk.auth.permissions import Permission, Staff
from desk.curation.people import person
from desk.curation.worklist import work_list
from desk.mentions import service as mentions
from desk.watch.service import Watch
from knowledge.open_items import OpenKind
from publication import draft_service, withdrawal_records
from publication.listing import ReviewDue, due
from publication.schemas import DraftState
from retrieval.engine import Engine

# Who has not looked at it by then has seen it elsewhere.
RETURNED_FOR = timedelta(days=14)
# What 現況 finds and a line of the bell tells already.
_RUNG_BY_ITSELF = frozenset({"unconfirmed_withdrawals"})


@dataclass(frozen=True, slots=True)
class Ring:
    """One line of the bell."""

    label: str
    count: int
    link: str


@dataclass(frozen=True, slots=True)
class Bell:
    """Asks the rooms of the desk."""

    database: Database
    handover: HandoverService
    cases: CaseService
    engine: Engine
    watch: Watch

    async def rings(self, staff: Staff, now: datetime) -> tuple[Ring, ...]:
        """What waits for ``staff``, the most urgent first."""
        return tuple([ring async for ring in self._rings(staff, now) if ring.count])

    async def _rings(self, staff: Staff, now: datetime) -> AsyncIterator[Ring]:
        for mention in await mentions.waiting(self.database, staff):
            yield Ring(f"{mention.author} 在{mention.name}的註記提到您", 1, mention.place)
        if staff.may(Permission.ANSWER):
            async for ring in self._talks(staff):
                yield ring
        if staff.may(Permission.HANDLE_CASES):
            async for ring in self._own_cases(staff, now):
                yield ring
        if staff.may(Permission.APPROVE_CASES):
            proposed = await self.cases.proposals()
            others = [asked for asked in proposed if asked.asked_by.id != staff.id and asked.is_pending]
            yield Ring("等您核准", len(others), "/desk/cases")
        if staff.may(Permission.PUBLISH):
            reviewed = await draft_service.listed(self.database, [DraftState.IN_REVIEW])
            mine = [draft for draft in reviewed if draft.reviewable_by(person(staff))]
            yield Ring("等您審核的題庫草稿", len(mine), "/desk/curation/drafts")

        if staff.may(Permission.CURATE):
            async for ring in self._reviews(now.astimezone(TAIPEI).date()):
                yield ring
        if staff.may(Permission.READ_REPORTS):
            for known in self.watch.standing.values():
                trouble = known.trouble
                if trouble.kind not in _RUNG_BY_ITSELF:
                    yield Ring(f"{trouble.level.label}：{trouble.what}", 1, "/desk/watch")
        if staff.may(Permission.TAKE_OFF):
            async for ring in self._withdrawals(staff, now):
                yield ring

    async def _reviews(self, today: date) -> AsyncIterator[Ring]:
        base = self.engine.generation.base
        overdue = sum(due(entry, today) is ReviewDue.OVERDUE for entry in base.entries)
        yield Ring("逾檢視日的題目", overdue, "/desk/curation?due_for=overdue")
        items = await work_list(self.database, base, self.watch.settings, today)
        open_now = sum(
            item.due is not None and item.due <= today and item.kind is not OpenKind.REVIEW for item in items
        )
        yield Ring("到期的待確認事項", open_now, "/desk/curation/open-items")

    async def _withdrawals(self, staff: Staff, now: datetime) -> AsyncIterator[Ring]:
        """Overdue, it is everybody's: also of the one who waits for another."""
        for taken in await withdrawal_records.listed(
            self.database, [withdrawal_records.WithdrawalState.WAITING]
        ):
            link = f"/desk/withdrawals/{taken.id}"
            if taken.is_overdue(now):
                yield Ring(f"超過一天沒有確認的緊急下架：{taken.question}", 1, link)
            elif taken.decidable_by(person(staff)):
                yield Ring(f"等您確認的緊急下架：{taken.question}", 1, link)

    async def _talks(self, staff: Staff) -> AsyncIterator[Ring]:
        talks = await self.handover.waiting()
        yield Ring("等候中的人", sum(talk.state == HandoverState.WAITING for talk in talks), "/desk/inbox")
        for talk in talks:
            if talk.state != HandoverState.TAKEN or talk.staff != staff.id:
                continue
            summary = await self.handover.summary(talk.conversation_id)
            if summary and summary.lines and summary.lines[-1].who == "citizen":
                yield Ring("您的對話有新訊息", 1, f"/desk/inbox/{talk.conversation_id}")

    async def _own_cases(self, staff: Staff, now: datetime) -> AsyncIterator[Ring]:
        for case in await self.cases.supplemented(staff.id):
            yield Ring(f"民眾已補件：{case.number}", 1, f"/desk/cases/{case.id}")
        for asked in await self.cases.returned(staff.id, now - RETURNED_FOR):
            yield Ring(f"主管退回「{asked.action.label}」：{asked.number}", 1, f"/desk/cases/{asked.case_id}")
        assigned = await self.cases.count(Filters(states=(CaseState.ASSIGNED,), person=staff.id))
        yield Ring("您承辦中的案件", assigned, "/desk/cases?tab=mine")
