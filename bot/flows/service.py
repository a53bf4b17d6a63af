"""Runs flows: opens and seals their drafts; what a flow says becomes part of the turn."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.flows import repository
from bot.flows.attachments import DraftFiles
from bot.flows.base import KEEP, Draft, Flow, FlowTurn, Said
from bot.flows.models import DraftRow
from bot.models import ConversationRow
from cases.attachments import check
from cases.errors import BadAttachment
from cases.schemas import Upload
from core.encryption import Vault, WrongKey

RESUME = "resume"
log = structlog.get_logger()


class FlowService:
    """The flows by name; every method runs in the caller's transaction."""

    def __init__(self, vault: Vault, flows: Sequence[Flow]) -> None:
        self._vault = vault
        self._files = DraftFiles(vault)
        self._flows = {flow.name: flow for flow in flows}

    def knows(self, name: str | None) -> bool:
        """Whether a flow of that name can begin."""
        return name in self._flows or (name == RESUME and bool(self._flows))

    async def under_way(self, db: AsyncSession, conversation_id: str, now: datetime) -> Draft | None:
        """The draft that gets the next message, None when there is none or it has lapsed."""
        row = await repository.under_way(db, conversation_id)
        flow = self._flows.get(row.flow) if row else None
        if row is None or flow is None or now - row.updated_at > flow.lasts:
            return None
        return self._open(row)

    async def caught(
        self, db: AsyncSession, conversation: ConversationRow, text: str, now: datetime
    ) -> str | None:
        """The flow that a message is plainly for though none has begun."""
        for name, flow in self._flows.items():
            if await flow.catches(db, conversation, text, now):
                return name
        return None

    def listens(self, said: Said, draft: Draft) -> bool:
        """Whether the message is for the flow under way."""
        return self._flows[draft.flow].listens(said, draft)

    async def begin(self, db: AsyncSession, name: str, said: Said) -> FlowTurn:
        """Begin a flow; `RESUME` begins the one that was laid aside last."""
        if name == RESUME:
            laid_aside = await repository.laid_aside(db, said.conversation.id)
            if laid_aside is None or laid_aside.flow not in self._flows:
                return FlowTurn((said.say("utter_resume_nothing"),))
            name = laid_aside.flow
        row = await repository.draft(db, said.conversation.id, name)
        turn = await self._flows[name].begin(db, said, self._open(row))
        await self._keep(db, said, name, turn.draft)
        return turn

    async def take(self, db: AsyncSession, draft: Draft, said: Said) -> FlowTurn:
        """Hand a message to the flow under way."""
        turn = await self._flows[draft.flow].take(db, said, draft)
        await self._keep(db, said, draft.flow, turn.draft)
        return turn

    async def leave(self, db: AsyncSession, draft: Draft, said: Said) -> None:
        """The message was not for the flow: nothing of it stays, or a draft for later."""
        await self._keep(db, said, draft.flow, self._flows[draft.flow].left(draft))

    def text_limit(self, draft: Draft | None) -> int | None:
        """How long the answer to a question that asks for a story may be; None where none does."""
        return None if draft is None else self._flows[draft.flow].text_limit(draft)

    def takes_files(self, draft: Draft | None) -> bool:
        """Whether files may be sent now."""
        return draft is not None and self._flows[draft.flow].takes_files

    async def attach(self, db: AsyncSession, draft: Draft, said: Said, upload: Upload | None) -> FlowTurn:
        """Keep a file with the draft and ask again; None is one that could not be fetched."""
        flow = self._flows[draft.flow]
        if upload is None:
            return flow.again(said, draft, said.say("utter_files_not_fetched"))
        try:
            check([upload], await self._files.count(db, said.conversation.id))
        except BadAttachment as refused:
            return flow.again(said, draft, said.phrase(refused.detail))
        await self._files.add(db, said.conversation.id, upload, said.now)
        count = await self._files.count(db, said.conversation.id)
        return flow.again(said, draft, said.say("utter_files_kept", count=count))

    def seal(self, messages: list[dict[str, Any]]) -> str:
        """Messages that the record does not keep, for a short while."""
        return self._vault.seal(json.dumps(messages, ensure_ascii=False))

    def unsealed(self, sealed: str) -> list[dict[str, Any]]:
        """What `seal` sealed."""
        found: list[dict[str, Any]] = json.loads(self._vault.open(sealed))
        return found

    async def purge(self, db: AsyncSession, now: datetime) -> int:
        """Forget drafts that were left alone for `KEEP`; returns how many."""
        return await repository.discard_older(db, now - KEEP)

    async def _keep(self, db: AsyncSession, said: Said, name: str, draft: Draft | None) -> None:
        if draft is None:
            await repository.discard(db, said.conversation.id, name)
            if self._flows[name].takes_files:
                await repository.discard_files(db, said.conversation.id)
            return
        row = await repository.draft(db, said.conversation.id, name)
        if row is None:
            row = DraftRow(conversation_id=said.conversation.id, flow=name)
            db.add(row)
        row.step, row.paused, row.updated_at = draft.step, draft.paused, said.now
        row.sealed = self._vault.seal(json.dumps(dict(draft.answers), ensure_ascii=False))
        await db.flush()

    def _open(self, row: DraftRow | None) -> Draft | None:
        """The draft of a row; None when its key is gone: nobody is to be stuck in a form for that."""
        if row is None:
            return None
        try:
            answers = json.loads(self._vault.open(row.sealed))
        except WrongKey:
            log.error("draft_without_key", flow=row.flow)
            return None
        return Draft(row.flow, row.step, row.updated_at, answers, row.paused)
