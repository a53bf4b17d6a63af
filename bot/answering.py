"""An ordinary answer: from Rasa, or by the same rules in this process while Rasa is away."""

import asyncio

import structlog

from bot.blocks import as_json
from bot.direct import answer_directly
from bot.models import ConversationRow, Through
from bot.rasa_client import RasaClient, RasaReply, RasaUnavailable
from bot.state import DialogueState
from core.clock import local_now
from retrieval.engine import Engine

SESSION_TURNS = 20
_OUTAGE_SECONDS = 2.0
log = structlog.get_logger()


class Answering:
    """Asks Rasa first; an outage costs one timeout, not one for every citizen."""

    def __init__(self, engine: Engine, rasa: RasaClient) -> None:
        self._engine = engine
        self._rasa = rasa
        self._away_until = 0.0

    async def answer(
        self, row: ConversationRow, state: DialogueState, text: str
    ) -> tuple[RasaReply, Through]:
        """The answer to ``text`` in ``state``, and where it came from."""
        clock = asyncio.get_running_loop().time
        if clock() >= self._away_until:
            try:
                async with asyncio.timeout(self._rasa.timeout):
                    if row.needs_sync or row.turns_since_start >= SESSION_TURNS:
                        await self._rasa.begin_session(row.id, state)
                    return await self._rasa.send(row.id, text), Through.RASA
            except (RasaUnavailable, TimeoutError) as error:
                self._away_until = clock() + _OUTAGE_SECONDS
                log.warning("rasa_unavailable", reason=str(error) or "timeout")
        found, turn = await asyncio.to_thread(answer_directly, self._engine, text, state, local_now())
        reply = RasaReply(as_json(turn.blocks), turn.state, found.intent, turn.unanswered)
        return reply, Through.DIRECT
