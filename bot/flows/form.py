"""A form as a dialogue: one question a turn, questions in between answered, steps back, changes, breaks.

The questions and how answers are read come from `cases.form_answers`; this module only leads through them.
Everything here but `FormFlow.finish` is a pure function of the message and the draft.
"""

from abc import abstractmethod
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.blocks import Block
from bot.compound_messages import PERSON
from bot.flows import words
from bot.flows.asking import (
    ANEW,
    AS_ANSWER,
    CANCEL,
    CHANGE,
    CONFIRM,
    CORRECT,
    DANGER,
    DELETE,
    GO_ON,
    LEAVE,
    PENDING,
    REFUSE,
    REST,
    RESUME,
    SEND,
    Asking,
)
from bot.flows.base import FlowDraft, FlowMessage, FlowTurn
from bot.flows.extraction.contacts import contacts_told
from bot.flows.extraction.days import when_told
from cases import form_answers
from cases.errors import InvalidStatement
from cases.questions import BY_NAME
from core.questions.question import NO, YES, AnswerKind, Question, Unreadable
from core.questions.questionnaire import Questionnaire

# After so long a message is no answer any more: the form is offered, not continued.
STALE = timedelta(hours=12)
_BACK, _CONSENTED = "_back", "_consented_at"
_PERSONS = frozenset({AnswerKind.NAME, AnswerKind.PHONE, AnswerKind.EMAIL})
_WORDS_OF_ONES_OWN = frozenset({AnswerKind.TEXT, AnswerKind.LONG_TEXT, AnswerKind.WHEN, AnswerKind.NAME})


