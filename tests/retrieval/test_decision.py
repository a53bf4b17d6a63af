"""What is done with a query by what is likely: each threshold, for each register, language and index."""

import numpy as np
import pytest

from retrieval.analysis.register import SIGNS
from retrieval.ranking.decision import Decision, decide, is_topic_of_several
from retrieval.ranking.ranker import EVIDENCE, Calibration, Logistic, RankerModel

CHINESE, ENGLISH = "勞工依規定請婚假，是否須於登記日起三個月內請畢？", "may I take my marriage leave later?"
NOTHING = np.zeros(len(EVIDENCE), dtype=np.float32)


def _logit(probability: float) -> float:
    return float(np.log(probability / (1 - probability)))


def _always(probability: float, threshold: float) -> Calibration:
    """A calibration that says the same whatever the evidence."""
    return Calibration((0.0,) * len(EVIDENCE), _logit(probability), threshold)


def _model(
    formal: float = 0.5,
    *,
    in_formal: tuple[float, float] = (0.4, 0.6),
    in_everyday: tuple[float, float] = (0.4, 0.6),
    in_foreign: tuple[float, float] = (0.4, 0.6),
    in_bare: tuple[float, float] = (0.4, 0.6),
    topic: tuple[float, float] = (0.4, 0.3),
) -> RankerModel:
    """A model that finds every Chinese query ``formal``; the pairs are probability and threshold."""
    return RankerModel(
        fusion=(),
        sparse=(),
        texts=1.0,
        register=Logistic((0.0,) * len(SIGNS), _logit(formal)),
        everyday=_always(*in_everyday),
        formal=_always(*in_formal),
        foreign=_always(*in_foreign),
        topic=_always(*topic),
        bare=_always(*in_bare),
        clarify_at=0.25,
    )


_SURELY, _SURELY_NOT = 1 - 1e-12, 1e-12


@pytest.mark.parametrize(
    ("formal", "answer", "topic", "decision"),
    [
        (_SURELY, 0.7, 0.9, Decision.ANSWER),
        (_SURELY, 0.3, 0.9, Decision.RELATED),
        (_SURELY, 0.3, 0.4, Decision.CLARIFY),
        (_SURELY, 0.1, 0.2, Decision.ABSTAIN),
        (_SURELY_NOT, 0.3, 0.9, Decision.CLARIFY),
    ],
)
def test_on_the_topic_without_an_answer_is_related(
    formal: float, answer: float, topic: float, decision: Decision
) -> None:
    model = _model(formal, in_formal=(answer, 0.6), in_everyday=(answer, 0.6), topic=(topic, 0.3))
    assert decide(model, CHINESE, NOTHING)[0] is decision


@pytest.mark.parametrize(
    ("query", "bare", "probability"),
    [(CHINESE, False, 0.25), (ENGLISH, False, 0.3), (CHINESE, True, 0.1), (ENGLISH, True, 0.1)],
)
def test_each_language_and_each_kind_of_index_has_a_calibration_of_its_own(
    query: str, bare: bool, probability: float
) -> None:
    chinese = {"in_everyday": (0.2, 0.6), "in_formal": (0.4, 0.6)}  # a quarter formal: a quarter of the way
    model = _model(0.25, **chinese, in_foreign=(0.3, 0.6), in_bare=(0.1, 0.6))
    assert decide(model, query, NOTHING, bare)[1] == pytest.approx(probability)


def test_an_index_is_one_of_our_own_unless_it_is_said_to_be_another() -> None:
    model = _model(in_foreign=(0.3, 0.6), in_bare=(0.9, 0.6))
    assert decide(model, ENGLISH, NOTHING) == (Decision.CLARIFY, pytest.approx(0.3))


@pytest.mark.parametrize(("formal", "decision"), [(0.45, Decision.CLARIFY), (0.55, Decision.ANSWER)])
def test_the_threshold_moves_with_the_register(formal: float, decision: Decision) -> None:
    # At 0.5 of the way from 0.7 down to 0.3 the threshold is 0.5, which both probabilities are.
    model = _model(formal, in_everyday=(0.5, 0.7), in_formal=(0.5, 0.3), topic=(0.5, 0.9))
    assert decide(model, CHINESE, NOTHING)[0] is decision


@pytest.mark.parametrize(("topic", "decision"), [(0.69, Decision.CLARIFY), (0.71, Decision.RELATED)])
def test_how_much_more_likely_the_topic_must_be_grows_with_what_is_not_formal(
    topic: float, decision: Decision
) -> None:
    model = _model(0.5, in_everyday=(0.3, 0.6), in_formal=(0.3, 0.6), topic=(topic, 0.2))
    assert decide(model, CHINESE, NOTHING)[0] is decision


@pytest.mark.parametrize("bare", [False, True])
def test_what_is_exactly_as_likely_as_demanded_counts(bare: bool) -> None:
    model = _model(in_foreign=(0.5, 0.5), in_bare=(0.5, 0.5))
    assert decide(model, ENGLISH, NOTHING, bare)[0] is Decision.ANSWER
    half = float(_always(0.25, 0.0).probability(NOTHING))
    asked = _model(in_foreign=(0.25, 0.6))
    assert half == asked.clarify_at and decide(asked, ENGLISH, NOTHING)[0] is Decision.CLARIFY


def test_exactly_the_demanded_distance_to_the_topic_is_enough() -> None:
    everywhere = {"in_everyday": (0.5, 0.9), "in_formal": (0.5, 0.9)}
    model = _model(0.5, **everywhere, topic=(0.5, 0.0))
    assert decide(model, CHINESE, NOTHING)[0] is Decision.RELATED


@pytest.mark.parametrize(
    ("decision", "text", "naming", "is_curated", "asks"),
    [
        (Decision.ANSWER, "調解", {1, 2}, True, True),
        (Decision.ANSWER, "調解", {1}, True, False),
        (Decision.ANSWER, "調解", {1}, False, True),
        (Decision.ANSWER, "育嬰假", set(), False, True),
        (Decision.ANSWER, "老闆跑路", set(), False, False),
        (Decision.ANSWER, "老闆跑路", {1, 2}, False, True),
        (Decision.ANSWER, "老闆跑路了", {1, 2}, False, False),
        (Decision.ABSTAIN, "調解", {1}, False, False),
        (Decision.RELATED, "調解", {1}, False, False),
        (Decision.ABSTAIN, "調解", {1, 2}, False, True),
        (Decision.CLARIFY, "調解", {1, 2}, False, False),
    ],
)
def test_a_short_text_that_several_entries_name_or_that_is_guessed_is_asked_about(
    decision: Decision, text: str, naming: set[int], is_curated: bool, asks: bool
) -> None:
    assert is_topic_of_several(decision, text, naming, is_curated) is asks
