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
