"""The state of a case by number and code, on any channel; the code is never stored or logged."""

import re
import unicodedata
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.blocks import Block, Text
from bot.flows import references, words
from bot.flows.base import Flow, FlowDraft, FlowMessage, FlowTurn
from bot.flows.filing import status_link
from bot.models import ConversationRow
from bot.moves.talk import CONTACT_PLACE
from bot.responses import Voice
from cases.case_numbers import ALPHABET, find_number, has_wrong_number
from cases.errors import TooManyGuesses
from cases.schemas import StatusView
from cases.service import CaseService

NUMBER, CODE = "number", "code"
_LABELS = {NUMBER: "〔案號〕", CODE: "〔查詢碼〕"}
_MOST_TRIES = 3
_CODE = re.compile(rf"(?<![0-9A-Z])[{ALPHABET}]{{5}}-?[{ALPHABET}]{{5}}(?![0-9A-Z])")


class CaseStatusFlow(Flow):
    """Asks for the number, then for the code; unknown and wrong look the same."""

    name = "case_status"

    def __init__(self, cases: CaseService) -> None:
        self._cases = cases

    async def catches(
        self, session: AsyncSession, conversation: ConversationRow, text: str, now: datetime
    ) -> bool:
        """A case number in any sentence asks for its case; a lost code is no question for the search."""
        return find_number(text) is not None or references.is_lost(text)

    def listens(self, said: FlowMessage, draft: FlowDraft) -> bool:
        """Plain questions and wishes are answered as usual; they are no number and no code."""
        if find_number(said.text) or references.is_lost(said.text, asked=True):
            return not words.is_crisis(said.at)
        other = words.begins_other(said.at) or words.is_crisis(said.at)
        return not other and not (words.is_aside(said.at) and words.asks(said.text))

    def again(self, said: FlowMessage, draft: FlowDraft, *before: Block) -> FlowTurn:
        """See `Flow.again`."""
        asked = "utter_status_code" if draft.step == CODE else "utter_status_number"
        return FlowTurn((*before, said.say(asked)), draft)

    async def begin(self, session: AsyncSession, said: FlowMessage, kept: FlowDraft | None) -> FlowTurn:
        """Ask for what the message does not tell: the code alone where it holds a number."""
        draft = FlowDraft(self.name, NUMBER, said.now)
        if find_number(said.text):
            return await self.take(session, said, draft)
        if references.is_lost(said.text):
            return self._lost(said, draft)
        return self._elsewhere(said, draft) or FlowTurn((said.say("utter_status_number"),), draft)

    async def take(self, session: AsyncSession, said: FlowMessage, draft: FlowDraft) -> FlowTurn:
        """The number, then the code."""
        if words.is_word(said.text, words.CANCEL):
            return FlowTurn((said.say("utter_cancel"),))
        if words.is_word(said.text, words.BACK):
            return await self.begin(session, said, None)
        label = _LABELS[draft.step]
        number, code = find_number(said.text), _code(said.text)
        if references.is_lost(said.text, asked=True) and code is None:
            return self._lost(said, draft)
        if number is None and draft.step == NUMBER:
            no_number = FlowTurn((said.say("utter_status_no_number"),), draft, label)
            asks = words.asks_plainly(said.text)  # what to do without a number
            return self._elsewhere(said, draft) or (self._lost(said, draft) if asks else no_number)
        if number and code is None:
            return FlowTurn((said.say("utter_status_code"),), draft.at(CODE, number=number), label)
        number, code = number or draft.answers["number"], code or said.text
        try:
            found = await self._cases.status(number, code, said.address, said.now, session=session)
        except TooManyGuesses as error:
            return FlowTurn((said.phrase(error.detail),), label=label)
        if found is not None:
            return _shown(said, found, label)
        tries = int(draft.answers.get("_tries", "0")) + 1
        if tries >= _MOST_TRIES:
            return FlowTurn((said.say("utter_status_unknown"), said.say("utter_status_help")), label=label)
        again = FlowDraft(self.name, NUMBER, said.now, {"_tries": str(tries)})
        return FlowTurn((said.say("utter_status_unknown"), said.say("utter_status_number")), again, label)

    def _elsewhere(self, said: FlowMessage, draft: FlowDraft) -> FlowTurn | None:
        """Whom to ask about a number that is none of ours, or was mistyped; the look-up stays open."""
        label = _LABELS[NUMBER]
        if has_wrong_number(said.text):
            return FlowTurn((said.say("utter_status_wrong_digit"),), draft, label)
        office = references.other_office(said.text)
        if office is None:
            return None
        return FlowTurn((self._with_desk(said, office), said.say("utter_status_ours")), draft, label)

    def _lost(self, said: FlowMessage, draft: FlowDraft) -> FlowTurn:
        """The way out without the receipt; whoever finds it goes on."""
        return FlowTurn((self._with_desk(said, "utter_status_lost"),), draft, _LABELS[draft.step])

    def _with_desk(self, said: FlowMessage, response: str) -> Text:
        desk = said.at.catalogue.window(CONTACT_PLACE, said.at.now)
        known = {"name": desk.name, "address": desk.address, "phone": desk.phone, "hours": desk.open_text}
        return said.say(response, **known)


def _code(text: str) -> str | None:
    """A code in a sentence; as typed it may also be the whole message."""
    found = _CODE.search(unicodedata.normalize("NFKC", text).upper())
    return found[0] if found else None


def _shown(said: FlowMessage, status: StatusView, label: str) -> FlowTurn:
    last = status.steps[-1:]

    def tell(voice: Voice) -> str:
        return voice.say(
            "utter_status_shown",
            number=status.number,
            state=status.state.label,
            unit=status.unit or voice.say("utter_status_no_unit"),
            next_step=status.next_step,
            due=status.due.date.isoformat(),
            reasons="；".join(status.due.reasons),
            latest="\n".join(f"{step.at:%Y-%m-%d}　{voice.phrase(step.label)}" for step in last),
        )

    told, link = Text(said.at.told(tell)), status_link(said)
    kept = said.say("utter_status_kept")
    return FlowTurn((told, link), label=label, kept=(kept, link))
