"""Matters with names of their own open a new matter whatever the topic is, and few words turn to an offered one."""

import pytest

from bot.understanding import Context, Understanding, understand
from bot.understanding.plainly import not_of_parents, plainly_named
from bot.understanding.twins import offered_of
from retrieval.engine import Engine


def after(engine: Engine, topic: str, text: str, *offered: str) -> Understanding:
    return understand(engine, text, Context(topic, offered=offered))


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("môi giới đòi thu thêm tiền mỗi tháng", "migrant-rights-hotline"),
        ("biaya agensi ditanggung siapa", "migrant-rights-hotline"),
        ("ค่านายหน้าใครต้องจ่าย", "migrant-rights-hotline"),
        ("sino ang sasagot ng placement fee", "migrant-rights-hotline"),
        ("does my boss have to pay the agency fee", "migrant-rights-hotline"),
        ("仲介每個月跟我收錢", "migrant-rights-hotline"),
        ("hawak ng amo ang passport namin", "migrant-passport-withheld"),
    ],
)
def test_a_new_matter_with_a_name_of_its_own_leaves_the_topic(engine: Engine, text: str, entry: str) -> None:
    found = after(engine, "overtime-pay", text)
    assert (found.candidates[0], found.point, found.continues) == (entry, None, False)


def test_a_broker_s_fee_stays_with_a_topic_that_speaks_of_it(engine: Engine) -> None:
    assert plainly_named("仲介費多少", engine.catalogue["migrant-hire-caregiver"]) is None


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("機車停哪", "service-location"),
        ("那邊有無線網路嗎", "service-location"),
        ("is there parking", "service-location"),
        ("洗手間在幾樓", "service-accessibility"),
    ],
)
def test_what_is_in_the_building_is_asked_without_a_topic(engine: Engine, text: str, entry: str) -> None:
    assert understand(engine, text).candidates[0] == entry


def test_a_fall_in_the_company_s_parking_lot_asks_for_no_parking(engine: Engine) -> None:
    assert plainly_named("下班在停車場跌倒", None) is None


def test_few_words_about_a_spouse_turn_to_the_matter_that_was_offered(engine: Engine) -> None:
    offered = engine.catalogue["prenatal-paternity-leave"].question
    found = after(engine, "funeral-leave", "那我太太的呢", offered)
    assert (found.candidates[0], found.continues) == ("prenatal-paternity-leave", False)


def test_without_a_fitting_offer_they_turn_to_the_twin(engine: Engine) -> None:
    offered = engine.catalogue["service-location"]
    assert offered_of("那我先生的呢", engine.catalogue["maternity-leave"], [offered]) is None
    found = after(engine, "maternity-leave", "那我先生的呢", offered.question)
    assert found.candidates[0] == "prenatal-paternity-leave"


def test_thai_patterns_fit_what_was_brought_into_one_form(engine: Engine) -> None:
    found = after(engine, "sick-leave", "แบบนี้ผิดกฎหมายไหม")
    assert found.candidates == ("sick-leave",)
    assert after(engine, "sick-leave", "ต้องทำยังไง").candidates == ("sick-leave",)


def test_days_left_over_are_another_matter_than_the_benefit(engine: Engine) -> None:
    text = "今年沒請完的假呢還有八天"
    assert plainly_named(text, engine.catalogue["unemployment-benefit"]) == "annual-leave-unused"
    assert plainly_named(text, engine.catalogue["compensatory-leave"]) is None


def test_who_was_dismissed_comes_back_from_no_parental_leave() -> None:
    assert not_of_parents("公司把我開除 可以要求復職嗎")
    assert not not_of_parents("育嬰留停期滿 公司要資遣我 不讓我復職")
