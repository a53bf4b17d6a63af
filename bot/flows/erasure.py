"""刪除我的資料: asked once, then words, drafts and the person go; what must stay is told with its reason."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.flows import repository, words
from bot.flows.base import Flow, FlowDraft, FlowMessage, FlowTurn
from bot.state import DialogueState
from cases.service import CaseService

ERASE, KEEP = "確定刪除", "不要刪除"
Forget = Callable[[AsyncSession, str, datetime], Awaitable[None]]


class ErasureFlow(Flow):
    """個資法 §11: deletion on request; what the law orders to be kept is named."""

    name = "erase"

    def __init__(self, cases: CaseService, forget: Forget) -> None:
        """``forget`` erases what else is known of a conversation: words, messages, notes, subscriptions."""
        self._cases = cases
        self._forget = forget

    def listens(self, said: FlowMessage, draft: FlowDraft) -> bool:
        """Only a plain yes erases, and only a plain no is answered here."""
        yes_or_no = said.chosen(ERASE, KEEP) is not None
        return yes_or_no or words.is_word(said.text, words.YES | words.NO | words.CANCEL)

    async def begin(self, session: AsyncSession, said: FlowMessage, kept: FlowDraft | None) -> FlowTurn:
        """Ask once, saying what would go."""
        ask = said.ask("utter_erase_ask", ERASE, KEEP)
        return FlowTurn((ask,), FlowDraft(self.name, "confirm", said.now))

    async def take(self, session: AsyncSession, said: FlowMessage, draft: FlowDraft) -> FlowTurn:
        """Erase, or not."""
        if said.chosen(ERASE, KEEP) == KEEP or words.is_word(said.text, words.NO | words.CANCEL):
            return FlowTurn((said.say("utter_erase_not"),))
        mine = said.conversation.id
        done = await self._cases.erase_person(said.now, conversation_id=mine, session=session)
        await repository.discard_all(session, mine)
        await self._forget(session, mine, said.now)
        blocks = [said.say("utter_erase_done")]
        if done.erased:
            blocks.append(said.say("utter_erase_cases", numbers="、".join(done.erased)))
        blocks.extend(
            said.say("utter_erase_kept", number=number, reason=reason) for number, reason in done.kept
        )
        return FlowTurn(tuple(blocks), state=DialogueState(language=said.at.language))
