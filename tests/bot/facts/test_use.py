"""Facts that were told once are used: calculators start filled in, the answer fits who asks and where."""

import pytest

from bot.blocks import FaqCard, Known, Text
from bot.facts import FactKind
from bot.turn import Turn
from tests.bot.conftest import texts_of
from tests.bot.facts.conftest import Talk


def _known(turn: Turn) -> list[str]:
    return [fact.label for block in turn.blocks if isinstance(block, Known) for fact in block.facts]


def _card(turn: Turn) -> FaqCard:
    return next(block for block in turn.blocks if isinstance(block, FaqCard))


def test_what_is_told_alone_is_noted_and_shown(talk: Talk) -> None:
    turn = talk.say("做了三年兩個月，月薪四萬")
    assert _known(turn) == ["月薪 40,000 元", "年資 3 年 2 個月"]
    assert talk.state.misses == 0


def test_facts_told_beside_a_question_are_heard(talk: Talk) -> None:
    turn = talk.say("我月薪四萬，被資遣的資遣費怎麼計算？")
    assert _known(turn) == ["月薪 40,000 元"]


def test_a_story_with_facts_that_opens_a_conversation_is_answered(talk: Talk) -> None:
    turn = talk.say("我住旗津，在飲料店打工，颱風天停班那天我沒有去，店長說要算我曠職")
    assert _card(turn).entry.id == "typhoon-day-pay"


def test_a_calculator_starts_filled_in_and_says_so(talk: Talk) -> None:
    talk.say("做了三年兩個月，月薪四萬")
    turn = talk.say("資遣費試算")
    assert _known(turn) == ["月薪 40,000 元", "年資 3 年 2 個月"]
    assert "最後工作日（離職日）是哪一天" in texts_of(turn)
    assert "年資適用哪一種" in texts_of(talk.say("115/8/31"))
    said = texts_of(talk.say("新制"))
    assert "年資：3 年 2 個月 0 天" in said
    assert "資遣費約 63,333 元" in said


def test_it_is_calculated_again_with_another_wage(talk: Talk) -> None:
    talk.say("做了三年兩個月，月薪四萬")
    for text in ("資遣費試算", "115/8/31", "新制"):
        talk.say(text)
    assert "71,250 元" in texts_of(talk.say("重新算，月薪改成 45000"))
    assert "63,333 元" in texts_of(talk.say("月薪改成四萬"))


def test_what_was_typed_into_one_calculator_is_known_to_the_next(talk: Talk) -> None:
    for text in ("資遣費試算", "112/3/1", "115/8/31", "三萬六", "新制"):
        talk.say(text)
    assert "哪一天到職" not in texts_of(talk.say("特休天數試算"))
    assert "2023-03-01" in "".join(_known(talk.say("我的情況")))


def test_a_fact_is_changed_while_a_calculation_waits(talk: Talk) -> None:
    talk.say("月薪四萬")
    talk.say("資遣費試算")
    turn = talk.say("月薪改成 45000")
    assert _known(turn) == ["月薪 45,000 元"]
    assert "哪一天到職" in texts_of(turn)


def test_days_that_were_heard_and_contradict_each_other_are_asked_again(talk: Talk) -> None:
    talk.say("我 2025/5/1 到職，2024/5/1 離職，月薪四萬")
    talk.say("資遣費試算")
    assert "離職日早於到職日" in texts_of(talk.say("新制"))
    assert "資遣費約" in texts_of(talk.say("115/8/31"))


def test_a_migrant_worker_is_calculated_by_the_old_system(talk: Talk) -> None:
    talk.say("我是越南來的移工，2024/3/1 到職，月薪 30000")
    talk.say("資遣費試算")
    assert "舊制" in texts_of(talk.say("115/2/28"))


@pytest.mark.parametrize(
    ("town", "window"), [("岡山", "岡山就業服務站"), ("鳳山", "鳳山就業服務站"), ("橋頭", "楠梓就業服務站")]
)
def test_the_nearest_window_comes_first(talk: Talk, town: str, window: str) -> None:
    talk.say(f"我住{town}")
    assert _card(talk.say("失業給付怎麼申請？")).entry.window.name == window


def test_the_papers_are_those_of_the_role(talk: Talk) -> None:
    talk.say("我是雇主")
    card = _card(talk.say("勞資爭議調解要怎麼申請？"))
    assert card.brief
    papers = next(row.text for row in card.brief.rows if row.label == "帶什麼")
    employers = next(group for group in card.entry.documents if group.situation.startswith("雇主"))
    assert papers == "、".join(item.name for item in employers.items)


def test_who_is_excluded_reads_it_first(talk: Talk) -> None:
    talk.say("我是家庭看護工")
    card = _card(talk.say("被解僱可以拿多少資遣費，資遣費怎麼計算？"))
    assert card.brief and card.brief.rows[0].label == "您的情況"
    assert "家庭看護" in card.brief.rows[0].text


