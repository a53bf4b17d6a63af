"""Sentences in other languages that only tell how it is."""

import pytest

from bot.understanding.plainly import not_for
from bot.understanding.point_words import heard
from bot.understanding.stating import only_tells


@pytest.mark.parametrize(
    "text",
    [
        "he is 4 months behind with it",
        "I have been there 14 months",
        "nasa ospital na po ako",
        "saya sudah kerja di sini setahun",
        "em đang nằm viện rồi",
        "หนูอยู่โรงพยาบาลแล้วค่ะ",
    ],
)
def test_a_sentence_about_somebody_without_a_word_that_asks_only_tells(text: str) -> None:
    assert only_tells(text)


@pytest.mark.parametrize(
    "text",
    [
        "I want to know the deadline",
        "he pays until when",
        "may bayad po ba",
        "saya dapat berapa hari",
        "em nghỉ được mấy ngày",
        "หนูลาได้กี่วัน",
        "his address",
        "他欠我薪水",
    ],
)
def test_a_question_a_wish_a_few_words_and_chinese_are_no_mere_telling(text: str) -> None:
    assert not only_tells(text)


def test_who_only_tells_asks_for_no_deadline_but_may_tell_of_a_refusal() -> None:
    points = {"deadline": 0.6, "hours": 0.2, "refusal": 0.3, "evidence": 0.1}
    assert heard("he is 4 months behind with it", points) == {"refusal": 0.3, "evidence": 0.1}


def test_how_to_complain_asks_for_no_appeal_against_a_decision() -> None:
    assert "appeal" not in heard("how do we complain", {"appeal": 0.7, "window": 0.3})
    assert "appeal" in heard("I do not agree with your decision, what now", {"appeal": 0.7})


def test_who_works_in_a_household_does_not_ask_how_to_hire_a_caregiver() -> None:
    assert not_for("I am a caregiver and they make me work in their shop") == {"migrant-hire-caregiver"}
    assert not_for("my employer wants to hire a second caregiver") == frozenset()
    assert not_for("我阿姨在做看護，搬病人的時候傷到膝蓋") == {"migrant-hire-caregiver"}
    assert not_for("我姊在做看護，可是家裡也想聘一位") == frozenset()
    assert not_for("how do I get a caregiver for my mother") == frozenset()
