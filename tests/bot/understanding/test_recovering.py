"""After a wrong answer the person is understood anew: the wrong entry is out, the earlier words still count."""

import pytest

from bot.understanding import CLARIFY, Act, Context, Understanding, understand
from retrieval.engine import Engine
from tests.bot.conftest import Chat


def after(engine: Engine, topic: str, asked: str, text: str, point: str | None = None) -> Understanding:
    return understand(engine, text, Context(topic, (), point, "zh-Hant", asked))


@pytest.mark.parametrize(
    ("topic", "asked", "text", "meant"),
    [
        ("sick-leave", "請假薪水怎麼算", "不是這個 我是上班受傷", "occupational-accident"),
        ("workplace-bullying", "主管對我不好", "不是霸凌 主管一直摸我", "sexual-harassment-complaint"),
        ("mediation-proxy", "調解那天沒來", "你誤會了 是老闆不來", "mediation-absent-employer"),
        ("annual-leave", "特休", "我是要問沒休完的啦", "annual-leave-unused"),
    ],
)
def test_the_rejected_entry_is_not_chosen_again(
    engine: Engine, topic: str, asked: str, text: str, meant: str
) -> None:
    found = after(engine, topic, asked, text)
    assert topic in found.excluded and topic not in found.candidates
    assert found.candidates[0].startswith(meant)
    assert Act.CORRECTION in found.acts


def test_another_point_of_the_same_matter_does_not_reject_the_matter(engine: Engine) -> None:
    found = after(engine, "mediation-apply", "調解怎麼申請", "不是啦 我是問要帶什麼", "window")
    assert (found.candidates[0], found.point) == ("mediation-apply", "documents")


def test_a_bare_no_is_met_with_what_else_the_earlier_words_may_mean(engine: Engine) -> None:
    found = after(engine, "sick-leave", "請假薪水怎麼算", "不是這個啦")
    assert found.intent == CLARIFY and found.candidates
    assert "sick-leave" not in found.candidates


def test_what_was_rejected_stays_out_while_the_matter_goes_on(chat: Chat) -> None:
    chat.say("遇到職場霸凌或不法侵害怎麼辦？")
    chat.say("不是霸凌 主管一直摸我")
    assert chat.state.rejected == ("workplace-bullying",)
    assert "workplace-bullying" not in chat.state.earlier
    assert chat.state.topic == "sexual-harassment-complaint"


def test_a_name_is_not_kept_with_what_was_asked(chat: Chat) -> None:
    chat.say("我叫王小明，老闆欠我薪水怎麼辦")
    assert "薪水" in chat.state.asked
    assert "王小明" not in chat.state.asked
