"""How long chats are kept: what was said goes, with what staff noted and what waits to be learnt of it."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Text, cast, delete, exists, update
from sqlalchemy.orm import InstrumentedAttribute

from bot.flows.models import DraftFileRow, FlowDraftRow
from bot.handover.models import ConversationReadRow, HandoverFileRow, HandoverNoteRow, HandoverRow, ViewingRow
from bot.handover.schemas import HandoverState
from bot.models import ConversationRow, TurnRow
from core.database import Database
from core.deletion import delete_in_parts
from publication import question_service


async def erase_old_chats(database: Database, kept: timedelta, now: datetime) -> int:
    """Erase what was said before ``now - kept``; returns how many turns there were.

    A conversation that waits for a person, or is served by one, stays whole until that is over. What
    remains says who asked for a person and when (for the reports), and nothing that was said.
    """
    before = now - kept
    said = (TurnRow.created_at < before, ~_served(TurnRow.conversation_id))
    erased = await delete_in_parts(database, TurnRow.id, *said, with_rows_by=(HandoverFileRow.turn_id,))
    async with database.transaction() as session:
        notes = (HandoverNoteRow.created_at < before, ~_served(HandoverNoteRow.conversation_id))
        await session.execute(delete(HandoverNoteRow).where(*notes))
        await session.execute(delete(ViewingRow).where(ViewingRow.seen_at < before))
        await session.execute(delete(ConversationReadRow).where(ConversationReadRow.read_at < before))
        await question_service.forget_before(session, before)
    await _forget_conversations(database, before)
    return erased


async def forget_requests(database: Database, kept: timedelta, now: datetime) -> None:
    """Delete who asked for a person, where that was over before ``now - kept``: it names the user."""
    over = (HandoverRow.state == HandoverState.ENDED, HandoverRow.ended_at < now - kept)
    async with database.transaction() as session:
        await session.execute(delete(HandoverRow).where(*over))


async def _forget_conversations(database: Database, before: datetime) -> None:
    idle = (ConversationRow.updated_at < before, ~_served(ConversationRow.id))
    holders = (
        TurnRow,
        FlowDraftRow,
        DraftFileRow,
        HandoverRow,
        HandoverNoteRow,
        ViewingRow,
        ConversationReadRow,
    )
    held = [exists().where(table.conversation_id == ConversationRow.id) for table in holders]
    async with database.transaction() as session:
        await session.execute(delete(ConversationRow).where(*idle, *(~holds for holds in held)))
        remembers = cast(ConversationRow.state, Text) != "{}"
        await session.execute(update(ConversationRow).where(*idle, remembers).values(state={}))


def _served(conversation_id: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether a person was asked for and the request is not over."""
    return exists().where(
        HandoverRow.conversation_id == conversation_id, HandoverRow.state != HandoverState.ENDED
    )
