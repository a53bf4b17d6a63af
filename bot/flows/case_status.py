"""The state of a case by number and code, on any channel; the code is never stored or logged."""

import re
import unicodedata
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.blocks import Text
from bot.flows import words
from bot.flows.base import Draft, Flow, FlowTurn, Said
from bot.flows.filing import status_link
from bot.models import ConversationRow
from bot.responses import Voice
from cases.errors import TooManyGuesses
from cases.number import ALPHABET, read_number
from cases.schemas import StatusView
from cases.service import CaseService

NUMBER, CODE = "number", "code"
_LABELS = {NUMBER: "〔案號〕", CODE: "〔查詢碼〕"}
_MOST_TRIES = 3
_NUMBER = re.compile(r"(?<!\d)\d{8}[- ]?\d{4,8}[- ]?\d(?!\d)")
_CODE = re.compile(rf"(?<![0-9A-Z])[{ALPHABET}]{{5}}-?[{ALPHABET}]{{5}}(?![0-9A-Z])")


class CaseStatusFlow(Flow):
    """Asks for the number, then for the code; unknown and wrong look the same."""

    name = "case_status"

    def __init__(self, cases: CaseService) -> None:
        self._cases = cases

    async def catches(
        self, db: AsyncSession, conversation: ConversationRow, text: str, now: datetime
    ) -> bool:
        """A number with its code must not be recorded anywhere."""
        return _pair(text) is not None

    def listens(self, said: Said, draft: Draft) -> bool:
        """Plain questions and wishes are answered as usual; they are no number and no code."""
        other = words.begins_other(said.at) or words.is_crisis(said.at)
        return not other and not (words.is_aside(said.at) and words.asks(said.text))

    async def begin(self, db: AsyncSession, said: Said, kept: Draft | None) -> FlowTurn:
        """Ask for the number, unless it came with the code."""
        if _pair(said.text):
            return await self.take(db, said, Draft(self.name, NUMBER, said.now))
        return FlowTurn((said.say("utter_status_number"),), Draft(self.name, NUMBER, said.now))

    async def take(self, db: AsyncSession, said: Said, draft: Draft) -> FlowTurn:
        """The number, then the code."""
        if words.is_word(said.text, words.CANCEL):
            return FlowTurn((said.say("utter_cancel"),))
        if words.is_word(said.text, words.BACK):
            return await self.begin(db, said, None)
        label = _LABELS[draft.step]
        pair = _pair(said.text)
        if draft.step == NUMBER and pair is None:
            if read_number(said.text) is None:
                return FlowTurn((said.say("utter_status_no_number"),), draft, label)
            return FlowTurn((said.say("utter_status_code"),), draft.at(CODE, number=said.text), label)
        number, code = pair or (draft.answers["number"], said.text)
        try:
            found = await self._cases.status(number, code, said.address, said.now, db=db)
        except TooManyGuesses as error:
            return FlowTurn((said.phrase(error.detail),), label=label)
        if found is not None:
            return _shown(said, found, label)
        tries = int(draft.answers.get("_tries", "0")) + 1
        if tries >= _MOST_TRIES:
            return FlowTurn((said.say("utter_status_unknown"), said.say("utter_status_help")), label=label)
        again = Draft(self.name, NUMBER, said.now, {"_tries": str(tries)})
        return FlowTurn((said.say("utter_status_unknown"), said.say("utter_status_number")), again, label)


def _pair(text: str) -> tuple[str, str] | None:
    """Number and code when both were typed at once."""
    found = _CODE.search(unicodedata.normalize("NFKC", text).upper())
    number = _NUMBER.search(unicodedata.normalize("NFKC", text))
    return (number[0], found[0]) if found and number and read_number(number[0]) else None


def _shown(said: Said, status: StatusView, label: str) -> FlowTurn:
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
