"""What is said not to be meant is told apart from what is asked, and is not the answer."""

import pytest

from retrieval.analysis.contrast import contrast
from retrieval.engine import Engine


@pytest.mark.parametrize(
    ("text", "meant", "excluded"),
    [
        ("我不是要問喪假，是問婚假", "婚假", "喪假"),
        ("我問的是喪假不是婚假", "喪假", "婚假"),
        ("不是我自己要辭的，是店長不讓我做", "店長不讓我做", "我自己要辭的"),
        ("特休我知道了，我想問事假", "事假", "特休"),
        ("生理假我會請了，現在想知道產檢假", "產檢假", "生理假"),
        ("公傷假的薪水我知道，我問的是補償", "補償", "公傷假的薪水"),
        ("我沒有要申訴懷孕歧視，只想知道產假薪水", "產假薪水", "申訴懷孕歧視"),
        ("I'm not asking about sick leave, but about annual leave", "annual leave", "sick leave"),
        ("không phải hỏi bảo hiểm mà hỏi tiền lương", "tiền lương", "bảo hiểm"),
        ("bukan soal cuti tapi soal lembur", "lembur", "cuti"),
        ("hindi po tungkol sa leave, kundi sa sahod", "sa sahod", "leave"),
        ("ไม่ได้ถามเรื่องวันลา แต่ถามเรื่องค่าจ้าง", "ค่าจ้าง", "วันลา"),
        ("sy mau pindah majikan bukan kabur ya", "sy mau pindah majikan", "kabur"),
        ("em chuyển chủ chứ không phải bỏ trốn", "em chuyển chủ", "bỏ trốn"),
        ("หนูอยากเปลี่ยนนายจ้าง ไม่ใช่หนีค่ะ", "หนูอยากเปลี่ยนนายจ้าง", "หนี"),
        ("tanong ko po sa sick leave, hindi sa annual leave", "tanong ko po sa sick leave", "annual leave"),
    ],
)
def test_the_side_that_is_not_meant_is_told_apart(text: str, meant: str, excluded: str) -> None:
    found = contrast(text)
    assert found is not None
    assert (found.meant, found.excluded) == (meant, excluded)


@pytest.mark.parametrize(
    "text",
    [
        "這樣是不是違法",
        "老闆說這不是加班是嗎",
        "我不是正職，可以請特休嗎",
        "要怎麼知道是不是職災，是要看醫生嗎",
        "majikan bilang saya kabur padahal bukan kabur",
        "saya bukan kabur",
        "ini melanggar hukum bukan sih",
        "worked 3 sundays, not paid",
        "nghỉ ốm, không phải trả lương",
        "แบบนี้ผิดไม่ใช่เหรอ",
    ],
)
def test_a_question_with_a_not_in_it_excludes_nothing(text: str) -> None:
    assert contrast(text) is None


def test_figures_that_are_set_right_are_a_correction() -> None:
    found = contrast("不是兩年是四年")
    assert found is not None and found.corrects


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("我不是要問資遣費，是問預告工資", "notice-period"),
        ("我要問的是婚假，不是喪假", "marriage-leave"),
        ("特休我知道了，我想問事假", "personal-leave"),
    ],
)
def test_a_search_answers_what_is_meant(engine: Engine, text: str, meant: str) -> None:
    assert engine.search(text).results[0].id == meant


def test_a_story_with_a_not_in_it_is_searched_whole(engine: Engine) -> None:
    story = "公司說特休是福利不是薪水，我問過會計離職就沒了，沒休完的可以換錢嗎"
    sides = contrast(story)
    assert sides is not None and "特休" in sides.meant
    assert engine.search(story).results[0].id == "annual-leave-unused"
