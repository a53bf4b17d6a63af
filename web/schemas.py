"""What the public JSON API answers, as its description shows it (`web.openapi`).

The routes answer plain JSON; `tests/web/test_api_contract.py` holds every answer to these.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.blocks import Block
from bot.state import Owner
from core.questions.question import AnswerKind
from knowledge.calculators.base import Line
from retrieval.engine import Candidate
from retrieval.ranking.decision import Decision


class Answer(BaseModel):
    """A body of an answer: no field that is not described."""

    model_config = ConfigDict(extra="forbid")


class FieldError(Answer):
    """What is wrong with one field of the input."""

    field: str
    reason: str


class ProblemDetails(Answer):
    """Why something was not done (RFC 9457); what was sent is never repeated."""

    type: Literal["about:blank"]
    title: Annotated[str, Field(description="The phrase of the status")]
    status: Annotated[int, Field(ge=400, le=599)]
    detail: Annotated[str, Field(description="A sentence in Chinese that says what to do")]
    errors: list[FieldError] = []


class SearchAnswer(Answer):
    """The decision on a query and the entries that fit, the best first."""

    decision: Decision
    generation: int
    language: str
    results: list[Candidate]


class State(Answer):
    """Where a conversation stands: who answers, what was understood, the entry it is about."""

    owner: Owner
    intent: str
    faq_id: str | None
    danger: Annotated[str, Field(description="The kind of danger that the message told of")] = ""
    files: Annotated[bool, Field(description="Whether a photo or PDF can be sent now")] = False


class ChatAnswer(Answer):
    """The answer to one message; ``session`` goes along with the next one."""

    session: str
    messages: list[Block]
    state: State
    turn: Annotated[int, Field(description="While a person answers: what to ask news after")] = 0


class Said(Answer):
    """What staff or the system said by themselves."""

    role: Literal["staff", "bot"]
    messages: list[Block]


class PollAnswer(Answer):
    """What was said since a turn, the newest turn, and who answers now."""

    turns: list[Said]
    turn: int
    owner: Owner


class Headline(Answer):
    """An entry in short."""

    id: str
    question: str
    category: str
    unit: str


class EntryList(Answer):
    """All entries that are served now."""

    generation: int
    entries: list[Headline]


class ToolOption(Answer):
    """A choice of a question."""

    value: str
    label: str


class ToolField(Answer):
    """A question of a calculator; ``only_if`` names the answers to another one that bring it up."""

    name: str
    label: str
    kind: AnswerKind
    help: str
    required: bool
    options: list[ToolOption]
    only_if: dict[str, list[str]] | None


class Tool(Answer):
    """A calculator with its questions."""

    id: str
    title: str
    intro: str
    fields: list[ToolField]


class ToolList(Answer):
    """All calculators."""

    tools: list[Tool]


class Computed(Answer):
    """The result of a calculation with its working, the answers as understood, and the caveat."""

    tool: str
    headline: str
    lines: list[Line]
    rule: str
    basis: list[str]
    notes: list[str]
    last_day: date | None
    inputs: list[Line]
    as_of: date
    disclaimer: str
