"""Handing a conversation to a person and back: one owner at a time, who is told at both ends."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot import repository as conversations
from bot.blocks import Text, as_json
from bot.handover import repository
from bot.handover.models import HandoverNoteRow, HandoverRow, HandoverState
from bot.handover.schemas import Deliver, NotYours, Place, Staff, Standing, Summary, Waiting
from bot.handover.summary import summarise
from bot.handover.waiting import expected_wait
from bot.models import ConversationRow, Owner, Through
from bot.responses import load_responses
from core.clock import TAIPEI
from core.database import Database
from core.encryption import Vault
from core.hours import OpeningHours

# A person who has not been heard of for so long has left the conversation.
LEASE = timedelta(minutes=10)
PRESENT_FOR = timedelta(minutes=2)
# So long a queue without anybody there is kept, before the citizens are told.
PATIENCE = timedelta(minutes=10)
TALKS = 20
SUMMARY_TURNS = 50


async def _nowhere(*_: object) -> None:
    """Web chat alone: it reads the turns."""


class HandoverService:
    """The queue for people; every change is one transaction that also tells the citizen."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        hours: OpeningHours,
        is_closed: Callable[[date], bool],
        deliver: Deliver = _nowhere,
    ) -> None:
        self._database = database
        self._vault = vault
        self._hours = hours
        self._is_closed = is_closed
        self._deliver = deliver

    async def standing(self, db: AsyncSession, now: datetime) -> Standing:
        """Whether people answer now, and if not, when."""
        local = now.astimezone(TAIPEI)
        is_open = self._hours.is_open(local, self._is_closed)
        opening = None if is_open else self._hours.next_opening(local, self._is_closed)
        return Standing(is_open, await repository.present(db, now - PRESENT_FOR), opening)

    async def request(self, db: AsyncSession, row: ConversationRow, now: datetime) -> Place:
        """Put a conversation into the queue, in the caller's transaction; once more changes nothing."""
        waiting = await repository.open_handover(db, row.id)
        if waiting is None:
            waiting = HandoverRow(
                conversation_id=row.id, state=HandoverState.WAITING, requested_at=now, outcome=""
            )
            db.add(waiting)
            await db.flush()
            row.owner, row.owner_until = Owner.QUEUE, None
        place = await repository.position(db, waiting)
        present = await repository.present(db, now - PRESENT_FOR)
        return Place(place, expected_wait(place, present, await repository.recent_talks(db, TALKS)))

    async def waiting(self) -> list[Waiting]:
        """Everybody in the queue or in somebody's hands, the longest waiting first."""
        async with self._database.transaction() as db:
            rows = await repository.queue(db)
            known = await repository.conversations(db, [row.conversation_id for row in rows])
            found = []
            for row in rows:
                conversation = known[row.conversation_id]
                last = await conversations.words_before(db, row.conversation_id, 1)
                topic = conversation.state.get("topic")
                found.append(
                    Waiting(
                        row.conversation_id,
                        conversation.channel,
                        row.state,
                        row.requested_at,
                        row.staff,
                        topic,
                        "".join(last),
                    )
                )
        return found

    async def take(self, staff: Staff, now: datetime, conversation_id: str | None = None) -> str | None:
        """Take the conversation that waits longest, or the given one; None when there is none.

        Of two people who take at once, exactly one gets it.
        """
        async with self._database.transaction() as db:
            for waiting in await repository.queue(db, [HandoverState.WAITING]):
                if conversation_id not in (None, waiting.conversation_id):
                    continue
                row = await repository.locked(db, waiting.conversation_id)
                if row is None or not await repository.take(db, waiting.id, staff.id, now):
                    continue
                row.owner, row.owner_until = Owner.HUMAN, now + LEASE
                await self._tell(db, row, "utter_handover_taken", now, name=staff.name)
                return row.id
        return None

    async def renew(self, staff: Staff, conversation_id: str, now: datetime) -> None:
        """Keep a conversation.

        Raises:
            NotYours: it is not in the hands of ``staff``.
        """
        async with self._database.transaction() as db:
            row, _ = await self._mine(db, staff, conversation_id)
            row.owner_until = now + LEASE

    async def say(
        self, staff: Staff, conversation_id: str, text: str, now: datetime, key: str | None = None
    ) -> None:
        """Say something to the citizen; with the same ``key`` it is said once.

        Raises:
            NotYours: the conversation is not in the hands of ``staff``.
        """
        async with self._database.transaction() as db:
            row, _ = await self._mine(db, staff, conversation_id)
            row.owner_until = now + LEASE
            client_id = f"staff:{key}"[:64] if key else None
            if client_id and await conversations.turn_of(db, row.id, client_id):
                return
            await self._speak(db, row, text, Through.STAFF, now, client_id)

    async def note(self, staff: Staff, conversation_id: str, text: str, now: datetime) -> None:
        """Keep a note for colleagues.

        Raises:
            NotYours: the conversation is not in the hands of ``staff``.
        """
        async with self._database.transaction() as db:
            row, _ = await self._mine(db, staff, conversation_id)
            sealed = self._vault.seal(text)
            db.add(HandoverNoteRow(conversation_id=row.id, staff=staff.id, sealed=sealed, created_at=now))

    async def hand_back(self, staff: Staff, conversation_id: str, now: datetime) -> None:
        """The bot answers again.

        Raises:
            NotYours: the conversation is not in the hands of ``staff``.
        """
        async with self._database.transaction() as db:
            row, handover = await self._mine(db, staff, conversation_id)
            await self._end(db, row, handover, "handed_back", "utter_handover_back", now)

    async def heartbeat(self, staff: Staff, now: datetime) -> None:
        """``staff`` has the inbox open: counts as present for two minutes."""
        async with self._database.transaction() as db:
            await repository.heartbeat(db, staff.id, staff.name, now)

    async def sign_off(self, staff: Staff) -> None:
        """``staff`` is not there any more."""
        async with self._database.transaction() as db:
            await repository.leave(db, staff.id)

    async def close_expired(self, now: datetime) -> int:
        """Put conversations whose person has gone back into the queue, and dissolve a queue that nobody
        serves (closed, or nobody there for `PATIENCE`); returns how many were changed."""
        async with self._database.transaction() as db:
            standing = await self.standing(db, now)
            waiting = [row.conversation_id for row in await repository.queue(db, [HandoverState.WAITING])]
            gone = await repository.overdue(db, now)
            served = standing.is_open and await repository.present(db, now - PATIENCE) > 0
        changed = 0
        for conversation_id in gone:
            changed += await self._requeue(conversation_id, now)
        for conversation_id in () if served else waiting:
            changed += await self._dissolve(conversation_id, standing, now)
        return changed

    async def summary(self, conversation_id: str) -> Summary | None:
        """What the person taking over sees; None when there is no such conversation."""
        async with self._database.transaction() as db:
            row = (await repository.conversations(db, [conversation_id])).get(conversation_id)
            if row is None:
                return None
            turns = await conversations.last_turns(db, conversation_id, SUMMARY_TURNS)
            notes = await repository.notes(db, conversation_id)
        return summarise(row, turns, notes, [self._vault.open(note.sealed) for note in notes])

    async def _requeue(self, conversation_id: str, now: datetime) -> bool:
        async with self._database.transaction() as db:
            row = await repository.locked(db, conversation_id)
            handover = await repository.open_handover(db, conversation_id)
            lapsed = row is not None and row.owner_until is not None and row.owner_until < now
            if row is None or handover is None or not lapsed or handover.state != HandoverState.TAKEN:
                return False
            handover.state, handover.staff, handover.taken_at = HandoverState.WAITING, None, None
            row.owner, row.owner_until = Owner.QUEUE, None
            await self._tell(db, row, "utter_handover_requeued", now)
        return True

    async def _dissolve(self, conversation_id: str, standing: Standing, now: datetime) -> bool:
        async with self._database.transaction() as db:
            row = await repository.locked(db, conversation_id)
            handover = await repository.open_handover(db, conversation_id)
            waited = handover is not None and now - handover.requested_at > PATIENCE
            if row is None or handover is None or handover.state != HandoverState.WAITING:
                return False
            if standing.is_open and not waited:
                return False
            name = "utter_handover_nobody" if standing.is_open else "utter_handover_closed"
            await self._end(db, row, handover, "unserved", name, now)
        return True

    async def _mine(
        self, db: AsyncSession, staff: Staff, conversation_id: str
    ) -> tuple[ConversationRow, HandoverRow]:
        row = await repository.locked(db, conversation_id)
        handover = await repository.open_handover(db, conversation_id)
        if row is None or handover is None or handover.staff != staff.id or row.owner != Owner.HUMAN:
            raise NotYours("這段對話不在您手上：可能已交還、逾時回到等候，或由別人接手。請重新整理收件匣。")
        return row, handover

    async def _end(
        self,
        db: AsyncSession,
        row: ConversationRow,
        handover: HandoverRow,
        outcome: str,
        response: str,
        now: datetime,
    ) -> None:
        handover.state, handover.outcome, handover.ended_at = HandoverState.ENDED, outcome, now
        row.owner, row.owner_until, row.needs_sync = Owner.BOT, None, True
        await self._tell(db, row, response, now)

    async def _tell(
        self, db: AsyncSession, row: ConversationRow, response: str, now: datetime, **values: str
    ) -> None:
        text = load_responses().pick(response).format(**values)
        await self._speak(db, row, text, Through.SYSTEM, now)

    async def _speak(
        self,
        db: AsyncSession,
        row: ConversationRow,
        text: str,
        through: Through,
        now: datetime,
        client_id: str | None = None,
    ) -> None:
        blocks = [Text(text)]
        state = {"owner": row.owner, "intent": "", "faq_id": row.state.get("topic")}
        reply = {"messages": as_json(blocks), "state": state}
        conversations.add_turn(db, row.id, client_id, "", reply, through, now)
        row.updated_at = now
        await self._deliver(db, row.id, blocks, now)
