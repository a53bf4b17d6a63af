"""A form that begins with what was told already: shown after the consent, to be confirmed or corrected."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.blocks import Block, Text
from bot.flows import prefill, words
from bot.flows.asking import TOLD, in_words
from bot.flows.base import FlowDraft, FlowMessage, FlowTurn
from bot.flows.form import FormFlow
from cases.questions import BY_NAME
from core.questions.wording import shown

ALL_RIGHT = "都對，接著填"
MOST_LIKELY = 3
# The entries that may answer the story, by their ids.
LIKELY_ENTRIES = "_likely"


class Prefilled(FormFlow):
    """A form whose first step may be to look at what was told before it began."""

    async def begin(self, session: AsyncSession, said: FlowMessage, kept: FlowDraft | None) -> FlowTurn:
        """See `FormFlow.begin`; a story that begins the form is kept like an answer, not in the record."""
        turn = await super().begin(session, said, kept)
        if not prefill.proposed(said.text, (), said.at.now.date()):
            return turn
        return replace(turn, label=f"〔回答：{BY_NAME['what'].label}〕")

    def opening(self, said: FlowMessage) -> tuple[tuple[Block, ...], FlowDraft]:
        """See `FormFlow.opening`; what is known already is proposed, and the category of the matter."""
        first, draft = super().opening(said)
        told = prefill.proposed(said.text, said.words, said.at.now.date())
        if not told:
            return first, draft
        entries = said.at.understanding.candidates[:MOST_LIKELY]
        topic = said.at.view(entries[0]) if entries else None
        if topic is not None:
            told["category"] = topic.category
        likely = {LIKELY_ENTRIES: ",".join(entries) or None}
        return first, prefill.with_told(draft.at(draft.step, **likely), told)

    def next(self, draft: FlowDraft) -> FlowDraft:
        """See `FormFlow.next`; nothing that was told is shown before the consent."""
        following = super().next(draft)
        if following.step not in ("route", "consent") and self._told(following):
            return following.at(TOLD)
        return following

    def prompt(self, said: FlowMessage, draft: FlowDraft) -> tuple[Block, ...]:
        """See `Asking.prompt`."""
        if draft.step != TOLD:
            return super().prompt(said, draft)
        told = self._told(draft)
        lines = [(BY_NAME[name].label, shown(BY_NAME[name], text)) for name, text in told.items()]
        labels = (BY_NAME[name].label for name in told)
        read_back = Text(f"{said.at.say('utter_complaint_told')}\n{in_words(said, lines)}")
        return read_back, said.ask("utter_complaint_told_right", ALL_RIGHT, *labels)

    def answer(self, said: FlowMessage, draft: FlowDraft) -> FlowTurn:
        """See `FormFlow.answer`: all of it is right; none is; or one of them is asked for."""
        if draft.step != TOLD:
            return super().answer(said, draft)
        told = self._told(draft)
        labels = {BY_NAME[name].label: name for name in told}
        choice = said.chosen(ALL_RIGHT, *labels)
        if choice == ALL_RIGHT or words.is_word(said.text, words.YES):
            return self.turn(said, self.next(prefill.confirmed(draft, told)))
        if choice is not None:
            name = labels[choice]
            return self.turn(said, prefill.without(draft, name).at(name))
        if words.is_word(said.text, words.NO):
            return self.turn(said, self.next(prefill.without(draft, *told)))
        if words.is_aside(said.at):
            return self._aside(said, draft, "")
        return self.turn(said, draft, said.say("utter_flow_choose"), label="〔回答〕")

    def _told(self, draft: FlowDraft) -> dict[str, str]:
        """What is proposed and neither confirmed nor corrected yet."""
        return prefill.told_of(draft, self.questions(draft))
