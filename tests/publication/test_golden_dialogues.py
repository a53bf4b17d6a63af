"""Golden dialogues before and after a publication."""

from dataclasses import replace

import pytest

from core.clock import local_now
from publication.change_kinds import Verdict
from publication.examiner import Examiner
from publication.gate import inspect
from publication.golden_dialogues import HeldTurn, TalkReport, compare_talks
from retrieval.encoder import Encoder
from retrieval.engine import Engine, IndexSearch
from retrieval.index.generation import Generation
from retrieval.ranking.ranker import RankerModel

TURN = HeldTurn("golden-01", 2, "要附什麼證明", True, "marriage-leave（documents）")
OTHER = replace(TURN, answered="sick-leave（documents）")


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (TURN, replace(OTHER, helps=False), Verdict.WORSE),
        (replace(OTHER, helps=False), TURN, Verdict.BETTER),
        (TURN, OTHER, Verdict.CHANGED),
    ],
)
def test_a_turn_is_told_by_whether_it_still_helps(
    before: HeldTurn, after: HeldTurn, verdict: Verdict
) -> None:
    report = compare_talks([before], [after])
    assert [case.verdict for case in report.cases] == [verdict]
    assert report.got_worse is (verdict is Verdict.WORSE)


def test_turns_that_stay_as_they_are_are_only_counted() -> None:
    assert compare_talks([TURN], [TURN]) == TalkReport(1, 1, 1)


def test_a_turn_whose_entry_is_gone_is_not_compared() -> None:
    assert compare_talks([TURN], []) == TalkReport()


def test_a_dialogue_that_gets_worse_needs_a_reason_to_publish(
    generation: Generation, encoder: Encoder
) -> None:
    """The dialogues are held with the live generation first, then with the draft."""
    held: list[Engine] = []

    def hold(engine: Engine) -> list[HeldTurn]:
        held.append(engine)
        return [TURN if engine.generation is generation else replace(TURN, helps=False)]

    examiner = Examiner(IndexSearch(encoder, RankerModel.load()), hold)
    draft = replace(generation, number=generation.number + 1)
    report = inspect(generation, draft, [], examiner, local_now())
    assert [engine.generation for engine in held] == [generation, draft]
    assert report.got_worse
    assert (report.talks.right_before, report.talks.right_after) == (1, 0)