@pytest.mark.parametrize(
    ("told", "entry", "applies"),
    [
        ("公司只有 8 個人", "work-rules", "未滿 30 人的公司，法律沒有強制訂工作規則"),
        ("公司有 40 個人", "work-rules", "僱用滿 30 人的公司"),
        ("公司有 12 個人", "sexual-harassment-employer-duty", "10 人至 29 人要有申訴管道"),
        ("公司只有 4 個人", "labor-insurance-enroll", "4 人以下的公司，就業保險和職災保險還是一定要保"),
        ("公司有 60 個人", "labor-insurance-enroll", "滿 5 人的公司行號"),
        ("公司有 60 個人", "occupational-accident-report", ""),
        ("我懷孕五個月", "maternity-leave", "懷孕生產"),
    ],
)
def test_who_told_of_the_company_or_of_a_pregnancy_reads_what_applies_to_it(
    talk: Talk, told: str, entry: str, applies: str
) -> None:
    talk.say(told)
    card = _card(talk.say(talk.engine.catalogue[entry].question))
    assert card.brief
    mine = "".join(row.text for row in card.brief.rows if row.label == "您的情況")
    assert applies in mine and bool(applies) is bool(mine)


def test_annual_leave_of_part_time_is_worked_out_by_the_hours_of_a_week(talk: Talk) -> None:
    talk.say("我 2023/3/1 到職，一週工作 20 小時")
    talk.say("特休天數試算")
    assert "14 天特休，部分工時按比例約 56 小時" in texts_of(talk.say("略過"))  # 14 × 8 × 20 ÷ 40


def test_hours_of_a_usual_day_are_the_overtime_of_a_weekday_and_of_no_day_off(talk: Talk) -> None:
    talk.say("我月薪 36000，每天上班 10 小時")
    talk.say("加班費試算")
    assert "400 元" in texts_of(talk.say("平日"))  # 150 × 4/3 × 2
    talk.say("加班費試算")
    assert "幾小時" in texts_of(talk.say("休息日"))


# Everything that is told, in every language: what is kept, and what leaves with its name.
TOLD = {
    "zh": "我是印尼來的家庭看護，住鳳山，月薪 24000，做了 2 年",
    "en": "I am an Indonesian caregiver in Fengshan, I earn 24,000 a month, I have worked here for 2 years",
    "vi": "Tôi là người chăm sóc tại nhà, đến từ Indonesia, ở Fengshan, lương của tôi là 24.000, tôi đã làm 2 năm",
    "id": "saya caregiver dari Indonesia di Fengshan, gaji saya 24.000, saya sudah bekerja 2 tahun",
    "th": "ฉันเป็นผู้ดูแลจากอินโดนีเซีย อยู่ Fengshan เงินเดือน 24,000 ทำงานมา 2 ปี",
    "fil": "Caregiver po ako galing Indonesia sa Fengshan, ang sahod ko ay 24,000, 2 taon na akong nagtatrabaho",
}


@pytest.mark.parametrize("text", TOLD.values(), ids=TOLD)
def test_wage_service_role_nationality_and_town_are_heard_in_every_language(talk: Talk, text: str) -> None:
    talk.say(text)
    kept = {kind.value: talk.facts.get(kind) for kind in talk.facts}
    assert kept == {
        "role": "caregiver",
        "nationality": "印尼",
        "wage": "24000",
        "seniority": "24",
        "town": "鳳山區",
    }


def test_an_answer_with_a_deadline_offers_its_date(talk: Talk) -> None:
    talk.say(talk.engine.catalogue["unfair-labor-practice"].question)
    turn = talk.say("有期限嗎")
    assert "90 日" in texts_of(turn)
    assert "法定期限試算" in [option.value for option in turn.state.choices]
    talk.say("法定期限試算")
    assert "最後一天" in texts_of(talk.say("2026-11-01"))


def test_a_day_that_was_told_is_the_event_a_deadline_counts_from(talk: Talk) -> None:
    talk.say("我 2026/11/10 離職")
    talk.say(talk.engine.catalogue["severance-deadline"].question)
    talk.say("有期限嗎")
    assert "2026-12-10" in texts_of(talk.say("法定期限試算"))


def test_help_in_danger_stands_alone(talk: Talk) -> None:
    turn = talk.say("我月薪四萬被扣光，我不想活了，想自殺")
    assert _known(turn) == []


def test_a_fact_is_taken_back(talk: Talk) -> None:
    talk.say("月薪四萬，住鳳山")
    assert _known(talk.say("忘記月薪")) == ["地區 鳳山區"]
    assert texts_of(talk.say("忘記地區")).startswith("已經忘記了")
    assert not talk.facts


def test_a_chip_changes_no_language(talk: Talk) -> None:
    talk.say("Lương của tôi là 28.000, tôi đã làm 3 năm 2 tháng")
    assert _known(talk.say("忘記月薪")) == ["Thâm niên 3 năm 2 tháng"]


def test_to_take_a_fact_back_erases_nothing_else(talk: Talk) -> None:
    talk.say("月薪四萬")
    turn = talk.say("刪除我的月薪")
    assert turn.state.flow is None and not talk.facts


def test_beginning_anew_forgets_the_facts(talk: Talk) -> None:
    talk.say("月薪四萬")
    talk.say("重新開始")
    assert not talk.facts


def test_the_words_of_a_question_of_the_faq_are_not_the_persons(talk: Talk) -> None:
    for entry in talk.engine.catalogue:
        talk.say(entry.question)
        assert not talk.facts, entry.id


def test_the_situation_is_shown_in_the_language(talk: Talk) -> None:
    turn = talk.say("Lương của tôi là 28.000, tôi đã làm 3 năm 2 tháng")
    assert FactKind.WAGE in talk.facts
    assert _known(turn) == ["Lương tháng 28,000 Đài tệ", "Thâm niên 3 năm 2 tháng"]
    assert not any(isinstance(block, Text) and "không" in block.text.lower()[:30] for block in turn.blocks)
