"""The state of a case by number and code, on any channel; the code is never stored or logged."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.blocks import Link, Text
from bot.flows import words
from bot.flows.base import Draft, FlowTurn, Said
from cases.errors import TooManyGuesses
from cases.schemas import StatusView
from cases.service import CaseService

NUMBER, CODE = "number", "code"
_LABELS = {NUMBER: "〔案號〕", CODE: "〔查詢碼〕"}
_MOST_TRIES = 3


class CaseStatusFlow:
    """Asks for the number, then for the code; unknown and wrong look the same."""

    name = "case_status"

    def __init__(self, cases: CaseService) -> None:
        self._cases = cases

    def listens(self, said: Said, draft: Draft) -> bool:
        """Plain questions and wishes are answered as usual; they are no number and no code."""
        other = words.begins_other(said.at) or words.is_crisis(said.at)
        return not other and not (words.is_aside(said.at) and words.asks(said.text))

    def left(self, draft: Draft) -> Draft | None:
        """Nothing stays."""
        return None

    async def begin(self, db: AsyncSession, said: Said, kept: Draft | None) -> FlowTurn:
        """Ask for the number."""
        return FlowTurn((said.say("utter_status_number"),), Draft(self.name, NUMBER, said.now))

    async def take(self, db: AsyncSession, said: Said, draft: Draft) -> FlowTurn:
        """The number, then the code."""
        if words.is_word(said.text, words.CANCEL):
            return FlowTurn((said.say("utter_cancel"),))
        if words.is_word(said.text, words.BACK):
            return await self.begin(db, said, None)
        label = _LABELS[draft.step]
        number, code = _parts(said.text)
        if draft.step == NUMBER and not code:
            asked = draft.at(CODE, number=number)
            return FlowTurn((said.say("utter_status_code"),), asked, label)
        if draft.step == CODE:
            number, code = draft.answers["number"], said.text.strip()
        try:
            found = await self._cases.status(number, code, said.address, said.now, db=db)
        except TooManyGuesses as error:
            return FlowTurn((Text(error.detail),), label=label)
        if found is not None:
            return _shown(said, found, label)
        tries = int(draft.answers.get("_tries", "0")) + 1
        if tries >= _MOST_TRIES:
            return FlowTurn((said.say("utter_status_unknown"), said.say("utter_status_help")), label=label)
        again = Draft(self.name, NUMBER, said.now, {"_tries": str(tries)})
        return FlowTurn((said.say("utter_status_unknown"), said.say("utter_status_number")), again, label)


def _parts(text: str) -> tuple[str, str]:
    """Number and code when both were typed at once."""
    number, _, code = text.strip().partition(" ")
    return number, code.strip()


def _shown(said: Said, status: StatusView, label: str) -> FlowTurn:
    last = status.steps[-1:]
    told = said.say(
        "utter_status_shown",
        number=status.number,
        state=status.state.label,
        unit=status.unit or said.pick("utter_status_no_unit"),
        next_step=status.next_step,
        due=status.due.date.isoformat(),
        reasons="；".join(status.due.reasons),
        latest="\n".join(f"{step.at:%Y-%m-%d}　{step.label}" for step in last),
    )
    link = Link(said.pick("utter_complaint_status_link"), "cases/status")
    kept = said.say("utter_status_kept")
    return FlowTurn((told, link), label=label, kept=(kept, link))
