"""What a turn of a conversation does, read from its plain words (no index needed)."""

import pytest

from bot.understanding.acts import misspoke
from bot.understanding.context import Context
from bot.understanding.plainly import not_ours
from bot.understanding.point_words import heard
from bot.understanding.returning import returns_to
from bot.understanding.segments import opening
from bot.understanding.telling import tells
from bot.understanding.twins import twin_of


@pytest.mark.parametrize(
    ("topic", "text", "meant"),
    [
        ("overtime-pay", "我想去檢舉 可是怕被認出來", "report-violation"),
        ("notice-period", "我底薪四萬二 做了五年半 這樣能領多少", "severance-pay"),
        ("occupational-accident-definition", "人資要我請病假就好", "occupational-accident-leave"),
        ("occupational-accident-leave", "主管叫我用特休跟病假抵", "occupational-accident-leave"),
        ("annual-leave-unused", "我下個月要走 沒休的天數怎麼換", "annual-leave-unused"),
        ("disability-quota", "幾號以前要繳", "disability-quota-levy"),
        ("layoff-report", "員工本人要多久前講", "notice-period"),
        ("sick-leave", "要附診斷證明嗎", None),
    ],
)
def test_few_words_turn_to_the_matter_beside_the_topic(topic: str, text: str, meant: str | None) -> None:
    assert twin_of(topic, text) == meant


@pytest.mark.parametrize(
    ("text", "is_put_right"),
    [("我打錯 是高雄停班", True), ("不對我講錯 是屏東", True), ("主管說我講錯話就開除我", False)],
)
def test_a_slip_of_the_tongue_is_no_rejection(text: str, is_put_right: bool) -> None:
    assert misspoke(text) is is_put_right


def test_another_matter_is_opened_by_words_that_say_what_it_is() -> None:
    assert opening("另外我們下週要資遣一個行政 要先報嗎") == "我們下週要資遣一個行政 要先報嗎"
    assert opening("另外要錢嗎") is None


def test_papers_to_bring_are_no_evidence() -> None:
    points = {"documents": 0.4, "evidence": 0.6}
    assert "evidence" not in heard("要附哪些單據", points)
    assert "evidence" in heard("要什麼文件當證據", points)


def test_what_only_tells_of_oneself_asks_for_no_point() -> None:
    assert tells("我的契約上寫的是高雄", {"evidence": 0.3, "whole": 0.2})
    assert not tells("公司不肯幫我蓋章", {"refusal": 0.3, "whole": 0.2})
    assert not tells("我延畢還有兩學分 學籍還在", {"eligibility": 0.3, "whole": 0.2})


@pytest.mark.parametrize(
    ("text", "is_elsewhere"),
    [("老婆是保國民年金 也是這裡辦嗎", True), ("後天會停班嗎", True), ("颱風停班那天要給薪水嗎", False)],
)
def test_another_offices_matter_is_not_ours(text: str, is_elsewhere: bool) -> None:
    assert not_ours(text) is is_elsewhere


def test_the_next_step_is_asked_of_the_topic() -> None:
    assert returns_to("講重點 直接告訴我下一步要做什麼", Context("overtime-pay")) is None
    assert returns_to("不要講那麼多 接下來我要做什麼", Context("overtime-pay")) == "overtime-pay"