class FormFlow(Asking):
    """A flow that asks questions of `cases.form_answers`; subclasses say which, and how it ends."""

    @abstractmethod
    async def finish(self, session: AsyncSession, said: FlowMessage, draft: FlowDraft) -> FlowTurn:
        """The citizen has confirmed what was read back."""

    def opening(self, said: FlowMessage) -> tuple[tuple[Block, ...], FlowDraft]:
        """What is said first, and the empty draft."""
        draft = FlowDraft(self.name, "", said.now, {"channel": said.conversation.channel})
        return (), self.next(draft)

    def listens(self, said: FlowMessage, draft: FlowDraft) -> bool:
        """An offer to resume is passed over by any other message."""
        question = BY_NAME.get(draft.step)
        open_question = question is not None and question.kind in _WORDS_OF_ONES_OWN
        if words.is_word(said.text, words.WISHES) or (not open_question and words.begins_other(said.at)):
            return False
        return draft.step != RESUME or said.chosen(GO_ON, ANEW, DELETE) is not None

    def held(self, said: FlowMessage, draft: FlowDraft) -> tuple[FlowDraft, tuple[Block, ...]]:
        """See `Flow.held`; what was said becomes the answer to an open question only when that is pressed."""
        told = {DANGER: said.at.understanding.danger}
        question = BY_NAME.get(draft.step)
        if question is None or question.kind not in _WORDS_OF_ONES_OWN:
            return draft.at(draft.step, **told), ()
        waiting = draft.at(draft.step, **told, **{PENDING: said.text})
        return waiting, (said.ask("utter_flow_waits", AS_ANSWER, PERSON),)

    def chooses(self, said: FlowMessage, draft: FlowDraft) -> bool:
        """See `Flow.chooses`."""
        question = BY_NAME.get(draft.step)
        return question is not None and said.chosen(*self.offered(draft, question)) is not None

    def text_limit(self, draft: FlowDraft) -> int | None:
        """See `Flow.text_limit`: what the question takes that asks for a long text."""
        question = BY_NAME.get(draft.step)
        return question.limit if question is not None and question.kind is AnswerKind.LONG_TEXT else None

    def left(self, draft: FlowDraft) -> FlowDraft | None:
        """The draft is kept for later."""
        return draft.rest()

    async def begin(self, session: AsyncSession, said: FlowMessage, kept: FlowDraft | None) -> FlowTurn:
        """Offer the draft that was left, or ask the first question."""
        return self._offer(said, kept) if kept else self._anew(said)

    async def take(self, session: AsyncSession, said: FlowMessage, draft: FlowDraft) -> FlowTurn:
        """One message; see the module."""
        if draft.step == RESUME:
            return self._resume(said, draft)
        if draft.step == LEAVE:
            return self._leave(said, draft)
        if said.now - draft.updated_at > STALE:
            aside = said.usual().blocks if words.is_aside(said.at) else ()
            return self._offer(said, draft, *aside)
        if words.is_word(said.text, words.CANCEL):
            return self._asking_to_leave(said, draft)
        if words.is_word(said.text, words.BACK):
            return self._back(said, draft)
        if draft.step == CHANGE:
            return self._change(said, draft)
        if words.is_word(said.text, words.CHANGE):
            return self.turn(said, draft.at(CHANGE))
        if draft.step == CONFIRM:
            return await self._confirm(session, said, draft)
        return self.answer(said, draft)

    # What is answered

    def answer(self, said: FlowMessage, draft: FlowDraft) -> FlowTurn:
        """Take the message as the answer to the question that was asked, unless it is one itself."""
        question = BY_NAME[draft.step]
        label = f"〔回答：{question.label}〕"
        pending = draft.answers.get(PENDING)
        chosen = said.chosen(*self.offered(draft, question))
        if pending and chosen == AS_ANSWER:
            return self._read(said, draft, question, pending, label)
        if question.kind is AnswerKind.CONSENT and (chosen == REFUSE or words.is_word(said.text, words.NO)):
            return FlowTurn((said.say("utter_flow_no_consent"),))
        if chosen is None and (asked := self._asked(said, draft, question, label)):
            return asked
        if words.is_word(said.text, words.SKIP):
            if question.required:
                return self.turn(said, draft, said.say("utter_flow_required"))
            return self.turn(said, self.next(draft.at(draft.step, **{question.name: ""})))
        return self._read(said, draft, question, chosen or _plainly(said.text, question), label)

    def _read(
        self, said: FlowMessage, draft: FlowDraft, question: Question, text: str, label: str
    ) -> FlowTurn:
        if question.kind in _PERSONS and (told := self._contacts(said, draft, question, text)):
            return self.turn(said, self.next(draft.at(draft.step, **told)), label=label)
        try:
            answer = form_answers.read(question.name, text, said.at.now.date())
        except Unreadable as unreadable:
            if words.is_aside(said.at) or words.is_crisis(said.at):
                return self._aside(said, draft, "")
            return self.turn(
                said, draft, said.say("utter_flow_unreadable", reason=str(unreadable)), label=label
            )
        noted = self.after(said, draft, question, self.noted(said, draft, question, answer))
        if question.kind is AnswerKind.LONG_TEXT and said.at.responses.speaks(said.written):
            # Whoever tells the story in a language reads it, whatever button began the form.
            said = said.speaking(said.written)
            return self.turn(said, noted, label=label, state=said.at.state)
        return self.turn(said, noted, label=label)

    def _contacts(self, said: FlowMessage, draft: FlowDraft, question: Question, text: str) -> dict[str, str]:
        """Name, phone and e-mail told together where one of them is asked; {} where only that one is told."""
        told = contacts_told(text, said.at.now.date(), question.name)
        asked = {
            q.name for q in self.questions(draft) if q.name == question.name or q.name not in draft.answers
        }
        told = {name: answer for name, answer in told.items() if name in asked}
        return told if question.name in told else {}

    def after(self, said: FlowMessage, draft: FlowDraft, question: Question, noted: FlowDraft) -> FlowDraft:
        """Where the form goes from the answer that is ``noted``."""
        return self.next(noted)

    def noted(self, said: FlowMessage, draft: FlowDraft, question: Question, answer: str) -> FlowDraft:
        """The draft with an answer; with a consent, also when it was given."""
        when = {_CONSENTED: said.now.isoformat()} if question.kind is AnswerKind.CONSENT else {}
        return draft.at(draft.step, **{question.name: answer}, **when)

    def circumstances(self, said: FlowMessage, draft: FlowDraft) -> tuple[str, datetime]:
        """The language of the statement and when its writer consented."""
        consented = datetime.fromisoformat(draft.answers[_CONSENTED])
        return said.at.state.language or "zh-Hant", consented

    def refused(self, said: FlowMessage, draft: FlowDraft, refused: InvalidStatement) -> FlowTurn:
        """Ask again for the first answer that the case cannot be filed with."""
        asked = [question.name for question in self.questions(draft)]
        wrong = next((name for name in asked if name in refused.fields), None)
        again = draft.at(wrong, **{wrong: None}) if wrong else draft.at(CHANGE)
        reasons = refused.fields.values() or (refused.detail,)
        return self.turn(said, again, *map(said.phrase, reasons))

    def _asked(self, said: FlowMessage, draft: FlowDraft, question: Question, label: str) -> FlowTurn | None:
        """The answer to a question that was asked instead of an answer; None where none was.

        One that the bot cannot answer is no answer either, unless that is pressed.
        """
        is_day = question.kind is AnswerKind.WHEN and bool(when_told(said.text, said.at.now.date()))
        if is_day and not words.is_crisis(said.at):
            return None
        is_open = question.kind in _WORDS_OF_ONES_OWN
        asking = draft.at(draft.step, **{PENDING: said.text}) if is_open else draft
        asks_of_options = question.kind is AnswerKind.CHOICE and words.asks_plainly(said.text)
        is_aside = asks_of_options or (words.is_aside(said.at) and words.asks(said.text))
        if words.is_crisis(said.at) or is_aside:
            free = is_open or question.kind is AnswerKind.CHOICE
            return self._aside(said, asking, label if is_open else "") if free else None
        if not is_open or not words.asks_plainly(said.text):
            return None
        return self.turn(said, asking, said.say("utter_flow_asked"), label=label)

    def _aside(self, said: FlowMessage, draft: FlowDraft, label: str) -> FlowTurn:
        """Answer a question in between, and ask again."""
        usual = said.usual()
        said = said.speaking(usual.state.language)
        back = said.say("utter_flow_back_to_form", title=self.title)
        return self.turn(said, draft, *usual.blocks, back, label=label, state=usual.state)

    async def _confirm(self, session: AsyncSession, said: FlowMessage, draft: FlowDraft) -> FlowTurn:
        choice = said.chosen(SEND, CORRECT, CANCEL)
        if choice == SEND or words.is_word(said.text, words.YES):
            return await self.finish(session, said, draft)
        if choice == CORRECT:
            return self.turn(said, draft.at(CHANGE))
        if words.is_word(said.text, words.AGAIN):
            return self.turn(said, draft)
        if choice == CANCEL:
            return self._asking_to_leave(said, draft)
        if words.is_aside(said.at) or words.is_crisis(said.at):
            return self._aside(said, draft, "")
        return self.turn(said, draft, said.say("utter_flow_choose"), label="〔回答〕")

    # Steps back, changes, breaks

    def _change(self, said: FlowMessage, draft: FlowDraft) -> FlowTurn:
        fields = self.changeable(draft)
        label = said.chosen(*(question.label for question in fields))
        found = next((question for question in fields if question.label == label), None)
        if found is None:
            return self.turn(said, draft, said.say("utter_flow_choose"), label="〔回答〕")
        return self.turn(said, draft.at(found.name, **{found.name: None}))

    def _back(self, said: FlowMessage, draft: FlowDraft) -> FlowTurn:
        if draft.step == CHANGE:
            return self.turn(said, self.next(draft))
        before = Questionnaire(self.questions(draft), draft.answers).before(draft.step)
        if before is None:
            return self.turn(said, draft, said.say("utter_flow_first"))
        return self.turn(said, draft.at(before.name, **{before.name: None, PENDING: None}))

    def _asking_to_leave(self, said: FlowMessage, draft: FlowDraft) -> FlowTurn:
        return self.turn(said, draft.at(LEAVE, **{_BACK: draft.step}))

    def _leave(self, said: FlowMessage, draft: FlowDraft) -> FlowTurn:
        choice = said.chosen(REST, DELETE, GO_ON)
        back = draft.at(draft.answers[_BACK], **{_BACK: None})
        if choice == REST:
            return FlowTurn((said.say("utter_flow_kept", title=self.title),), back.rest())
        if choice == DELETE or words.is_word(said.text, words.CANCEL):
            return FlowTurn((said.say("utter_flow_deleted"),))
        if choice == GO_ON or words.is_word(said.text, words.BACK):
            return self.turn(said, back)
        return self.turn(said, draft, said.say("utter_flow_choose"), label="〔回答〕")

    def _offer(self, said: FlowMessage, draft: FlowDraft, *before: Block) -> FlowTurn:
        back = draft.answers.get(_BACK, draft.step)
        waiting = FlowDraft(draft.flow, RESUME, said.now, {**draft.answers, _BACK: back})
        return self.turn(said, waiting, *before, label="" if before else "〔訊息〕")

    def _resume(self, said: FlowMessage, draft: FlowDraft) -> FlowTurn:
        choice = said.chosen(GO_ON, ANEW, DELETE)
        if choice == GO_ON:
            return self.turn(said, draft.at(draft.answers[_BACK], **{_BACK: None}))
        return self._anew(said) if choice == ANEW else FlowTurn((said.say("utter_flow_deleted"),))

    def _anew(self, said: FlowMessage) -> FlowTurn:
        first, draft = self.opening(said)
        return self.turn(said, draft, *first)


def _plainly(text: str, question: Question) -> str:
    """``text``, or the option that it plainly means: a consent, or a yes or no to a question for one."""
    if question.kind is AnswerKind.CONSENT and words.is_word(text, words.AGREE):
        return YES
    if question.values == {YES, NO}:
        return YES if words.is_word(text, words.YES) else NO if words.is_word(text, words.NO) else text
    return text
