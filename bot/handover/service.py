"""Handing a conversation to a person and back: one owner at a time, who is told at both ends."""

import json
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot import repository as conversations
from bot.facts import NO_FACTS, Facts
from bot.handover import repository
from bot.handover.archive import repository as past_repository
from bot.handover.archive.service import Past
from bot.handover.models import HandoverNoteRow, HandoverRow
from bot.handover.queue_service import PRESENT_FOR
from bot.handover.schemas import (
    Agent,
    HandoverState,
    InboxMessage,
    NotYours,
    OutOfReach,
    QueuedConversation,
    Summary,
)
from bot.handover.summary import summarise, told_of
from bot.handover.system_events import tell
from bot.models import ConversationRow, Through
from bot.state import Owner
from core.encryption import WrongKey
from core.errors import Problem
from core.system_events import SystemEvent

# A person who has not been heard of for so long has left the conversation.
LEASE = timedelta(minutes=10)
SUMMARY_TURNS = 50


class HandoverService(Past):
    """What staff do; every change is one transaction that also tells the citizen."""

    async def waiting(self) -> list[QueuedConversation]:
        """Everybody in the queue or in somebody's hands, the longest waiting first."""
        async with self._database.transaction() as session:
            rows = await repository.queue(session)
            ids = [row.conversation_id for row in rows]
            known = await repository.conversations(session, ids)
            last = await conversations.last_words(session, ids)
            found = []
            for row in rows:
                conversation = known[row.conversation_id]
                topic = conversation.state.get("topic")
                found.append(
                    QueuedConversation(
                        row.conversation_id,
                        conversation.channel,
                        row.state,
                        row.requested_at,
                        row.staff,
                        topic,
                        last.get(row.conversation_id, ""),
                        told_of(conversation),
                    )
                )
        return found

    async def take(self, staff: Agent, now: datetime, conversation_id: str | None = None) -> str | None:
        """Take the conversation that waits longest, or the given one; None when there is none.

        Of two people who take at once, exactly one gets it.
        """
        async with self._database.transaction() as session:
            for waiting in await repository.queue(session, [HandoverState.WAITING]):
                if conversation_id not in (None, waiting.conversation_id):
                    continue
                row = await repository.locked(session, waiting.conversation_id)
                if row is None or not await repository.take(session, waiting.id, staff.id, now):
                    continue
                row.owner, row.owner_until = Owner.HUMAN, now + LEASE
                await session.refresh(waiting)
                tell(session, SystemEvent.CONVERSATION_TAKEN, waiting, row.channel, now)
                await self._tell(session, row, "utter_handover_taken", now, name=staff.name)
                return row.id
        return None

    async def renew(self, staff: Agent, conversation_id: str, now: datetime) -> None:
        """Keep a conversation.

        Raises:
            NotYours: it is not in the hands of ``staff``.
        """
        async with self._database.transaction() as session:
            row, _ = await self._mine(session, staff, conversation_id)
            row.owner_until = now + LEASE

    async def say(
        self, staff: Agent, conversation_id: str, text: str, now: datetime, key: str | None = None
    ) -> None:
        """Say something to the citizen; with the same ``key`` it is said once.

        Raises:
            NotYours: the conversation is not in the hands of ``staff``.
            OutOfReach: the channel carries nothing to this citizen now; nothing was said.
        """
        async with self._database.transaction() as session:
            row, _ = await self._mine(session, staff, conversation_id)
            row.owner_until = now + LEASE
            client_id = f"staff:{key}"[:64] if key else None
            if client_id and await conversations.turn_of(session, row.id, client_id):
                return
            reach = await self._reach(session, row, now)
            if not reach.ok:
                raise OutOfReach(f"這個管道現在送不到對方：{reach.reason}。請改開回電案件，用電話聯絡。")
            await self._speak(session, row, text, Through.STAFF, now, client_id)

    async def note(
        self,
        staff: Agent,
        conversation_id: str,
        text: str,
        now: datetime,
        *,
        session: AsyncSession | None = None,
    ) -> None:
        """Keep a note for colleagues, in the transaction of the caller if there is one.

        Raises:
            NotYours: the conversation is not in the hands of ``staff``.
        """
        if session is None:
            async with self._database.transaction() as own:
                await self._note(own, staff, conversation_id, text, now)
        else:
            await self._note(session, staff, conversation_id, text, now)

    async def _note(
        self, session: AsyncSession, staff: Agent, conversation_id: str, text: str, now: datetime
    ) -> None:
        row, _ = await self._mine(session, staff, conversation_id)
        sealed = self._vault.seal(text)
        session.add(HandoverNoteRow(conversation_id=row.id, staff=staff.id, sealed=sealed, created_at=now))

    async def hand_back(self, staff: Agent, conversation_id: str, now: datetime, word: str = "") -> None:
        """The bot answers again; ``word`` is a last word of staff to the citizen.

        Raises:
            NotYours: the conversation is not in the hands of ``staff``.
        """
        async with self._database.transaction() as session:
            row, handover = await self._mine(session, staff, conversation_id)
            if word:
                await self._speak(session, row, word, Through.STAFF, now)
            await self._end(session, row, handover, "handed_back", "utter_handover_back", now)

    async def transfer(
        self, staff: Agent, conversation_id: str, to: Agent, now: datetime, why: str = ""
    ) -> None:
        """Give the conversation to a colleague, who is told ``why`` in a note; the citizen is told by name.

        Raises:
            NotYours: the conversation is not in the hands of ``staff``.
            Problem: it would stay where it is.
        """
        if to.id == staff.id:
            raise Problem("這段對話已經在您手上，請選別的同仁。")
        async with self._database.transaction() as session:
            row, handover = await self._mine(session, staff, conversation_id)
            await repository.hand_on(session, handover.id, to.id, now)
            tell(session, SystemEvent.CONVERSATION_TRANSFERRED, handover, row.channel, now)
            row.owner_until = now + LEASE
            sealed = self._vault.seal(f"轉給 {to.name}{f'：{why}' if why else ''}")
            session.add(
                HandoverNoteRow(conversation_id=row.id, staff=staff.id, sealed=sealed, created_at=now)
            )
            await self._tell(session, row, "utter_handover_taken", now, name=to.name)

    async def here(self, now: datetime) -> frozenset[str]:
        """Who of staff has the inbox open."""
        async with self._database.transaction() as session:
            return await repository.present_ids(session, now - PRESENT_FOR)

    async def unread(self, staff: Agent) -> dict[str, int]:
        """How much ``staff`` has not read, by conversation; what is read is left out."""
        async with self._database.transaction() as session:
            return await repository.unread(session, staff.id)

    async def have_read(self, staff: Agent, conversation_id: str, turn: int, now: datetime) -> None:
        """``staff`` has seen a conversation up to ``turn``."""
        async with self._database.transaction() as session:
            await repository.note_read(session, conversation_id, staff.id, turn, now)

    async def heartbeat(self, staff: Agent, now: datetime) -> None:
        """``staff`` has the inbox open: counts as present for two minutes."""
        async with self._database.transaction() as session:
            await repository.heartbeat(session, staff.id, staff.name, now)

    async def sign_off(self, staff: Agent) -> None:
        """``staff`` is not there any more."""
        async with self._database.transaction() as session:
            await repository.leave(session, staff.id)

    async def forget(self, session: AsyncSession, conversation_id: str) -> None:
        """Erase the notes on a conversation and the files in it, in the caller's transaction."""
        await repository.forget_notes(session, conversation_id)
        await past_repository.forget_files(session, conversation_id)

    async def summary(self, conversation_id: str) -> Summary | None:
        """What the person taking over sees; None when there is no such conversation."""
        async with self._database.transaction() as session:
            row = (await repository.conversations(session, [conversation_id])).get(conversation_id)
            if row is None:
                return None
            turns = await conversations.last_turns(session, conversation_id, SUMMARY_TURNS)
            notes = await repository.notes(session, conversation_id)
            sent = {number for turn in turns for number in turn.outbox_ids or ()}
            fates = await self._ways.fates(session, sent) if self._ways and sent else {}
            files = await self._files_of(session, turns)
        opened = [self._vault.open(note.sealed) for note in notes]
        return summarise(row, turns, notes, opened, fates, files, self._facts(row))

    async def said(self, words: str, limit: int) -> list[InboxMessage]:
        """Where citizens said ``words`` (masked) in the conversations that are in the inbox."""
        async with self._database.transaction() as session:
            found = await repository.said(session, words, limit)
        return [
            InboxMessage(turn.conversation_id, channel, turn.text, turn.created_at) for turn, channel in found
        ]

    def _facts(self, row: ConversationRow) -> Facts:
        """What was told of the situation; nothing when the key is gone: it can be told again."""
        try:
            return Facts.from_json(json.loads(self._vault.open(row.facts))) if row.facts else NO_FACTS
        except WrongKey:
            return NO_FACTS

    async def _mine(
        self, session: AsyncSession, staff: Agent, conversation_id: str
    ) -> tuple[ConversationRow, HandoverRow]:
        row = await repository.locked(session, conversation_id)
        handover = await repository.open_handover(session, conversation_id)
        if row is None or handover is None or handover.staff != staff.id or row.owner != Owner.HUMAN:
            raise NotYours("這段對話不在您手上：可能已交還、逾時回到等候，或由別人接手。請重新整理收件匣。")
        return row, handover
