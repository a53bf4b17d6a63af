"""How a question is put decides which calibration reads its evidence, and nothing else."""

import pytest

from retrieval.analysis.register import signs
from retrieval.ranking.ranker import RankerModel

FORMAL = "勞工依規定請婚假，是否須於登記日起三個月內請畢？"
EVERYDAY = "老闆叫我明天不用來了怎麼辦"


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
