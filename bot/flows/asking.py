"""What a form asks: the next question with where one is, the read-back, the ways out; pure functions."""

from abc import abstractmethod

from bot.blocks import Block, Choices, Option, Text
from bot.flows.base import KEEP, Draft, Flow, FlowTurn, Said
from bot.state import DialogueState
from cases import form
from cases.questions import BY_NAME, Kind, Question

CONFIRM, CHANGE, LEAVE, RESUME = "@confirm", "@change", "@leave", "@resume"
GO_ON, ANEW, DELETE, REST = "繼續填寫", "重新填寫", "刪除草稿", "先保留，下次再填"
SEND, CORRECT, CANCEL = "確認送出", "修改", "取消"
AS_ANSWER, REFUSE = "把剛才那句當作回答", "不同意"
# A question in between that may have been meant as the answer.
PENDING = "_pending"


class Asking(Flow):
    """The asking half of a form; `bot.flows.form.Form` takes the answers."""

    title: str
    lasts = KEEP

    @abstractmethod
    def questions(self, draft: Draft) -> tuple[Question, ...]:
        """The questions that apply, in the order in which they are asked."""

    @abstractmethod
    def missing(self, draft: Draft) -> Question | None:
        """The next question to ask, None when all is answered."""

    def next(self, draft: Draft) -> Draft:
        """The draft at its next question, or at its end."""
        question = self.missing(draft)
        return draft.at(question.name if question else CONFIRM, **{PENDING: None})

    def turn(
        self, said: Said, draft: Draft, *before: Block, label: str = "", state: DialogueState | None = None
    ) -> FlowTurn:
        """Say ``before`` and ask what the draft waits for; what is read back is not kept in the record."""
        asked = self.prompt(said, draft)
        kept = None
        if draft.step == CONFIRM:
            kept = (*before, said.say("utter_flow_read_back_kept"), *asked[1:])
        return FlowTurn((*before, *asked), draft, label, kept, state)

    def again(self, said: Said, draft: Draft, *before: Block) -> FlowTurn:
        """See `Flow.again`."""
        return self.turn(said, draft, *before)

    def prompt(self, said: Said, draft: Draft) -> tuple[Block, ...]:
        """What the draft waits for."""
        if draft.step == CONFIRM:
            read_back = said.say("utter_flow_read_back", statement=self.read_back(draft))
            return read_back, said.ask("utter_flow_confirm", SEND, CORRECT, CANCEL)
        if draft.step == CHANGE:
            return (said.ask("utter_flow_change", *(q.label for q in self.changeable(draft))),)
        if draft.step == LEAVE:
            return (said.ask("utter_flow_leave", REST, DELETE, GO_ON, title=self.title),)
        if draft.step == RESUME:
            return (said.ask("utter_flow_resume", GO_ON, ANEW, DELETE, title=self.title),)
        return (self.asking(said, draft, BY_NAME[draft.step]),)

    def asking(self, said: Said, draft: Draft, question: Question) -> Block:
        """A question with where one is, what to type and how to get away."""
        asked = [q.name for q in self.questions(draft)]
        ways = [said.pick("utter_flow_ways")]
        if question.name == "phone" and draft.answers.get("email") == "":
            ways.insert(0, said.pick("utter_flow_no_contact"))
        elif not question.required:
            ways.insert(0, said.pick("utter_flow_skip"))
        place = said.pick("utter_flow_place", number=asked.index(question.name) + 1, total=len(asked))
        text = "\n".join(part for part in (f"{place} {question.label}", question.help, *ways) if part)
        options = tuple(Option(label, label) for _, label in question.options)
        if question.kind is Kind.CONSENT:
            options = (*options, Option(REFUSE, REFUSE))
        if draft.answers.get(PENDING):
            options = (*options, Option(AS_ANSWER, AS_ANSWER))
        return Choices(text, options) if options else Text(text)

    def read_back(self, draft: Draft) -> str:
        """The statement in words."""
        return form.read_back(draft.answers)

    def changeable(self, draft: Draft) -> tuple[Question, ...]:
        return tuple(
            q for q in self.questions(draft) if q.name in draft.answers and q.kind is not Kind.CONSENT
        )

    def options(self, said: Said, draft: Draft) -> tuple[Option, ...]:
        last = self.prompt(said, draft)[-1]
        return last.options if isinstance(last, Choices) else ()
