"""The intake: the right route with the citizen's consent, the form, likely answers, read-back, receipt."""

import secrets
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.blocks import Block, Choices, Link, Option, Text
from bot.compound_messages import title
from bot.entry_card import faq_card
from bot.flows import prefill, split_messages, words
from bot.flows.asking import ANEW, CONFIRM, DANGER, GO_ON, RESUME
from bot.flows.attachments import DraftFiles
from bot.flows.base import FlowDraft, FlowMessage, FlowTurn
from bot.flows.extraction.contacts import contacts_told
from bot.flows.filing import file_case
from bot.flows.prefilled_form import LIKELY_ENTRIES, MOST_LIKELY, Prefilled
from bot.flows.route_proposal import proposed_route
from bot.models import ConversationRow
from bot.responses import Voice
from cases import form_answers
from cases.enums import TOLD_WITHIN
from cases.errors import BadAttachment, InvalidStatement
from cases.policy import told_within
from cases.questions import BY_NAME, STORY_LIMIT
from cases.saved_forms.service import PATH, SavedForms
from cases.schemas import Route
from cases.service import CaseService
from core.questions.question import Question, Unreadable
from knowledge.presentation import EntryView

LIKELY = "@likely"
PRIVATE_LINK = "打開我填到一半的表單"
SEND_ANYWAY, SOLVED = "都不是，繼續陳情", "已經解決，不用送了"
_SHOWN = "_shown"
# The menu of routes has been shown: it is not repeated whole.
_MENU = "_menu"


