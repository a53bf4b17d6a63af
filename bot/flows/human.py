"""找真人: into the queue when people answer now; otherwise a callback, asked for by the form's questions."""

from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from bot.blocks import Text
from bot.flows import words
from bot.flows.base import Draft, FlowTurn, Said
from bot.flows.filing import file_case
from bot.flows.form import Form
from bot.handover import HandoverService
from bot.handover.schemas import Place, Standing
from bot.responses import Voice
from cases import form
from cases.errors import InvalidStatement
from cases.questions import BY_NAME, CALLBACK, Question
from cases.schemas import Route, Statement
from cases.service import CaseService

OFFER = "@offer"
WISH = "請同仁回電"
CALL_ME, NO_CALL = "留下聯絡方式，請人回電", "不用了"
_ASKED = ("consent", "what", "name", "phone", "email")
_DAYS = "一二三四五六日"


class HumanFlow(Form):
    """Honest about hours, place and wait; nobody is left waiting for somebody who is not there."""

    name = "human"
    title = "回電資料"

    def __init__(self, handover: HandoverService, cases: CaseService) -> None:
        self._handover = handover
        self._cases = cases

    def questions(self, draft: Draft) -> tuple[Question, ...]:
        """Consent, what it is about, and how to reach the citizen."""
        return tuple(BY_NAME[name] for name in _ASKED)

    def missing(self, draft: Draft) -> Question | None:
        """See `Form.missing`."""
        absent = {question.name for question in form.missing(draft.answers)}
        return next((question for question in self.questions(draft) if question.name in absent), None)

    def statement(self, draft: Draft) -> tuple[tuple[str, str], ...]:
        """See `Form.statement`."""
        asked = (question for question in self.questions(draft) if question.name != "consent")
        return tuple((q.label, form.shown(q, draft.answers.get(q.name, ""))) for q in asked)

    def listens(self, said: Said, draft: Draft) -> bool:
        """The offer of a callback is passed over by any other message."""
        if draft.step == OFFER:
            plainly = words.YES | words.NO | words.CANCEL
            return said.chosen(CALL_ME, NO_CALL) is not None or words.is_word(said.text, plainly)
        return super().listens(said, draft)

    def left(self, draft: Draft) -> Draft | None:
        """See `Flow.left`."""
        return None if draft.step == OFFER else super().left(draft)

    async def begin(self, db: AsyncSession, said: Said, kept: Draft | None) -> FlowTurn:
        """Join the queue, or be offered a callback."""
        standing = await self._handover.standing(db, said.now)
        if standing.available:
            place = await self._handover.request(db, said.conversation, said.now)
            queued = Text(said.at.told(partial(_queued, place)))
            return FlowTurn((queued,), kept.rest() if kept and kept.step != OFFER else None)
        if kept is not None and kept.step != OFFER:
            return await super().begin(db, said, kept)
        ask = said.ask("utter_human_offer", CALL_ME, NO_CALL)
        return FlowTurn((_absence(said, standing), ask), Draft(self.name, OFFER, said.now))

    async def take(self, db: AsyncSession, said: Said, draft: Draft) -> FlowTurn:
        """See `Form.take`."""
        if draft.step != OFFER:
            return await super().take(db, said, draft)
        declined = words.is_word(said.text, words.NO | words.CANCEL)
        if said.chosen(CALL_ME, NO_CALL) == NO_CALL or declined:
            return FlowTurn((said.say("utter_deny"),))
        return self._anew(said)

    async def finish(self, db: AsyncSession, said: Said, draft: Draft) -> FlowTurn:
        """The callback is a case like any other: it has a number, a clock and somebody who answers for it."""
        language, consented_at = self.circumstances(said, draft)
        statement = Statement(
            route=Route.QUESTION,
            category=CALLBACK,
            what=draft.answers["what"],
            when="",
            where="",
            employer="",
            wish=WISH,
            confidential=True,
            name=draft.answers["name"],
            phone=draft.answers.get("phone", ""),
            email=draft.answers.get("email", ""),
            second_contact="",
            language=language,
            consented_at=consented_at,
        )
        try:
            return await file_case(self._cases, db, said, statement, ())
        except InvalidStatement as refused:
            return self.refused(said, draft, refused)


def _queued(place: Place, voice: Voice) -> str:
    """The place in the queue, and the wait as far as it is known."""
    minutes = place.wait_minutes
    known = minutes is not None
    wait = voice.say("utter_human_wait", minutes=minutes) if known else voice.say("utter_human_wait_unknown")
    return voice.say("utter_human_queued", ahead=place.position - 1, wait=wait)


def _absence(said: Said, standing: Standing) -> Text:
    """Why nobody answers now, and when somebody will."""
    if standing.is_open:
        return said.say("utter_human_nobody")
    opening = standing.next_opening
    if opening is None:
        return said.say("utter_human_closed_unknown")
    day = _DAYS[opening.weekday()]
    chinese = f"{opening.month} 月 {opening.day} 日（星期{day}）{opening:%H:%M}"

    def tell(voice: Voice) -> str:
        when = f"{opening:%Y-%m-%d %H:%M}" if voice.wording else chinese
        return voice.say("utter_human_closed", opening=when)

    return Text(said.at.told(tell))
