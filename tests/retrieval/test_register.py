"""How a question is put decides which calibration reads its evidence, and nothing else."""

import numpy as np
import pytest

from retrieval.analysis.register import SIGNS, signs
from retrieval.ranking.decision import Decision, decide
from retrieval.ranking.ranker import EVIDENCE, Calibration, Logistic, RankerModel

FORMAL = "勞工依規定請婚假，是否須於登記日起三個月內請畢？"
EVERYDAY = "老闆叫我明天不用來了怎麼辦"
NOTHING = np.zeros(len(EVIDENCE), dtype=np.float32)


@pytest.mark.parametrize(
    ("formal", "everyday"),
    [
        (FORMAL, EVERYDAY),
        ("雇主應如何辦理申報？", "我被欠薪水要去哪裡說"),
        ("失業給付之請領資格為何？", "沒工作了可以領多少錢"),
    ],
)
def test_a_letter_is_more_formal_than_what_is_typed_on_a_phone(formal: str, everyday: str) -> None:
    register = RankerModel.load().register
    assert register.probability(signs(formal)) > 0.8
    assert register.probability(signs(everyday)) < 0.2


def test_a_question_mark_alone_makes_nothing_formal() -> None:
    assert RankerModel.load().register.probability(signs("老闆不給我加班費怎麼辦？")) < 0.5


def _model(formal: bool, answer: float, topic: float) -> RankerModel:
    """A model whose probabilities are what it is told, whatever the evidence."""

    def always(probability: float, threshold: float) -> Calibration:
        return Calibration((0.0,) * len(EVIDENCE), float(np.log(probability / (1 - probability))), threshold)

    register = Logistic((0.0,) * len(SIGNS), 50.0 if formal else -50.0)
    other = always(answer, 0.6)
    return RankerModel(
        fusion=(),
        sparse=(),
        texts=1.0,
        register=register,
        everyday=other,
        formal=other,
        foreign=other,
        topic=always(topic, 0.3),
        bare=other,
        clarify_at=0.25,
    )


@pytest.mark.parametrize(
    ("formal", "answer", "topic", "decision"),
    [
        (True, 0.7, 0.9, Decision.ANSWER),
        (True, 0.3, 0.9, Decision.RELATED),
        (True, 0.3, 0.4, Decision.CLARIFY),
        (True, 0.1, 0.2, Decision.ABSTAIN),
        (False, 0.3, 0.9, Decision.CLARIFY),
    ],
)
def test_on_the_topic_without_an_answer_is_related(
    formal: bool, answer: float, topic: float, decision: Decision
) -> None:
    assert decide(_model(formal, answer, topic), FORMAL, NOTHING)[0] is decision
