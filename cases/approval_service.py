"""What sends a citizen away or extends the deadline takes two people: one proposes, another approves.

A reply takes one; whoever writes it may still ask for a second one to read it first (陳核).

陳情案件要點: an extension is approved (經核准始得延長); so is turning a case away or handing it on.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from cases import repository
from cases.base import CaseBase
from cases.errors import ActionNotAllowed
from cases.models import CaseRow, ProposalRow
from cases.row_mapping import actor_of, as_json
from cases.schemas import Action, Actor, Proposal
from cases.states import TWO_PEOPLE

PENDING, APPROVED, REFUSED = "pending", "approved", "refused"
# Stands for the approver while nobody has approved.
SOMEBODY = "待核准"
PROPOSABLE = TWO_PEOPLE | {Action.ANSWER}


class Proposals(CaseBase):
    """Proposing, approving, refusing; the notice to the citizen becomes due with the approval."""

    async def propose(
        self, case_id: str, action: Action, actor: Actor, now: datetime, **details: str
    ) -> Proposal:
        """Propose an action of `PROPOSABLE`; what could never be approved is refused at once.

        Raises:
            NoSuchCase, ActionNotAllowed: also when another proposal waits for its approval already.
        """
        if action not in PROPOSABLE:
            raise ActionNotAllowed(f"{action.label}不必送核，請直接辦。")
        async with self._database.transaction() as session:
            row = await self._row(session, case_id, lock=True)
            if any(known.state == PENDING for known in await repository.proposals_of(session, case_id)):
                raise ActionNotAllowed("這個案件已經有一件申請在等核准。")
            case = await self._store.load(session, row)
            second = {"approver": SOMEBODY} if action in TWO_PEOPLE else {}
            given = await self._checked(session, case, action, actor, now, {**details, **second})
            given.pop("approver", None)
            asked = ProposalRow(
                case_id=row.id,
                action=action.value,
                days=int(given.pop("days", "0")),
                details=self._store.records.seal_mapping(given),
                asked_by=as_json(actor),
                asked_at=now,
                state=PENDING,
                decided_by="",
            )
            session.add(asked)
            self._store.audit(session, row.id, actor, f"propose {action}", now)
            await session.flush()
            return self._proposal(asked, row)

    async def decide(
        self,
        proposal_id: int,
        approve: bool,
        actor: Actor,
        now: datetime,
        hold: timedelta = timedelta(),
        remark: str = "",
    ) -> Proposal:
        """Approve, which does what was proposed and makes its notice due after ``hold``, or refuse.

        ``remark`` is for whoever proposed it.

        Raises:
            ActionNotAllowed: not somebody else, decided already, or the case has moved on meanwhile.
        """
        async with self._database.transaction() as session:
            asked = await session.get(ProposalRow, proposal_id, with_for_update=True)
            if asked is None or asked.state != PENDING:
                raise ActionNotAllowed("這件申請已經有人決定了，請重新整理。")
            row = await self._row(session, asked.case_id, lock=True)
            proposal = self._proposal(asked, row)
            if proposal.asked_by.id == actor.id:
                raise ActionNotAllowed(f"{proposal.action.label}要由別人核准，不能自己核准自己的申請。")
            if approve:
                # Whoever asked may have left the unit since: the approver answers for it.
                asker = replace(proposal.asked_by, sees_all=True)
                second = {"approver": actor.name} if proposal.action in TWO_PEOPLE else {}
                details = {**proposal.details, **second}
                await self._act(session, row, proposal.action, asker, now, details, hold)
            asked.state = APPROVED if approve else REFUSED
            asked.decided_by, asked.decided_at = actor.id, now
            said = {"text": told} if (told := remark.strip()) else {}
            asked.remark = self._store.records.seal_mapping(said)
            self._store.audit(session, row.id, actor, f"proposal {asked.state}", now)
            return self._proposal(asked, row)

    async def proposals(self, case_id: str = "") -> tuple[Proposal, ...]:
        """Those of a case, or all that wait for an approval."""
        async with self._database.transaction() as session:
            if case_id:
                row = await self._row(session, case_id)
                found = [(asked, row) for asked in await repository.proposals_of(session, case_id)]
            else:
                found = list(await repository.proposals_in(session, PENDING))
            return tuple(self._proposal(asked, row) for asked, row in found)

    async def returned(self, person: str, since: datetime) -> tuple[Proposal, ...]:
        """What ``person`` proposed and was refused after ``since``, where nothing was done since then."""
        async with self._database.transaction() as session:
            found = await repository.proposals_in(session, REFUSED)
            mine = [
                (asked, row)
                for asked, row in found
                if asked.asked_by["id"] == person
                and asked.decided_at is not None
                and asked.decided_at > max(since, row.updated_at)
            ]
            latest = {row.id: (await repository.proposals_of(session, row.id))[-1].id for _, row in mine}
            return tuple(self._proposal(asked, row) for asked, row in mine if latest[row.id] == asked.id)

    def _proposal(self, row: ProposalRow, case: CaseRow) -> Proposal:
        days = {"days": str(row.days)} if row.days else {}
        return Proposal(
            row.id,
            row.case_id,
            case.number,
            Action(row.action),
            {**self._store.records.open_mapping(row.details), **days},
            actor_of(row.asked_by),
            row.asked_at,
            row.state,
            row.decided_by,
            self._store.records.open_mapping(row.remark).get("text", ""),
        )
