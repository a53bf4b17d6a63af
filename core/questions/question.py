"""What a question is, wherever it is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

TEXT_LIMIT = 300
YES, NO = "yes", "no"
Values = Mapping[str, object]


class Unreadable(ValueError):
    """A text is no answer to its question; the message says what to type."""


class AnswerKind(StrEnum):
    """What kind of answer a question expects; a page chooses its control by it."""

    CHOICE = "choice"
    TEXT = "text"
    LONG_TEXT = "long_text"
    LINES = "lines"
    DATE = "date"
    TIME = "time"
    WHEN = "when"
    MONEY = "money"
    INTEGER = "integer"
    HOURS = "hours"
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    CONTACT = "contact"
    CONSENT = "consent"

    @property
    def is_figure(self) -> bool:
        """Whether the answer is a day or a number."""
        return self in (AnswerKind.DATE, AnswerKind.MONEY, AnswerKind.INTEGER, AnswerKind.HOURS)


@dataclass(frozen=True, slots=True)
class Question:
    """One question: ``label`` as asked, ``help`` with an example, ``options`` as (value, label).

    ``only_if`` names another answer and the values of it that make this question apply. ``limit`` is in
    characters; ``minimum`` and ``maximum`` bound a number or a day, inclusive. ``personal`` answers identify
    the citizen: they are never logged, and not repeated in a chat.
    """

    name: str
    label: str
    kind: AnswerKind = AnswerKind.TEXT
    help: str = ""
    options: tuple[tuple[str, str], ...] = ()
    required: bool = True
    only_if: tuple[str, frozenset[str]] | None = None
    limit: int = TEXT_LIMIT
    minimum: Decimal | date | None = None
    maximum: Decimal | date | None = None
    personal: bool = False

    @property
    def values(self) -> frozenset[str]:
        """The values of the options."""
        return frozenset(value for value, _ in self.options)

    def applies(self, values: Values) -> bool:
        """Whether the question makes sense after the answers given so far."""
        return self.only_if is None or values.get(self.only_if[0]) in self.only_if[1]
