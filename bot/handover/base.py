"""What both sides of the handover share: its parts, and telling the citizen in the same transaction."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot import repository as conversations
from bot.blocks import Text, as_json
from bot.handover.models import HandoverRow
from bot.handover.schemas import Deliver, HandoverState
from bot.handover.system_events import tell
from bot.models import ConversationRow, Through
from bot.responses import load_responses
from bot.state import DialogueState, Owner
from cases.messaging import Ways
from core.database import Database
from core.encryption import Vault
from core.opening_hours import OpeningHours
from core.system_events import SystemEvent


async def nowhere(*_: object) -> tuple[int, ...]:
    """Delivers nothing: web chat reads the turns."""
    return ()


class HandoverBase:
    """A database, a vault, the opening hours and the ways to the citizen."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        hours: OpeningHours,
        deliver: Deliver = nowhere,
        ways: Ways | None = None,
    ) -> None:
        """``ways`` tells what can be delivered and what became of it; without it there is web chat only."""
        self._database = database
        self._vault = vault
        self._hours = hours
        self._deliver = deliver
        self._ways = ways

    async def _end(
        self,
        session: AsyncSession,
        row: ConversationRow,
        handover: HandoverRow,
        outcome: str,
        response: str,
        now: datetime,
    ) -> None:
        handover.state, handover.outcome, handover.ended_at = HandoverState.ENDED, outcome, now
        row.owner, row.owner_until = Owner.BOT, None
        tell(session, SystemEvent.CONVERSATION_CLOSED, handover, row.channel, now)
        await self._tell(session, row, response, now)

    async def _tell(
        self, session: AsyncSession, row: ConversationRow, response: str, now: datetime, **values: str
    ) -> None:
        language = DialogueState.from_slots(row.state).language
        text = load_responses().pick(response, language=language, values=values)
        await self._speak(session, row, text, Through.SYSTEM, now)

    async def _speak(
        self,
        session: AsyncSession,
        row: ConversationRow,
        text: str,
        through: Through,
        now: datetime,
        client_id: str | None = None,
    ) -> None:
        blocks = [Text(text)]
        state = {"owner": row.owner, "intent": "", "faq_id": row.state.get("topic")}
        reply = {"messages": as_json(blocks), "state": state}
        turn = conversations.add_turn(session, row.id, client_id, "", reply, through, now)
        row.updated_at = now
        turn.outbox_ids = list(await self._deliver(session, row.id, blocks, now)) or None
