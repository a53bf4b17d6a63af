"""找真人: into the queue when people answer now; otherwise a callback, asked for by the form's questions."""

import re
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from bot.blocks import Block, Text
from bot.flows import words
from bot.flows.base import FlowDraft, FlowMessage, FlowTurn
from bot.flows.extraction.contacts import about, contacts_told, wants_call
from bot.flows.filing import file_case
from bot.flows.form import FormFlow
from bot.flows.prefill import tells_complaint
from bot.handover import HandoverService
from bot.handover.schemas import Availability, QueuePosition
from bot.models import ConversationRow
from bot.responses import Voice
from cases.errors import InvalidStatement
from cases.questions import BY_NAME, CALLBACK
from cases.schemas import Route, Statement
from cases.service import CaseService
from core.questions.question import Question
from core.questions.wording import shown

OFFER = "@offer"
WISH = "請同仁回電"
CALL_ME, NO_CALL = "留下聯絡方式，請人回電", "不用了"
_DAYS = "一二三四五六日"
# The offer of a callback is taken in free words as well.
_CALL_BACK = re.compile(
    r"留(?:下|個|一下)?(?:我的)?(?:電話|聯絡|連絡|資料|號碼)|回電|回撥|打(?:電話)?給我|\bcall (?:me|back)"
    r"|gọi (?:lại|cho)|goi (?:lai|cho)"
    r"|(?:hubungi|telepon) (?:saya|kembali|balik)|tawagan|โทรกลับ|โทรหา",
    re.IGNORECASE,
)
_SHORT = 24


