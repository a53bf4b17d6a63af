"""Second questions: the entries answer nearly every point that is asked once a matter was answered."""

from dataclasses import replace

from bot.understanding.dialogues import Dialogue, ExpectedMatter, ExpectedTurn, Split, shipped
from bot.understanding.evaluation import DialogueEvaluation
from bot.understanding.follow_ups import coverage
from bot.understanding.structure import Act
from knowledge.loader import KnowledgeBase
from tests.bot.understanding.test_helping import judged


def _turn(entry: str, *points: str | None) -> ExpectedTurn:
    return ExpectedTurn("？", (Act.QUESTION,), ExpectedMatter((entry,), points), "zh-Hant")


def test_of_twenty_second_questions_nineteen_find_their_point_in_the_entry(base: KnowledgeBase) -> None:
    asked, answered = coverage(base.entries, shipped(Split.TRAIN)[0])
    assert asked > 1_000 and answered / asked >= 0.95


def test_a_first_question_and_one_for_the_whole_entry_are_no_second_questions(base: KnowledgeBase) -> None:
    first, whole = _turn("sick-leave", "wage"), _turn("sick-leave", None, "wage")
    assert coverage(base.entries, [Dialogue("one", "zh-Hant", (first, whole))]) == (0, 0)


def test_a_point_that_staff_do_not_know_yet_is_not_answered(base: KnowledgeBase) -> None:
    entry = next(entry for entry in base.entries if any(item.point for item in entry.unconfirmed))
    point = next(item.point for item in entry.unconfirmed if item.point)
    talk = Dialogue("one", "zh-Hant", (_turn(entry.id, None), _turn(entry.id, point), _turn(entry.id, "law")))
    assert coverage(base.entries, [talk]) == (2, 1)


def test_the_evaluation_counts_who_was_told_the_point_that_was_asked_second() -> None:
    first = judged(point="duration")
    told = replace(judged(), place=2)
    beside = replace(judged(point="duration", told=("deadline",)), place=3)
    other = replace(judged(point="duration"), place=4)
    assert DialogueEvaluation((first, told, beside, other)).second_questions == (3, 2 / 3)
