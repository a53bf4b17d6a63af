"""Talks with a person that are over: listed, searched, read again; and the files that were sent in talks.

What a citizen told the bot alone is nobody's to read: a talk begins when a person is asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handover.archive import repository
from bot.handover.models import HandoverFileRow, HandoverRow
from bot.handover.presence_service import Watching
from bot.handover.schemas import FileSent, PastWanted, TranscriptLine
from bot.handover.summary import lines_of, with_files
from bot.models import ConversationRow, TurnRow
from core.encryption import Vault


@dataclass(frozen=True, slots=True)
class PastTalk:
    """A talk in a list: ``staff`` had it from ``taken_at`` to ``ended_at``."""

    id: int
    conversation_id: str
    channel: str
    topic: str | None
    staff: str
    taken_at: datetime
    ended_at: datetime


class Past(Watching):
    """Reading what is over."""

    async def past(self, wanted: PastWanted, limit: int) -> list[PastTalk]:
        """The talks that fit, the latest first."""
        async with self._database.transaction() as session:
            found = await repository.ended(session, wanted, limit)
        return [_past(*rows) for rows in found]

    async def past_talk(self, handover_id: int) -> tuple[PastTalk, tuple[TranscriptLine, ...]] | None:
        """A talk with what was said in it; None when there is none, or what was said is erased."""
        async with self._database.transaction() as session:
            found = await repository.talk(session, handover_id)
            if found is None:
                return None
            turns = await repository.turns(session, found[0])
            files = await self._files_of(session, turns)
        return _past(*found), with_files(lines_of(turns), files)

    async def file(self, conversation_id: str, file_id: int) -> tuple[FileSent, bytes] | None:
        """A file that was sent in a conversation, with its bytes."""
        async with self._database.transaction() as session:
            row = await repository.file(session, conversation_id, file_id)
        return (_sent(row, self._vault), self._vault.open_bytes(row.content)) if row else None

    async def _files_of(self, session: AsyncSession, turns: Sequence[TurnRow]) -> list[FileSent]:
        rows = await repository.files_of(session, [turn.id for turn in turns])
        return [_sent(row, self._vault) for row in rows]


def _sent(row: HandoverFileRow, vault: Vault) -> FileSent:
    return FileSent(row.id, row.turn_id, vault.open(row.name), row.kind)


def _past(handover: HandoverRow, conversation: ConversationRow) -> PastTalk:
    assert handover.taken_at and handover.ended_at  # the query asks for no others
    return PastTalk(
        handover.id,
        handover.conversation_id,
        conversation.channel,
        conversation.state.get("topic"),
        handover.staff or "",
        handover.taken_at,
        handover.ended_at,
    )
