"""Leading through questions one at a time (pure): what is missing, one back, an answer put right."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.questions.question import Question
from core.questions.reading import reads


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """The questions that apply, in the order in which they are asked, and the answers given, by name.

    "" is the answer to an optional question that was skipped.
    """

    questions: tuple[Question, ...]
    answers: Mapping[str, str]

    @property
    def missing(self) -> tuple[Question, ...]:
        """The questions still to be answered, in order: the first is the one to ask next."""
        return tuple(
            question
            for question in self.questions
            if question.name not in self.answers or (question.required and not self.answers[question.name])
        )

    def before(self, name: str) -> Question | None:
        """The question before ``name``, or the last answered one where that is none; None at the first."""
        names = [question.name for question in self.questions]
        earlier = (
            self.questions[: names.index(name)]
            if name in names
            else tuple(question for question in self.questions if question.name in self.answers)
        )
        return earlier[-1] if earlier else None

    def put_right_by(self, figure: str, today: date) -> Question | None:
        """The last of the answered questions for a day or a number that ``figure`` can answer instead."""
        answered = (q for q in reversed(self.questions) if q.kind.is_figure and q.name in self.answers)
        return next((question for question in answered if reads(question, figure, today)), None)