class HumanFlow(FormFlow):
    """Honest about hours, place and wait; nobody is left waiting for somebody who is not there."""

    name = "human"
    title = "回電資料"

    def __init__(self, handover: HandoverService, cases: CaseService) -> None:
        self._handover = handover
        self._cases = cases

    async def catches(
        self, session: AsyncSession, conversation: ConversationRow, text: str, now: datetime
    ) -> bool:
        """Who gives a number and asks to be called is not sent to a queue first."""
        return wants_call(text) and not tells_complaint(text)

    def opening(self, said: FlowMessage) -> tuple[tuple[Block, ...], FlowDraft]:
        """See `FormFlow.opening`; what the wish tells is not asked again, and read back like the rest."""
        first, draft = super().opening(said)
        return first, self.next(_with_contacts(draft, said)) if _tells_number(said) else draft

    def questions(self, draft: FlowDraft) -> tuple[Question, ...]:
        """Consent, what it is about, how to reach the citizen (one way is enough) and when."""
        how = ("phone", "email") if draft.answers.get("phone") == "" else ("phone", "call_time")
        return tuple(BY_NAME[name] for name in ("consent", "what", "name", *how))

    def answer(self, said: FlowMessage, draft: FlowDraft) -> FlowTurn:
        """See `FormFlow.answer`; who gives name and number with the matter is not asked for them again."""
        if draft.step == "what" and "phone" in contacts_told(said.text, said.at.now.date()):
            label = f"〔回答：{BY_NAME['phone'].label}〕"
            return self.turn(said, self.next(_with_contacts(draft, said)), label=label)
        return super().answer(said, draft)

    def _asked(self, said: FlowMessage, draft: FlowDraft, question: Question, label: str) -> FlowTurn | None:
        """See `FormFlow._asked`; what somebody wants to ask about is what the call is about."""
        about_a_matter = draft.step == "what" and words.names_a_matter(said.text)
        return None if about_a_matter else super()._asked(said, draft, question, label)

    def statement(self, draft: FlowDraft) -> tuple[tuple[str, str], ...]:
        """See `FormFlow.statement`."""
        asked = (question for question in self.questions(draft) if question.name != "consent")
        return tuple((q.label, shown(q, draft.answers.get(q.name, ""))) for q in asked)

    def listens(self, said: FlowMessage, draft: FlowDraft) -> bool:
        """The offer of a callback is passed over by any other message."""
        if draft.step == OFFER:
            plainly = words.YES | words.NO | words.CANCEL
            pressed = said.chosen(CALL_ME, NO_CALL) is not None or words.is_word(said.text, plainly)
            return pressed or self._takes_offer(said)
        return super().listens(said, draft)

    def _takes_offer(self, said: FlowMessage) -> bool:
        """Whether the message wishes to be called, or is the number to call."""
        is_short = len(said.text) <= _SHORT and not words.asks(said.text)
        return is_short and (bool(_CALL_BACK.search(said.text)) or _tells_number(said))

    def holds(self, said: FlowMessage, draft: FlowDraft) -> bool:
        """See `Flow.holds`."""
        return draft.step == OFFER or super().holds(said, draft)

    def left(self, draft: FlowDraft) -> FlowDraft | None:
        """See `Flow.left`."""
        return None if draft.step == OFFER else super().left(draft)

    async def begin(self, session: AsyncSession, said: FlowMessage, kept: FlowDraft | None) -> FlowTurn:
        """Join the queue, or be offered a callback; who gives a number to be called on is asked the rest."""
        if wants_call(said.text):
            return replace(self._anew(said), label=f"〔回答：{BY_NAME['phone'].label}〕")
        standing = await self._handover.standing(session, said.now)
        if standing.available:
            place = await self._handover.request(session, said.conversation, said.now)
            queued = Text(said.at.told(partial(_queued, place)))
            return FlowTurn((queued,), kept.rest() if kept and kept.step != OFFER else None)
        if kept is not None and kept.step != OFFER:
            return await super().begin(session, said, kept)
        ask = said.ask("utter_human_offer", CALL_ME, NO_CALL)
        return FlowTurn((_absence(said, standing), ask), FlowDraft(self.name, OFFER, said.now))

    async def take(self, session: AsyncSession, said: FlowMessage, draft: FlowDraft) -> FlowTurn:
        """See `FormFlow.take`."""
        if draft.step != OFFER:
            return await super().take(session, said, draft)
        declined = words.is_word(said.text, words.NO | words.CANCEL)
        if said.chosen(CALL_ME, NO_CALL) == NO_CALL or declined:
            return FlowTurn((said.say("utter_deny"),))
        return self._anew(said)

    async def finish(self, session: AsyncSession, said: FlowMessage, draft: FlowDraft) -> FlowTurn:
        """The callback is a case like any other: it has a number, a clock and somebody who answers for it."""
        language, consented_at = self.circumstances(said, draft)
        statement = Statement(
            route=Route.QUESTION,
            category=CALLBACK,
            what=draft.answers["what"],
            when="",
            where="",
            employer="",
            wish=f"{WISH}（{time}）" if (time := draft.answers.get("call_time")) else WISH,
            confidential=True,
            name=draft.answers["name"],
            phone=draft.answers.get("phone", ""),
            email=draft.answers.get("email", ""),
            second_contact="",
            language=language,
            consented_at=consented_at,
        )
        try:
            filed = await file_case(self._cases, session, said, statement, ())
            return filed.after(self.help(said, draft))
        except InvalidStatement as refused:
            return self.refused(said, draft, refused)


def _tells_number(said: FlowMessage) -> bool:
    return wants_call(said.text) or "phone" in contacts_told(said.text, said.at.now.date())


def _with_contacts(draft: FlowDraft, said: FlowMessage) -> FlowDraft:
    """The draft with what the message tells of who to call, when, and about what."""
    told = contacts_told(said.text, said.at.now.date())
    return draft.at(draft.step, **told, what=about(said.text, told) or draft.answers.get("what"))


def _queued(place: QueuePosition, voice: Voice) -> str:
    """The place in the queue, and the wait as far as it is known."""
    minutes = place.wait_minutes
    known = minutes is not None
    wait = voice.say("utter_human_wait", minutes=minutes) if known else voice.say("utter_human_wait_unknown")
    return voice.say("utter_human_queued", ahead=place.position - 1, wait=wait)


def _absence(said: FlowMessage, standing: Availability) -> Text:
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
