"""The choice of an entry learns from conversations as they should go, and as it would hold them itself."""

from dataclasses import replace

import numpy as np

from bot.understanding.candidates import FEATURES, Cues
from bot.understanding.likeness import Floats
from bot.understanding.rollouts import AskedTurn, Group, Rollouts
from retrieval.engine import Engine


def _unsure(topic: str) -> Cues:
    return Cues(0.5, 0.5)


OPENING = AskedTurn("請病假薪水怎麼算", ("menstrual-leave",), None, _unsure)
SECOND = AskedTurn("那要帶什麼過去", ("menstrual-leave",), "documents", lambda topic: Cues(0.9, 0.9))


def _stays() -> Floats:
    """Weights by which the topic is chosen whatever is said."""
    weights = np.zeros(len(FEATURES), dtype=np.float32)
    weights[FEATURES.index("is_topic")] = 9.0
    return weights


def _as_found() -> Floats:
    """Weights by which the first entry of the search is chosen."""
    weights = np.zeros(len(FEATURES), dtype=np.float32)
    weights[FEATURES.index("own_share")] = 1.0
    weights[FEATURES.index("none")] = -99.0
    return weights


def _of_right(group: Group, name: str) -> float:
    matrix, right = group
    return float(matrix[right][:, FEATURES.index(name)].max())


def test_a_conversation_as_it_should_go_is_about_the_right_entry(engine: Engine) -> None:
    (group,) = Rollouts(engine, [[OPENING, SECOND]]).groups(_as_found(), _stays())
    assert _of_right(group, "is_topic") == 1.0


def test_one_that_strays_goes_on_with_what_was_chosen_and_keeps_the_right_entry_in_mind(
    engine: Engine,
) -> None:
    _, second, *_ = engine.search(OPENING.text, 5).results
    talk = [replace(turn, entries=(second.id,)) for turn in (OPENING, SECOND)]
    (group,) = Rollouts(engine, [talk]).groups(_as_found(), _stays(), strays=True)
    assert _of_right(group, "is_topic") == 0.0
    assert _of_right(group, "was_considered") == 1.0


def test_the_opening_of_the_next_conversation_leaves_the_one_before(engine: Engine) -> None:
    other = AskedTurn("機車停哪裡", ("service-counter",), None, _unsure)
    (group,) = Rollouts(engine, [[other], [OPENING]]).groups(_as_found())
    assert _of_right(group, "is_topic") == 0.0


def test_what_opens_a_conversation_is_chosen_without_any_topic(engine: Engine) -> None:
    (group,) = Rollouts(engine, [[OPENING, SECOND]]).openings()
    matrix, right = group
    assert right.any() and not matrix[:, FEATURES.index("is_topic")].any()
