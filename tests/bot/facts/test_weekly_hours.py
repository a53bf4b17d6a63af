"""Who tells the hours of a week reads what an entry says of so many, in the own language too."""

import pytest

from bot.entry_card import brief
from bot.facts.extraction import hear
from bot.facts.model import NO_FACTS, Facts
from bot.facts.personalization import about_me
from knowledge.catalogue import Catalogue
from knowledge.loader import KnowledgeBase
from knowledge.presentation import EntryView
from tests.bot.conftest import NOW


def _facts(text: str) -> Facts:
    return NO_FACTS.told(hear(text, NO_FACTS, NOW.date()).told)


def _view(base: KnowledgeBase, entry: str, language: str | None = None) -> EntryView:
    view = Catalogue(base, 1).view(entry, NOW, language)
    assert view is not None
    return view


@pytest.mark.parametrize(
    ("told", "entry", "applies"),
    [
        ("我一週工作 20 小時", "annual-leave", "按每週工時占全時 40 小時的比例算"),
        ("我一週工作 20 小時", "minimum-wage", "不論做幾小時"),
        ("我一週工作 20 小時", "labor-insurance-enroll", "試用、兼職和學生打工都要加保"),
        ("我一週工作 20 小時", "part-time-rights", "只要受僱就強制投保，不看公司人數，也不看一週做幾小時"),
        ("我一週工作 20 小時", "restday-overtime", "即使那週總時數沒到 40 小時"),
        ("我一週工作 48 小時", "overtime-pay", "每週超過 40 小時的部分也是加班"),
        ("我一週工作 48 小時", "working-hours", "每週超過 40 小時的部分也是加班"),
        ("我是留學生，一週工作 25 小時", "foreign-spouse-work", "每週最多 20 小時"),
    ],
)
def test_the_sentence_of_so_many_hours_is_told(
    base: KnowledgeBase, told: str, entry: str, applies: str
) -> None:
    view = _view(base, entry)
    row = brief(view, mine=about_me(view, _facts(told))).rows[0]
    assert row.label == "您的情況" and applies in row.text


@pytest.mark.parametrize("entry", ["annual-leave", "overtime-pay", "minimum-wage", "restday-overtime"])
def test_a_week_of_forty_hours_is_neither_part_time_nor_overtime(base: KnowledgeBase, entry: str) -> None:
    assert about_me(_view(base, entry), _facts("我一週工作 40 小時")) is None


def test_hours_of_leave_are_not_hours_of_work(base: KnowledgeBase) -> None:
    assert about_me(_view(base, "temporary-work"), _facts("我一週工作 48 小時")) is None


def test_an_employer_who_tells_the_hours_of_a_worker_is_not_part_time(base: KnowledgeBase) -> None:
    mine = about_me(_view(base, "pension-new-system"), _facts("我是雇主，員工一週工作 20 小時"))
    assert "兼職" not in (mine or "")


PART_TIME = {
    "en": ("I work 20 hours a week", "Your situation", "part-time"),
    "vi": ("tôi làm 20 giờ một tuần", "Hoàn cảnh của bạn", "bán thời gian"),
    "id": ("saya bekerja 20 jam seminggu", "Keadaan Anda", "paruh waktu"),
    "th": ("ฉันทำงานสัปดาห์ละ 20 ชั่วโมง", "ข้อมูลของคุณ", "พาร์ตไทม์"),
    "fil": ("nagtatrabaho ako ng 20 oras kada linggo", "Ang sitwasyon mo", "part-time"),
}


@pytest.mark.parametrize("language", PART_TIME)
def test_who_works_part_time_reads_that_it_applies_in_the_own_language(
    base: KnowledgeBase, language: str
) -> None:
    said, label, applies = PART_TIME[language]
    view = _view(base, "annual-leave", language)
    row = brief(view, mine=about_me(view, _facts(said))).rows[0]
    assert row.label == label and applies in row.text
