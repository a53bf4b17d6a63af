"""A case number in a sentence, numbers of other offices, and the way out without a code."""

import re

import pytest

from bot.flows.references import OTHER, is_lost, other_office
from bot.responses import load_responses
from cases.case_numbers import read_number
from tests.bot.flows.conftest import Talk, World
from tests.bot.flows.test_small_flows import _filed


async def test_a_number_in_a_sentence_starts_the_look_up_and_only_the_code_is_asked(
    talk: Talk, world: World
) -> None:
    number, code = await _filed(talk)
    other = Talk(world, "line", "line:U9")
    told = await other.say(f"我上個月檢舉公司，案號{number.replace('-', '')}，請問處理到哪裡")
    assert "查詢碼" in told and "請打案號" not in told
    assert "已收件" in await other.say(f"查詢碼是 {code}")
    assert code not in await world.everything_stored()


async def test_a_mistyped_number_is_said_to_be_mistyped(talk: Talk) -> None:
    await talk.say("查案件進度")
    assert "有一個數字不對" in await talk.say("20261126-0042-6")


async def test_another_offices_number_gets_whom_to_ask_and_the_look_up_stays_open(talk: Talk) -> None:
    await talk.say("查案件進度")
    assert "勞工保險局" in await talk.say("勞保局給我的受理編號 11498765432")
    assert "查詢碼" in await talk.say("20261126-0042-5")


async def test_a_lost_code_has_a_way_out_at_the_desk(talk: Talk) -> None:
    await talk.say_all("查案件進度", "20261126-0042-5")
    told = await talk.say("查詢碼不見了怎麼辦")
    assert all(part in told for part in ("身分證明", "地址", "電話"))


async def test_who_asks_what_to_do_without_a_number_is_told_the_way_out(talk: Talk) -> None:
    await talk.say("查案件進度")
    assert "身分證明" in await talk.say("收據沒帶在身上怎麼辦")


async def test_a_lost_code_has_a_way_out_before_anything_was_asked(talk: Talk) -> None:
    assert "身分證明" in await talk.say("我的查詢碼弄丟了")


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("勞保局的受理編號 11498765432", "utter_status_of_insurance"),
        ("高雄地方法院115年度勞訴字第123號 115-000123", "utter_status_of_court"),
        ("派出所報案單 P11503AB1234567", "utter_status_of_police"),
        ("1999 給我的案件編號 1150312345678", "utter_status_of_1999"),
        ("調解案號是115-000508-9", OTHER),
        ("高市勞條字第1150034567號", OTHER),
        ("我的電話 0912-345-678", None),
        ("薪水 38000 元", None),
        ("2026-03-15 被開除", None),
    ],
)
def test_a_number_is_known_by_its_office_or_its_shape(text: str, response: str | None) -> None:
    assert other_office(text) == response


@pytest.mark.parametrize("text", ["我忘記查詢碼", "I lost my case number", "quên mã tra cứu", "ลืมรหัสตรวจสอบ"])
def test_a_lost_code_is_heard_in_each_language(text: str) -> None:
    assert is_lost(text)


@pytest.mark.parametrize("text", ["我的薪資單不見了", "法院的案號忘記了", "老闆不見了"])
def test_what_else_is_lost_is_no_lost_code(text: str) -> None:
    assert not is_lost(text)


def test_the_examples_in_the_prompts_pass_their_own_check_digit() -> None:
    for language in (None, "en", "vi", "id", "th"):
        for name in ("utter_status_number", "utter_status_no_number", "utter_status_wrong_digit"):
            examples = re.findall(r"\d{8}-\d{4}-\d", load_responses().pick(name, language=language))
            assert examples and all(read_number(example) == example for example in examples)
