"""What a form asks: the next question with where one is, the read-back, the ways out; pure functions."""

from abc import abstractmethod
from collections.abc import Iterable

from bot.blocks import Block, Choices, Text
from bot.flows.base import KEEP, Flow, FlowDraft, FlowMessage, FlowTurn
from bot.responses import Voice
from bot.safety.moves import help_again
from bot.state import DialogueState
from cases import form_answers
from cases.questions import BY_NAME, QUESTIONS
from core.questions.question import AnswerKind, Question
from core.questions.wording import NOT_GIVEN

CONFIRM, CHANGE, LEAVE, RESUME = "@confirm", "@change", "@leave", "@resume"
# What was told before the form began is shown, to be confirmed or corrected.
TOLD = "@told"
_SHOWS_ANSWERS = frozenset({CONFIRM, TOLD})
GO_ON, ANEW, DELETE, REST = "繼續填寫", "重新填寫", "刪除草稿", "先保留，下次再填"
SEND, CORRECT, CANCEL = "確認送出", "修改", "取消"
AS_ANSWER, REFUSE = "把剛才那句當作回答", "不同意"
# A question in between that may have been meant as the answer.
PENDING = "_pending"
# The kind of danger that the citizen told of in this form.
DANGER = "_danger"


class Asking(Flow):
    """The asking half of a form; `bot.flows.form.FormFlow` takes the answers."""

    title: str
    lasts = KEEP

    @abstractmethod
    def questions(self, draft: FlowDraft) -> tuple[Question, ...]:
        """The questions that apply, in the order in which they are asked."""

    def next(self, draft: FlowDraft) -> FlowDraft:
        """The draft at its next question, or at its end."""
        missing = form_answers.missing(draft.answers, self.questions(draft))
        return draft.at(missing[0].name if missing else CONFIRM, **{PENDING: None})

    def holds(self, said: FlowMessage, draft: FlowDraft) -> bool:
        """See `Flow.holds`; an option of ours that is pressed tells of no danger, whatever its words."""
        asked = (block for block in self.prompt(said, draft) if isinstance(block, Choices))
        return said.chosen(*(option for block in asked for option in block.options)) is None

    def help(self, said: FlowMessage, draft: FlowDraft) -> tuple[Block, ...]:
        """The help that fits the danger told of in this form; nothing where none was."""
        return help_again(said.at, draft.answers.get(DANGER))

    def turn(
        self,
        said: FlowMessage,
        draft: FlowDraft,
        *before: Block,
        label: str = "",
        state: DialogueState | None = None,
    ) -> FlowTurn:
        """Say ``before`` and ask what the draft waits for; what is read back is not kept in the record."""
        asked = self.prompt(said, draft)
        kept = None
        if draft.step in _SHOWS_ANSWERS:
            helped = self.help(said, draft)
            asked = (*helped, *asked)
            kept = (*before, *helped, said.say("utter_flow_read_back_kept"), *asked[len(helped) + 1 :])
        return FlowTurn((*before, *asked), draft, label, kept, state)

    def again(self, said: FlowMessage, draft: FlowDraft, *before: Block) -> FlowTurn:
        """See `Flow.again`."""
        return self.turn(said, draft, *before)

    def prompt(self, said: FlowMessage, draft: FlowDraft) -> tuple[Block, ...]:
        """What the draft waits for."""
        if draft.step == CONFIRM:
            read_back = f"{said.at.say('utter_flow_read_back')}\n{self.read_back(said, draft)}"
            return Text(read_back), said.ask("utter_flow_confirm", SEND, CORRECT, CANCEL)
        if draft.step == CHANGE:
            return (said.ask("utter_flow_change", *(q.label for q in self.changeable(draft))),)
        if draft.step == LEAVE:
            return (said.ask("utter_flow_leave", REST, DELETE, GO_ON, title=self.title),)
        if draft.step == RESUME:
            return (said.ask("utter_flow_resume", GO_ON, ANEW, DELETE, title=self.title),)
        return (self.asking(said, draft, BY_NAME[draft.step]),)

    def asking(self, said: FlowMessage, draft: FlowDraft, question: Question) -> Block:
        """A question with where one is, what to type and how to get away."""
        asked = [q.name for q in self.questions(draft)]
        number, total = asked.index(question.name) + 1, len(asked)
        ways = ["utter_flow_ways"]
        if question.name == "phone" and draft.answers.get("email") == "":
            ways.insert(0, "utter_flow_no_contact")
        elif not question.required:
            ways.insert(0, "utter_flow_skip")

        def ask(voice: Voice) -> str:
            place = voice.say("utter_flow_place", number=number, total=total)
            helped = voice.phrase(question.help)
            lines = (f"{place} {voice.phrase(question.label)}", helped, *map(voice.say, ways))
            return "\n".join(filter(None, lines))

        text, offered = said.at.told(ask), self.offered(draft, question)
        return Choices(text, tuple(map(said.option, offered))) if offered else Text(text)

    def offered(self, draft: FlowDraft, question: Question) -> tuple[str, ...]:
        """The Chinese labels that a question offers."""
        consent = (REFUSE,) if question.kind is AnswerKind.CONSENT else ()
        pending = (AS_ANSWER,) if draft.answers.get(PENDING) else ()
        return (*(label for _, label in question.options), *consent, *pending)

    def statement(self, draft: FlowDraft) -> tuple[tuple[str, str], ...]:
        """Every question with its answer in words."""
        return form_answers.lines(draft.answers)

    def read_back(self, said: FlowMessage, draft: FlowDraft) -> str:
        """The statement as it is read to the citizen, each question and option with its Chinese."""
        return in_words(said, self.statement(draft))

    def changeable(self, draft: FlowDraft) -> tuple[Question, ...]:
        return tuple(
            q for q in self.questions(draft) if q.name in draft.answers and q.kind is not AnswerKind.CONSENT
        )


def in_words(said: FlowMessage, lines: Iterable[tuple[str, str]]) -> str:
    """Labels with their answers, numbered, each label and option with its Chinese."""
    options = {label for question in QUESTIONS for _, label in question.options} | {NOT_GIVEN}
    return "\n".join(
        f"{number}. {said.at.label(label)}\n{said.at.label(answer) if answer in options else answer}"
        for number, (label, answer) in enumerate(lines, start=1)
    )
