"""What there is to translate of the bot: sentences, buttons, and lines that stand in Chinese elsewhere."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import yaml

from bot import calculation, point_answers
from bot.blocks import FEEDBACK
from bot.compound_messages import COMPLAIN, PERSON
from bot.facts import display
from bot.flows import (
    asking,
    complaint,
    deadlines,
    erasure,
    filing,
    human_request,
    prefilled_form,
    split_messages,
)
from bot.moves.offering import NONE_OF_THESE
from bot.responses import chinese_texts
from bot.translations import BUTTON
from cases import citizen_service, form_answers
from cases.enums import TOLD_WITHIN, Action, CaseState, Route
from cases.questions import CALL_TIME, QUESTIONS
from cases.subscriptions import topic_service
from cases.survey.service import REASONS
from cases.views import NEXT
from core.locales import CatalogueMessage
from core.questions.days import parse_date
from core.questions.numbers import parse_hours, parse_integer, parse_money
from core.questions.question import Unreadable
from core.questions.wording import NOT_GIVEN
from knowledge.calculators import CALCULATORS
from knowledge.calculators.base import DISCLAIMER
from knowledge.points import Point
from knowledge.presentation import OPEN_TEXT

FIELDS = [field for calculator in CALCULATORS.values() for field in calculator.fields]
# What is offered together.
OFFERS: list[tuple[str, ...]] = [
    *(tuple(label for _, label in question.options) for question in QUESTIONS if question.options),
    *(tuple(label for _, label in field.options) for field in FIELDS if field.options),
    tuple(route.label for route in Route),
    tuple(calculator.title for calculator in CALCULATORS.values()),
    tuple(REASONS),
    ("我看過了，同意", asking.REFUSE, asking.AS_ANSWER),
    (asking.SEND, asking.CORRECT, asking.CANCEL),
    (asking.REST, asking.DELETE, asking.GO_ON, asking.ANEW),
    (complaint.SEND_ANYWAY, complaint.SOLVED),
    (prefilled_form.ALL_RIGHT,),
    (human_request.CALL_ME, human_request.NO_CALL),
    (erasure.ERASE, erasure.KEEP),
    (split_messages.DONE,),
    (calculation.REMIND, calculation.TO_CALENDAR),
    (deadlines.AGREED, deadlines.REFUSE),
]
LINKS = (
    filing.ON_THE_WEB,
    complaint.PRIVATE_LINK,
    "也可以在網頁上填寫",
    "也可以在網頁上查",
    "在網頁上看或改數字",
)
TOPICS = [
    topic["name"]
    for topic in yaml.safe_load(Path(topic_service.__file__).with_name("topics.yml").read_text("utf-8"))
]
# Buttons with short words of their own, by what pressing one says.
BUTTONS = (
    NONE_OF_THESE,
    *(option.value for option in FEEDBACK),
    COMPLAIN,
    PERSON,
    *point_answers.SAYS.values(),
)


def translatable() -> Iterator[CatalogueMessage]:
    """The sentences by their names, the buttons, and every phrase that is said through `Voice.phrase`."""
    for name, wordings in chinese_texts().items():
        yield from (CatalogueMessage(text, name) for text in wordings)
    yield from (CatalogueMessage(said, BUTTON) for said in BUTTONS)
    yield from map(CatalogueMessage, phrases())


def phrases() -> list[str]:
    """The lines that stand in Chinese elsewhere, each once."""
    texts = (
        *(text for question in (*QUESTIONS, CALL_TIME) for text in (question.label, question.help)),
        *(text for field in FIELDS for text in (field.label, field.help)),
        *(calculator.intro for calculator in CALCULATORS.values()),
        *(route.leads_to for route in Route),
        TOLD_WITHIN,
        *(state.label for state in CaseState),
        *(action.label for action in Action if action is not Action.NOTE),
        *NEXT.values(),
        *OPEN_TEXT.values(),
        *(option for offer in OFFERS for option in offer),
        *TOPICS,
        *display.PHRASES,
        *deadlines.PHRASES,
        *LINKS,
        *(point.label for point in Point),
        *_refusals(),
        complaint.ComplaintFlow.title,
        human_request.HumanFlow.title,
        NOT_GIVEN,
        form_answers.NO_CONTACT,
        citizen_service.STILL_OPEN,
        DISCLAIMER,
    )
    return [line for line in dict.fromkeys(line for text in texts for line in text.split("\n")) if line]


def _refusals() -> Iterator[str]:
    """Why answers cannot be used, where the reason is always the same."""
    today = date.min
    readers: tuple[tuple[Callable[[str], object], tuple[str, ...]], ...] = (
        (lambda text: form_answers.read("phone", text, today), ("王 0912345678", "-", "+1 212 555 0100")),
        (lambda text: form_answers.read("phone", text, today), ("0912", "0800-000-000")),
        (lambda text: form_answers.read("email", text, today), ("ming@",)),
        (lambda text: form_answers.read("name", text, today), ("123",)),
        (lambda text: form_answers.read("consent", text, today), ("不同意", "也許")),
        (lambda text: parse_date(text, today), ("?",)),
        (parse_money, ("?",)),
        (parse_integer, ("?",)),
        (parse_hours, ("?",)),
    )
    for read, texts in readers:
        yield from filter(None, (_refusal(read, text) for text in texts))


def _refusal(read: Callable[[str], object], text: str) -> str | None:
    try:
        read(text)
    except Unreadable as error:
        return str(error)
    return None
