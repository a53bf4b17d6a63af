"""A turn is right where it does what its author expects; it may help all the same."""

from collections.abc import Sequence

from bot.understanding import WHOLE, Act, Understanding
from bot.understanding.dialogues import Dialogue, ExpectedMatter, ExpectedTurn
from bot.understanding.evaluation import JudgedTurn, Replied, evaluate_dialogues

ASKED = ExpectedMatter(("sick-leave",), ("deadline",))


def judged(
    shown: Sequence[str] = ("sick-leave",),
    point: str | None = "deadline",
    *,
    asked: ExpectedMatter = ASKED,
    offered: Sequence[str] = (),
    told: Sequence[str] = (),
    begins: bool = False,
    act: Act = Act.QUESTION,
) -> JudgedTurn:
    """A question after the deadline of the sick leave, and what came of it."""
    understood = Understanding("", "faq", 1.0, acts=(act,))
    replied = Replied(understood, tuple(shown), tuple(offered), "", "zh-Hant", point, tuple(told), begins)
    turn = ExpectedTurn("多久以前", (Act.QUESTION,), asked, "zh-Hant")
    talk = Dialogue("one", "zh-Hant", (turn,))
    return evaluate_dialogues([talk], lambda _: lambda _: replied).turns[0]


def test_what_is_right_helps() -> None:
    assert judged().right and judged().helps


def test_the_right_entry_among_those_asked_back_helps_but_is_not_right() -> None:
    turn = judged((), None, offered=("personal-leave", "sick-leave"))
    assert turn.helps and not turn.right


def test_another_entry_does_not_help_though_the_right_one_stands_below_it() -> None:
    assert not judged(("personal-leave",), None, offered=("sick-leave",)).helps


def test_the_point_on_the_card_or_beside_another_helps() -> None:
    assert judged(point=None, told=("deadline", "window")).helps
    assert judged(point="duration", told=("deadline",)).helps
    assert judged(point="deadline", told=(WHOLE,), asked=ExpectedMatter(("sick-leave",), (None,))).helps


def test_another_point_alone_does_not_help() -> None:
    assert not judged(point="duration").helps


def test_the_right_answer_helps_whatever_the_act_is_called() -> None:
    turn = judged(act=Act.COMPLAINT)
    assert turn.helps and not turn.right


def test_a_form_that_begins_helps_where_it_was_wished() -> None:
    assert judged((), None, begins=True).helps
    assert not judged((), None, begins=True, act=Act.COMPLAINT).helps
