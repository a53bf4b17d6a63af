"""Runs flows: opens and seals their drafts; what a flow says becomes part of the turn."""

import json
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.flows import repository
from bot.flows.base import Draft, Flow, FlowTurn, Said
from bot.flows.models import DraftRow
from core.encryption import Vault

# Drafts that were left alone are forgotten after so long (個資法 §11: the purpose is gone).
KEEP = timedelta(days=30)


class FlowService:
    """The flows by name; every method runs in the caller's transaction."""

    def __init__(self, vault: Vault, flows: Sequence[Flow]) -> None:
        self._vault = vault
        self._flows = {flow.name: flow for flow in flows}

    def knows(self, name: str | None) -> bool:
        """Whether a flow of that name can begin."""
        return name in self._flows

    async def under_way(self, db: AsyncSession, conversation_id: str) -> Draft | None:
        """The draft that gets the next message, None when there is none."""
        row = await repository.under_way(db, conversation_id)
        return self._open(row) if row and row.flow in self._flows else None

    async def begin(self, db: AsyncSession, name: str, said: Said) -> FlowTurn:
        """Begin a flow."""
        row = await repository.draft(db, said.conversation.id, name)
        turn = await self._flows[name].begin(db, said, self._open(row) if row else None)
        await self._keep(db, said, name, turn.draft)
        return turn

    async def take(self, db: AsyncSession, draft: Draft, said: Said) -> FlowTurn | None:
        """Hand a message to the flow under way; None when it does not listen to it."""
        flow = self._flows[draft.flow]
        if not flow.listens(said, draft):
            await self._keep(db, said, flow.name, flow.left(draft))
            return None
        turn = await flow.take(db, said, draft)
        await self._keep(db, said, flow.name, turn.draft)
        return turn

    async def _keep(self, db: AsyncSession, said: Said, name: str, draft: Draft | None) -> None:
        if draft is None:
            await repository.discard(db, said.conversation.id, name)
            return
        row = await repository.draft(db, said.conversation.id, name)
        if row is None:
            row = DraftRow(conversation_id=said.conversation.id, flow=name)
            db.add(row)
        row.step, row.paused, row.updated_at = draft.step, draft.paused, said.now
        row.sealed = self._vault.seal(json.dumps(dict(draft.answers), ensure_ascii=False))
        await db.flush()

    def _open(self, row: DraftRow) -> Draft:
        answers = json.loads(self._vault.open(row.sealed))
        return Draft(row.flow, row.step, row.updated_at, answers, row.paused)

