"""Whether an answer helped, and the mark for a closed case: one tap, once."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot import repository
from bot.flows.base import Flow, FlowDraft, FlowMessage, FlowTurn
from bot.models import ConversationRow
from bot.moves.misses import related
from bot.understanding import HELPFUL
from cases.survey.service import REASONS, Rated, Surveys, read_score

_KEY, _TOPIC = "_answer", "_topic"
_RATED = {
    Rated.THANKS: "utter_rated",
    Rated.ALREADY: "utter_rated_already",
    Rated.CLOSED: "utter_rated_closed",
}


class OpinionFlow(Flow):
    """有幫助 or 沒幫助 for the entry last shown; after 沒幫助 a reason, then what is nearer."""

    name = "opinion"

    def __init__(self, surveys: Surveys) -> None:
        self._surveys = surveys

    def listens(self, said: FlowMessage, draft: FlowDraft) -> bool:
        """Only one of the reasons; nobody has to give one."""
        return said.chosen(*REASONS) is not None

    async def begin(self, session: AsyncSession, said: FlowMessage, kept: FlowDraft | None) -> FlowTurn:
        """Keep the opinion; ask why when it is a bad one."""
        shown = await repository.last_card(session, said.conversation.id)
        if shown is None:
            return FlowTurn(())
        turn_id, entry_id = shown
        helpful = said.at.understanding.intent == HELPFUL
        key = str(turn_id)
        new = await self._surveys.record(session, said.conversation.id, key, entry_id, helpful, said.now)
        if helpful or not new:
            return FlowTurn(() if new else (said.say("utter_opinion_already"),))
        draft = FlowDraft(self.name, "reason", said.now, {_KEY: key, _TOPIC: entry_id})
        return FlowTurn((said.ask("utter_opinion_reason", *REASONS),), draft)

    async def take(self, session: AsyncSession, said: FlowMessage, draft: FlowDraft) -> FlowTurn:
        """Keep the reason, and offer the neighbours of the entry."""
        reason = said.chosen(*REASONS)
        assert reason is not None
        await self._surveys.add_reason(session, said.conversation.id, draft.answers[_KEY], reason)
        state = replace(said.at.state, topic=draft.answers[_TOPIC])
        offer = related(replace(said.at, state=state))
        return FlowTurn((said.say("utter_opinion_thanks"), *offer.blocks), state=offer.state)


class RatingFlow(Flow):
    """The mark, 1 to 5, for a case that was closed; taken from the button or a plain digit."""

    name = "rating"

    def __init__(self, surveys: Surveys) -> None:
        self._surveys = surveys

    async def catches(
        self, session: AsyncSession, conversation: ConversationRow, text: str, now: datetime
    ) -> bool:
        """A mark while a survey waits; a bare digit only when it cannot choose anything else."""
        if read_score(text) is None or (text.strip().isdigit() and conversation.state.get("choices")):
            return False
        return not text.strip().isdigit() or await self._surveys.is_open(session, conversation.id, now)

    async def begin(self, session: AsyncSession, said: FlowMessage, kept: FlowDraft | None) -> FlowTurn:
        """Take the mark, once."""
        score = read_score(said.text)
        assert score is not None
        rated = await self._surveys.rate(session, said.conversation.id, score, said.now)
        return FlowTurn((said.say(_RATED[rated]),))

    async def take(self, session: AsyncSession, said: FlowMessage, draft: FlowDraft) -> FlowTurn:
        """There is never a second turn."""
        return await self.begin(session, said, draft)
