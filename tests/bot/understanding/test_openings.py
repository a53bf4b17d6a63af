"""What conversations open with is what the search learns from as well."""

from pathlib import Path

from bot.understanding.dialogues import Dialogue, ExpectedMatter, ExpectedTurn, Split, shipped
from bot.understanding.openings import FILE, known_texts, openings, write
from bot.understanding.structure import Act
from knowledge.loader import KnowledgeBase


def _turn(says: str, *entries: str, act: Act = Act.QUESTION, second: str = "") -> ExpectedTurn:
    other = ExpectedMatter((second,), (None,)) if second else None
    return ExpectedTurn(says, (act,), ExpectedMatter(entries, (None,)), "zh-Hant", other)


def test_the_file_holds_what_the_conversations_to_learn_from_open_with(
    base: KnowledgeBase, tmp_path: Path
) -> None:
    """`labordesk openings` writes it anew once there are more conversations."""
    write(openings(shipped(Split.TRAIN)[0], known_texts(base)), tmp_path / FILE.name)
    assert FILE.read_text("utf-8") == (tmp_path / FILE.name).read_text("utf-8")


def test_what_opens_a_matter_counts_once_few_words_that_leave_it_do_not() -> None:
    talk = Dialogue(
        "d",
        "zh-Hant",
        (
            _turn("病假有錢嗎", "sick-leave"),
            _turn("要帶什麼", "sick-leave"),
            _turn("那被資遣呢", "severance-pay"),
            _turn("公司說要把我們整組裁掉怎麼辦", "layoff-report", "union-establish"),
            _turn("謝謝", act=Act.THANKS),
            _turn("特休和加班費怎麼算", "annual-leave", second="overtime-pay"),
        ),
    )
    assert list(openings([talk, talk])) == [
        ("病假有錢嗎", "sick-leave", ""),
        ("公司說要把我們整組裁掉怎麼辦", "layoff-report", "union-establish"),
    ]


def test_what_stands_elsewhere_is_left_out_however_it_is_written() -> None:
    talk = Dialogue("d", "zh-Hant", (_turn("病假，有錢嗎？", "sick-leave"),))
    assert list(openings([talk], ["病假有錢嗎"])) == []