class ComplaintFlow(Prefilled):
    """行政程序法 §169: an oral statement is recorded, read back and confirmed."""

    name = "complaint"
    title = "陳情"
    takes_files = True

    def __init__(self, cases: CaseService, files: DraftFiles, saved: SavedForms) -> None:
        self._cases = cases
        self._files = files
        self._saved = saved

    async def catches(
        self, session: AsyncSession, conversation: ConversationRow, text: str, now: datetime
    ) -> bool:
        """Who wishes for a complaint, tells it and gives a number wants neither a call back nor a queue."""
        return prefill.tells_complaint(text) and "phone" in contacts_told(text, now.date())

    async def take(self, session: AsyncSession, said: FlowMessage, draft: FlowDraft) -> FlowTurn:
        """See `Form.take`; who begins anew begins without files."""
        if draft.step == RESUME and said.chosen(GO_ON, ANEW) == ANEW:
            await self._files.discard(session, said.conversation.id)
        turn = await super().take(session, said, draft)
        if turn.draft is None:
            await self._saved.forget_of(session, said.conversation.id)
        elif turn.draft.paused and "route" in turn.draft.answers:
            return await self._with_link(session, said, turn, turn.draft)
        return turn

    async def _with_link(
        self, session: AsyncSession, said: FlowMessage, turn: FlowTurn, draft: FlowDraft
    ) -> FlowTurn:
        """The form is laid aside: its private link is told once, and not kept in the record."""
        answers = {**draft.answers, "key": secrets.token_urlsafe(16)}
        token = await self._saved.keep(session, answers, said.now, said.conversation.id)
        told = said.say("utter_flow_private_link")
        link = Link(said.at.label(PRIVATE_LINK), f"{PATH}?token={token}")
        return replace(turn, blocks=(*turn.blocks, told, link), kept=(*turn.blocks, told))

    def questions(self, draft: FlowDraft) -> tuple[Question, ...]:
        """The form's questions; consent is asked for before anything personal is (個資法 §8)."""
        asked = form_answers.asked(draft.answers)
        first = tuple(q for q in asked if q.name in ("route", "consent"))
        return (*first, *(q for q in asked if q not in first))

    def opening(self, said: FlowMessage) -> tuple[tuple[Block, ...], FlowDraft]:
        """See `Form.opening`; the route that the words propose is taken with a yes."""
        first, draft = super().opening(said)
        proposed = proposed_route((*said.words, said.text))
        return first, prefill.with_told(draft, {"route": proposed.value}) if proposed else draft

    def next(self, draft: FlowDraft) -> FlowDraft:
        """See `Form.next`; likely answers are shown once, before the statement is read back."""
        following = super().next(draft)
        if following.step == CONFIRM and draft.answers.get(LIKELY_ENTRIES):
            return following.at(LIKELY)
        return following

    def noted(self, said: FlowMessage, draft: FlowDraft, question: Question, answer: str) -> FlowDraft:
        """See `Form.noted`; keeps what search finds for the story."""
        noted = super().noted(said, draft, question, answer)
        if question.name == "what":
            found = ",".join(said.at.understanding.candidates[:MOST_LIKELY])
            return noted.at(noted.step, **{LIKELY_ENTRIES: found or None})
        return noted

    def holds(self, said: FlowMessage, draft: FlowDraft) -> bool:
        """See `Flow.holds`; a part of a story that its platform cut is not lost."""
        is_part = split_messages.is_waiting(draft) or split_messages.is_part(draft, said.text)
        return not is_part and super().holds(said, draft)

    def prompt(self, said: FlowMessage, draft: FlowDraft) -> tuple[Block, ...]:
        """See `Form.prompt`."""
        if draft.step == "route":
            is_shown = _MENU in draft.answers
            return (said.say("utter_complaint_route_again"),) if is_shown else self._routes(said, draft)
        if draft.step == LIKELY:
            if draft.answers.get(_SHOWN):
                return (said.ask("utter_complaint_solved", SEND_ANYWAY, SOLVED),)
            likely = (Option(title(view), view.question) for view in self._likely(said, draft))
            return (said.ask("utter_complaint_likely", *likely, SEND_ANYWAY),)
        if split_messages.is_waiting(draft):
            told = f"{len(draft.answers['what']):,}"
            return (
                said.ask(
                    "utter_complaint_story_so_far", split_messages.DONE, told=told, most=f"{STORY_LIMIT:,}"
                ),
            )
        return super().prompt(said, draft)

    def answer(self, said: FlowMessage, draft: FlowDraft) -> FlowTurn:
        """See `Form.answer`."""
        if draft.step == "route":
            return self._route(said, draft)
        if draft.step == LIKELY:
            return self._after_likely(said, draft)
        if split_messages.is_waiting(draft) or split_messages.is_part(draft, said.text):
            return self._story_goes_on(said, draft)
        return super().answer(said, draft)

    def after(self, said: FlowMessage, draft: FlowDraft, question: Question, noted: FlowDraft) -> FlowDraft:
        """See `Form.after`; a story that its platform may have cut waits for its other parts."""
        if question.name == "what" and split_messages.may_go_on(draft, said.text):
            return split_messages.waiting(noted)
        return super().after(said, draft, question, noted)

    def _story_goes_on(self, said: FlowMessage, draft: FlowDraft) -> FlowTurn:
        """One more part of the story, or its end."""
        label = f"〔回答：{BY_NAME['what'].label}〕"
        if split_messages.is_waiting(draft) and (
            said.chosen(split_messages.DONE) or words.is_word(said.text, words.SKIP | words.YES)
        ):
            return self.turn(said, self.next(split_messages.finished(draft)), label=label)
        danger = said.usual().blocks if words.is_crisis(said.at) else ()
        if danger:
            draft = draft.at(draft.step, **{DANGER: said.at.understanding.danger})
        try:
            longer = split_messages.with_part(draft, said.text)
        except Unreadable as full:
            reason = said.say("utter_flow_unreadable", reason=str(full))
            return self.turn(said, draft, *danger, reason, label=label)
        if split_messages.is_waiting(longer):
            return self.turn(said, longer, *danger, label=label)
        return self.turn(said, longer, *danger, said.say("utter_complaint_story_added"), label=label)

    async def finish(self, session: AsyncSession, said: FlowMessage, draft: FlowDraft) -> FlowTurn:
        """File the case; the receipt, with the look-up code, is shown once and not kept in the record."""
        asked = {question.name for question in self.questions(draft)}
        answers = {name: text for name, text in draft.answers.items() if name in asked or name == "channel"}
        statement = form_answers.to_statement(answers, *self.circumstances(said, draft))
        uploads = await self._files.uploads(session, said.conversation.id)
        try:
            danger = draft.answers.get(DANGER, "")
            filed = await file_case(self._cases, session, said, statement, uploads, danger)
            return filed.after(self.help(said, draft))
        except InvalidStatement as refused:
            return self.refused(said, draft, refused)
        except BadAttachment as refused:
            await self._files.discard(session, said.conversation.id)
            dropped = said.phrase(refused.detail), said.say("utter_complaint_files_dropped")
            return self.turn(said, draft, *dropped)

    def _routes(self, said: FlowMessage, draft: FlowDraft) -> tuple[Block, ...]:
        proposal = _proposed(draft)

        def ask(voice: Voice) -> str:
            hint = voice.say("utter_complaint_proposal", route=proposal.label) if proposal else ""
            return "\n".join(filter(None, (hint, voice.say("utter_complaint_route"))))

        options = tuple(said.option(route.label) for route in Route)
        return (Choices(said.at.told(ask), options),)

    def _route(self, said: FlowMessage, draft: FlowDraft) -> FlowTurn:
        label = said.chosen(*(route.label for route in Route))
        route = next((route for route in Route if route.label == label), None) or _plainly(said.text)
        asking = words.is_crisis(said.at) or (words.is_aside(said.at) and words.asks(said.text))
        if route is None and not asking:
            # A story that sounds of danger ends no form: real danger is heard before (`bot.safety`).
            proposed = proposed_route((said.text,))
            route = proposed if proposed and proposed.is_filed else _agreed(said, draft)
        if route is None:
            shown = draft.at(draft.step, **{_MENU: "yes"})
            return (
                self._aside(said, shown, "") if asking or words.is_aside(said.at) else self.turn(said, shown)
            )
        if not route.is_filed:
            name = "utter_complaint_emergency" if route is Route.EMERGENCY else "utter_complaint_question"
            return FlowTurn((said.say(name),))
        told = Text(said.at.told(lambda voice: _told(voice, route)))
        return self.turn(said, self.next(draft.at(draft.step, route=route.value, **{_MENU: None})), told)

    def _likely(self, said: FlowMessage, draft: FlowDraft) -> tuple[EntryView, ...]:
        """The entries that may answer the story."""
        ids = draft.answers.get(LIKELY_ENTRIES, "").split(",")
        return tuple(filter(None, map(said.at.view, ids)))

    def _after_likely(self, said: FlowMessage, draft: FlowDraft) -> FlowTurn:
        """Show the likely answer that was chosen; anything else goes on to the read-back."""
        if draft.answers.get(_SHOWN) and said.chosen(SEND_ANYWAY, SOLVED) == SOLVED:
            return self._asking_to_leave(said, draft)
        likely = () if draft.answers.get(_SHOWN) else self._likely(said, draft)
        question = said.chosen(*(Option(title(view), view.question) for view in likely))
        view = next((view for view in likely if view.question == question), None)
        if view is None:
            return self.turn(said, draft.at(CONFIRM, **{LIKELY_ENTRIES: None, _SHOWN: None}))
        shown = draft.at(LIKELY, **{_SHOWN: view.id})
        card = faq_card(view, said.at.language, ())
        return self.turn(said, shown, card, state=replace(said.at.state, topic=view.id))


def _proposed(draft: FlowDraft) -> Route | None:
    """The route that the words proposed with which the form began."""
    proposed = prefill.told_of(draft, (BY_NAME["route"],)).get("route")
    return Route(proposed) if proposed else None


def _agreed(said: FlowMessage, draft: FlowDraft) -> Route | None:
    """The route that was proposed with the menu, where the message is nothing but a yes."""
    return _proposed(draft) if words.is_word(said.text, words.YES) else None


def _told(voice: Voice, route: Route) -> str:
    """A route, where it leads, and when one hears of it."""
    when = told_within(route, voice.phrase(TOLD_WITHIN))
    return f"{voice.phrase(route.label)}：{voice.phrase(route.leads_to)}{when}"


def _plainly(text: str) -> Route | None:
    """The route that a short typed answer names by one of its words."""
    named = [route for route in Route if len(text) >= 2 and text in route.label]
    return named[0] if len(named) == 1 else None
