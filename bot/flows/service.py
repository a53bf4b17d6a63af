"""Runs flows: opens and seals their drafts; what a flow says becomes part of the turn."""

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.blocks import Block
from bot.facts import NO_FACTS, Facts
from bot.flows import repository
from bot.flows.attachments import DraftFiles
from bot.flows.base import KEEP, Flow, FlowDraft, FlowMessage, FlowTurn
from bot.flows.models import FlowDraftRow
from bot.handover.archive.files import keep_file
from bot.models import ConversationRow
from cases.attachments import check
from cases.errors import BadAttachment
from cases.saved_forms.service import SavedForms
from cases.schemas import Upload
from core.encryption import Vault, WrongKey

RESUME = "resume"
# What the record holds instead of the words of a message that tells of danger inside a form.
DANGER_TOLD = "〔表單中提到危險〕"
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

    async def under_way(self, session: AsyncSession, conversation_id: str, now: datetime) -> FlowDraft | None:
        """The draft that gets the next message, None when there is none or it has lapsed."""
        row = await repository.under_way(session, conversation_id)
        flow = self._flows.get(row.flow) if row else None
        if row is None or flow is None or now - row.updated_at > flow.lasts:
            return None
        return self._open(row)

    async def caught(
        self, session: AsyncSession, conversation: ConversationRow, text: str, now: datetime
    ) -> str | None:
        """The flow that a message is plainly for though none has begun."""
        for name, flow in self._flows.items():
            if await flow.catches(session, conversation, text, now):
                return name
        return None

    def listens(self, said: FlowMessage, draft: FlowDraft) -> bool:
        """Whether the message is for the flow under way."""
        return self._flows[draft.flow].listens(said, draft)

    def chooses(self, said: FlowMessage, draft: FlowDraft) -> bool:
        """Whether the message is an option that the flow under way has offered."""
        return self._flows[draft.flow].chooses(said, draft)

    def again(self, said: FlowMessage, draft: FlowDraft, *before: Block) -> FlowTurn:
        """Say ``before`` and ask once more what the form under way waits for."""
        return self._flows[draft.flow].again(said, draft, *before)

    async def begin(self, session: AsyncSession, name: str, said: FlowMessage) -> FlowTurn:
        """Begin a flow; `RESUME` begins the one that was laid aside last."""
        if name == RESUME:
            laid_aside = await repository.laid_aside(session, said.conversation.id)
            if laid_aside is None or laid_aside.flow not in self._flows:
                return FlowTurn((said.say("utter_resume_nothing"),))
            name = laid_aside.flow
        row = await repository.draft(session, said.conversation.id, name)
        turn = await self._flows[name].begin(session, said, self._open(row))
        await self._keep(session, said, name, turn.draft)
        return turn

    async def take(self, session: AsyncSession, draft: FlowDraft, said: FlowMessage) -> FlowTurn:
        """Hand a message to the flow under way."""
        turn = await self._flows[draft.flow].take(session, said, draft)
        await self._keep(session, said, draft.flow, turn.draft)
        return turn

    def holds(self, said: FlowMessage, draft: FlowDraft) -> bool:
        """Whether the flow under way waits while ``said`` tells of danger."""
        return self._flows[draft.flow].holds(said, draft)

    async def hold(self, session: AsyncSession, draft: FlowDraft, said: FlowMessage) -> FlowTurn:
        """Help comes first: the message is no answer, the flow asks nothing and waits where it is."""
        usual = said.usual()
        waiting, offered = self._flows[draft.flow].held(said.speaking(usual.state.language), draft)
        await self._keep(session, said, draft.flow, waiting)
        return FlowTurn((*usual.blocks, *offered), waiting, DANGER_TOLD, state=usual.state)

    async def leave(self, session: AsyncSession, draft: FlowDraft, said: FlowMessage) -> None:
        """The message was not for the flow: nothing of it stays, or a draft for later."""
        await self._keep(session, said, draft.flow, self._flows[draft.flow].left(draft))

    def text_limit(self, draft: FlowDraft | None) -> int | None:
        """How long the answer to a question that asks for a story may be; None where none does."""
        return None if draft is None else self._flows[draft.flow].text_limit(draft)

    async def takes_files(self, session: AsyncSession, conversation_id: str, now: datetime) -> bool:
        """Whether a form is under way that takes files."""
        return self.lets_attach(await self.under_way(session, conversation_id, now))

    def lets_attach(self, draft: FlowDraft | None) -> bool:
        """Whether files may be sent to the form of ``draft``."""
        return draft is not None and self._flows[draft.flow].takes_files

    async def attach(
        self, session: AsyncSession, draft: FlowDraft, said: FlowMessage, upload: Upload | None
    ) -> FlowTurn:
        """Keep a file with the draft and ask again; None is one that could not be fetched."""
        flow = self._flows[draft.flow]
        if upload is None:
            return flow.again(said, draft, said.say("utter_files_not_fetched"))
        already = await self._files.count(session, said.conversation.id)
        try:
            (checked,) = await asyncio.to_thread(check, [upload], already)
        except BadAttachment as refused:
            return flow.again(said, draft, said.phrase(refused.detail))
        kept = Upload(upload.name, checked.content)
        await self._files.add(session, said.conversation.id, kept, said.now)
        count = await self._files.count(session, said.conversation.id)
        return flow.again(said, draft, said.say("utter_files_kept", count=count))

    def keep_sent(
        self, session: AsyncSession, conversation_id: str, turn_id: int, upload: Upload, now: datetime
    ) -> None:
        """Keep a file that came with a turn for the person who answers."""
        keep_file(session, self._vault, conversation_id, turn_id, upload, now)

    def seal(self, messages: list[dict[str, Any]]) -> str:
        """Messages that the record does not keep, for a short while."""
        return self._vault.seal(json.dumps(messages, ensure_ascii=False))

    def unsealed(self, sealed: str) -> list[dict[str, Any]]:
        """What `seal` sealed."""
        found: list[dict[str, Any]] = json.loads(self._vault.open(sealed))
        return found

    def seal_facts(self, facts: Facts) -> str | None:
        """The facts of a situation as a conversation keeps them, None when there are none."""
        return self._vault.seal(json.dumps(facts.as_json(), ensure_ascii=False)) if facts else None

    def facts_in(self, sealed: str | None) -> Facts:
        """What `seal_facts` sealed; none when the key is gone: they can be told again."""
        if sealed is None:
            return NO_FACTS
        try:
            return Facts.from_json(json.loads(self._vault.open(sealed)))
        except WrongKey:
            log.error("facts_without_key")
            return NO_FACTS

    async def purge(self, session: AsyncSession, now: datetime) -> int:
        """Forget drafts that were left alone for `KEEP`; returns how many."""
        await SavedForms(self._vault).purge(session, now)
        return await repository.discard_older(session, now - KEEP)

    async def forget(self, session: AsyncSession, conversation_id: str, name: str) -> None:
        """The form of that name was sent elsewhere: its draft is no longer needed."""
        await repository.discard(session, conversation_id, name)
        await repository.discard_files(session, conversation_id)

    async def _keep(
        self, session: AsyncSession, said: FlowMessage, name: str, draft: FlowDraft | None
    ) -> None:
        if draft is None:
            await repository.discard(session, said.conversation.id, name)
            if self._flows[name].takes_files:
                await repository.discard_files(session, said.conversation.id)
            return
        row = await repository.draft(session, said.conversation.id, name)
        if row is None:
            row = FlowDraftRow(conversation_id=said.conversation.id, flow=name)
            session.add(row)
        row.step, row.paused, row.updated_at = draft.step, draft.paused, said.now
        row.sealed = self._vault.seal(json.dumps(dict(draft.answers), ensure_ascii=False))
        await session.flush()

    def _open(self, row: FlowDraftRow | None) -> FlowDraft | None:
        """The draft of a row; None when its key is gone: nobody is to be stuck in a form for that."""
        if row is None:
            return None
        try:
            answers = json.loads(self._vault.open(row.sealed))
        except WrongKey:
            log.error("draft_without_key", flow=row.flow)
            return None
        return FlowDraft(row.flow, row.step, row.updated_at, answers, row.paused)
