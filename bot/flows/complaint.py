"""The intake: the right route with the citizen's consent, the form, likely answers, read-back, receipt."""

import hashlib

from sqlalchemy.ext.asyncio import AsyncSession

from bot.blocks import Block, Choices, FaqCard, Link, Option, Text
from bot.flows import files, words
from bot.flows.base import Draft, FlowTurn, Said, chosen
from bot.flows.form import CHANGE, CONFIRM, Form
from bot.flows.routing import proposed_route
from cases import form
from cases.errors import BadAttachment, InvalidStatement
from cases.form import Question
from cases.schemas import Origin, Receipt, Route
from cases.service import CaseService
from core.clock import TAIPEI

LIKELY = "@likely"
SEND_ANYWAY, SOLVED = "都不是，繼續陳情", "已經解決，不用送了"
MOST_LIKELY = 3
_LIKELY, _SHOWN, _CONSENTED = "_likely", "_shown", "_consented_at"


class ComplaintFlow(Form):
    """行政程序法 §169: an oral statement is recorded, read back and confirmed."""

    name = "complaint"
    title = "陳情"

    def __init__(self, cases: CaseService) -> None:
        self._cases = cases

    def questions(self, draft: Draft) -> tuple[Question, ...]:
        """The form's questions; consent is asked for before anything personal is (個資法 §8)."""
        asked = form.asked(draft.answers)
        first = tuple(q for q in asked if q.name in ("route", "consent"))
        return (*first, *(q for q in asked if q not in first))

    def missing(self, draft: Draft) -> Question | None:
        """See `Form.missing`; nothing else is asked before the route and the consent."""
        absent = {question.name for question in form.missing(draft.answers)}
        return next((question for question in self.questions(draft) if question.name in absent), None)

    def next(self, draft: Draft) -> Draft:
        """See `Form.next`; likely answers are shown once, before the statement is read back."""
        following = super().next(draft)
        if following.step == CONFIRM and draft.answers.get(_LIKELY):
            return following.at(LIKELY)
        return following

    def noted(self, said: Said, draft: Draft, question: Question, answer: str) -> Draft:
        """See `Form.noted`; keeps when consent was given, and what search finds for the story."""
        noted = super().noted(said, draft, question, answer)
        if question.name == "consent":
            return noted.at(noted.step, **{_CONSENTED: said.now.isoformat()})
        if question.name == "what":
            found = ",".join(said.at.understanding.candidates[:MOST_LIKELY])
            return noted.at(noted.step, **{_LIKELY: found or None})
        return noted

    def prompt(self, said: Said, draft: Draft) -> tuple[Block, ...]:
        """See `Form.prompt`."""
        if draft.step == "route":
            return self._routes(said)
        if draft.step == LIKELY:
            if draft.answers.get(_SHOWN):
                return (said.ask("utter_complaint_solved", SEND_ANYWAY, SOLVED),)
            return (said.ask("utter_complaint_likely", *self._likely(said, draft), SEND_ANYWAY),)
        return super().prompt(said, draft)

    def answer(self, said: Said, draft: Draft) -> FlowTurn:
        """See `Form.answer`."""
        if draft.step == "route":
            return self._route(said, draft)
        if draft.step == LIKELY:
            return self._after_likely(said, draft)
        return super().answer(said, draft)

    async def finish(self, db: AsyncSession, said: Said, draft: Draft) -> FlowTurn:
        """File the case; the receipt, with the look-up code, is shown once and not kept in the record."""
        asked = {question.name for question in self.questions(draft)}
        answers = {name: text for name, text in draft.answers.items() if name in asked or name == "channel"}
        statement = form.to_statement(
            answers,
            said.at.state.language or "zh-Hant",
            said.now.fromisoformat(draft.answers[_CONSENTED]),
        )
        origin = Origin(said.conversation.channel, said.conversation.id)
        uploads = await files.of(db, said.conversation.id)
        key = hashlib.sha256(f"{said.conversation.id}:{said.key}".encode()).hexdigest()
        try:
            receipt = await self._cases.file(statement, origin, uploads, said.now, key, db=db)
        except InvalidStatement as refused:
            wrong = next((name for name in refused.fields if name in asked), None)
            step = draft.at(wrong, **{wrong: None}) if wrong else draft.at(CHANGE)
            return self.turn(said, step, Text("；".join(refused.fields.values()) or refused.detail))
        except BadAttachment as refused:
            await files.discard(db, said.conversation.id)
            return self.turn(said, draft, Text(refused.detail), said.say("utter_complaint_files_dropped"))
        await files.discard(db, said.conversation.id)
        return _received(said, receipt)

    def _routes(self, said: Said) -> tuple[Block, ...]:
        leads = "\n".join(f"・{route.label}：{route.leads_to}" for route in Route)
        proposal = proposed_route((*said.words, said.text))
        hint = said.pick("utter_complaint_proposal", route=proposal.label) if proposal else ""
        options = tuple(Option(route.label, route.label) for route in Route)
        text = "\n".join(part for part in (hint, said.pick("utter_complaint_route")) if part)
        return Text(leads), Choices(text, options)

    def _route(self, said: Said, draft: Draft) -> FlowTurn:
        label = chosen(said.text, *(route.label for route in Route))
        route = next((route for route in Route if route.label == label), None) or _plainly(said.text)
        if route is None:
            if words.is_aside(said.at) or words.is_crisis(said.at):
                return self._aside(said, draft, "")
            return self.turn(said, draft, said.say("utter_flow_choose"))
        if not route.is_filed:
            told = "utter_complaint_emergency" if route is Route.EMERGENCY else "utter_complaint_question"
            return FlowTurn((said.say(told),))
        told = Text(f"{route.label}：{route.leads_to}")
        return self.turn(said, self.next(draft.at(draft.step, route=route.value)), told)

    def _likely(self, said: Said, draft: Draft) -> dict[str, str]:
        """Ids of the likely entries by their question."""
        ids = draft.answers.get(_LIKELY, "").split(",")
        return {entry.question: entry.id for entry in map(said.at.catalogue.get, ids) if entry}

    def _after_likely(self, said: Said, draft: Draft) -> FlowTurn:
        """Show the likely answer that was chosen; anything else goes on to the read-back."""
        if draft.answers.get(_SHOWN) and chosen(said.text, SEND_ANYWAY, SOLVED) == SOLVED:
            return self._asking_to_leave(said, draft)
        likely = {} if draft.answers.get(_SHOWN) else self._likely(said, draft)
        question = chosen(said.text, *likely)
        view = said.at.view(likely[question]) if question else None
        if view is None:
            return self.turn(said, draft.at(CONFIRM, **{_LIKELY: None, _SHOWN: None}))
        shown = draft.at(LIKELY, **{_SHOWN: view.id})
        return self.turn(said, shown, FaqCard(view, feedback=()), topic=view.id)


def _plainly(text: str) -> Route | None:
    """The route that a short typed answer names by one of its words."""
    named = [route for route in Route if len(text) >= 2 and text in route.label]
    return named[0] if len(named) == 1 else None


def _received(said: Said, receipt: Receipt) -> FlowTurn:
    filed = receipt.filed_at.astimezone(TAIPEI)
    known = {
        "number": receipt.number,
        "filed": f"{filed:%Y-%m-%d %H:%M}",
        "due": receipt.due.isoformat(),
        "digest": receipt.digest,
    }
    link = Link(said.pick("utter_complaint_status_link"), "cases/status")
    told = said.say("utter_complaint_received", code=receipt.code, **known)
    kept = said.say("utter_complaint_received_kept", **known)
    copy = said.say("utter_complaint_copy", copy=receipt.copy)
    return FlowTurn((told, copy, link), kept=(kept, link))
