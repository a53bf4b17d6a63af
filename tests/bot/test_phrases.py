"""Options and lines that stand in Chinese elsewhere, and what people type, in every language."""

from collections.abc import Callable, Iterable
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
import yaml

from bot import calculation
from bot.facts import showing
from bot.flows import asking, complaint, deadlines, erasure, filing, human, prefilled, story, words
from bot.responses import load_responses
from bot.understanding import understand
from bot.wording import Wording, key, typed_as
from cases import citizen, form
from cases.kinds import TOLD_WITHIN, Action, Route, State
from cases.questions import CALL_TIME, QUESTIONS
from cases.subscriptions import topics
from cases.survey.service import REASONS
from cases.views import NEXT
from connectors.text import button_label, units
from knowledge.calculators import CALCULATORS
from knowledge.calculators.base import DISCLAIMER
from knowledge.calculators.parsing import Unreadable, parse_date, parse_hours, parse_integer, parse_money
from knowledge.points import Point
from knowledge.presentation import OPEN_TEXT
from retrieval.engine import Engine

TODAY = date(2026, 11, 26)
FIELDS = [field for calculator in CALCULATORS.values() for field in calculator.fields]
# What is offered together.
OFFERS: list[tuple[str, ...]] = [
    *(tuple(label for _, label in asked.options) for asked in (*QUESTIONS, *FIELDS) if asked.options),
    tuple(route.label for route in Route),
    tuple(calculator.title for calculator in CALCULATORS.values()),
    tuple(REASONS),
    ("我看過了，同意", asking.REFUSE, asking.AS_ANSWER),
    (asking.SEND, asking.CORRECT, asking.CANCEL),
    (asking.REST, asking.DELETE, asking.GO_ON, asking.ANEW),
    (complaint.SEND_ANYWAY, complaint.SOLVED),
    (prefilled.ALL_RIGHT,),
    (human.CALL_ME, human.NO_CALL),
    (erasure.ERASE, erasure.KEEP),
    (story.DONE,),
    (calculation.REMIND, calculation.TO_CALENDAR),
    (deadlines.AGREED, deadlines.REFUSE),
]
LINKS = (
    filing.ON_THE_WEB,
    complaint.PRIVATE_LINK,
    "也可以在網頁上填寫",
    "也可以在網頁上查",
    "在網頁上看或改數字",
)
TOPICS = [
    topic["name"]
    for topic in yaml.safe_load(Path(topics.__file__).with_name("topics.yml").read_text("utf-8"))
]
WORDINGS = load_responses().wordings


def _refusals() -> Iterable[str]:
    """Why answers cannot be used, where the reason is always the same."""
    readers: list[tuple[Callable[[str], object], tuple[str, ...]]] = [
        (lambda text: form.read("phone", text, TODAY), ("王 0912345678", "-", "+1 212 555 0100")),
        (lambda text: form.read("phone", text, TODAY), ("0912", "0800-000-000")),
        (lambda text: form.read("email", text, TODAY), ("ming@",)),
        (lambda text: form.read("name", text, TODAY), ("123",)),
        (lambda text: form.read("consent", text, TODAY), ("不同意", "也許")),
        (lambda text: parse_date(text, TODAY), ("?",)),
        (parse_money, ("?",)),
        (parse_integer, ("?",)),
        (parse_hours, ("?",)),
    ]
    for read, texts in readers:
        for text in texts:
            with pytest.raises(Unreadable) as refused:
                read(text)
            yield str(refused.value)


def _lines() -> set[str]:
    """Every phrase that is said through `Voice.phrase`, line by line."""
    texts = {
        *(text for question in (*QUESTIONS, CALL_TIME) for text in (question.label, question.help)),
        *(text for field in FIELDS for text in (field.label, field.help)),
        *(calculator.intro for calculator in CALCULATORS.values()),
        *(route.leads_to for route in Route),
        TOLD_WITHIN,
        *(state.label for state in State),
        *(action.label for action in Action if action is not Action.NOTE),
        *NEXT.values(),
        *OPEN_TEXT.values(),
        *(option for offer in OFFERS for option in offer),
        *TOPICS,
        *showing.PHRASES,
        *deadlines.PHRASES,
        *LINKS,
        *(point.label for point in Point),
        *_refusals(),
        complaint.ComplaintFlow.title,
        human.HumanFlow.title,
        form.NOT_GIVEN,
        form.NO_CONTACT,
        citizen.STILL_OPEN,
        DISCLAIMER,
    }
    return {line for text in texts for line in text.split("\n") if line}


@pytest.mark.parametrize("wording", WORDINGS, ids=lambda wording: wording.language)
def test_every_phrase_is_there_and_none_outlives_its_chinese(wording: Wording) -> None:
    assert set(wording.phrases) == _lines()


@pytest.mark.parametrize("wording", WORDINGS, ids=lambda wording: wording.language)
def test_the_words_of_an_option_fit_on_a_button(wording: Wording) -> None:
    offered = {option for offer in OFFERS for option in offer} | set(TOPICS)
    assert [wording.phrases[option] for option in offered if units(wording.phrases[option]) > 20] == []


@pytest.mark.parametrize("wording", WORDINGS, ids=lambda wording: wording.language)
def test_options_offered_together_are_told_apart_without_accents(wording: Wording) -> None:
    for offer in OFFERS:
        for one, other in combinations(offer, 2):
            assert not typed_as(wording.phrases[one]) & typed_as(wording.phrases[other])


@pytest.mark.parametrize("wording", WORDINGS, ids=lambda wording: wording.language)
def test_what_people_type_is_there_for_every_step_and_wish(wording: Wording) -> None:
    assert set(wording.words) == {"back", "change", "skip", "again", "agree", "to_bot"}
    assert {frozenset(other.commands) for other in WORDINGS} == {frozenset(wording.commands)}


def test_no_words_mean_two_wishes() -> None:
    said: dict[str, str] = {}
    for wording in WORDINGS:
        for intent, phrases in wording.commands.items():
            for typed in (typed for phrase in phrases for typed in typed_as(phrase)):
                assert said.setdefault(typed, intent) == intent, typed


def test_yes_no_and_cancel_are_told_apart() -> None:
    for one, other in combinations((words.YES | words.AGREE, words.NO - words.CANCEL, words.CANCEL), 2):
        assert not one & other
    assert not words.YES & words.NO


@pytest.mark.parametrize("unsure", ["co", "dung", "dừng", "đừng", "mungkin", "บางที", "maybe", "也許"])
def test_what_merely_sounds_like_a_yes_is_none(unsure: str) -> None:
    assert not words.is_word(unsure, words.YES | words.AGREE)


def test_accents_may_be_left_out_but_not_be_wrong() -> None:
    assert words.is_word("dong y", words.AGREE)
    assert words.is_word("ĐỒNG Ý.", words.AGREE)
    assert not words.is_word("động ý", words.AGREE)


def test_thai_is_never_taken_without_its_vowels() -> None:
    assert typed_as("ใช่") == {key("ใช่")}


@pytest.mark.parametrize(
    ("label", "button"),
    [
        ("Giữ bí mật（要保密）", "Giữ bí mật（要保密）"),
        ("Report the company（檢舉公司違反勞動法令）", "Report the company"),
        ("我和公司有爭議，想要求給付或恢復工作（甲）", "我和公司有爭議，想要求給付或恢復工作"),
        ("被資遣（解僱）可以領什麼，怎麼申請，要多久？", "被資遣（解僱）可以領什麼，怎麼申請，要…"),
    ],
)
def test_a_button_too_narrow_for_both_languages_shows_the_citizens(label: str, button: str) -> None:
    assert button_label(label, 20) == button


WISHES = {
    "file_complaint": (
        "I want to complain about my employer",
        "report my employer",
        "Tôi muốn khiếu nại chủ của tôi",
        "toi muon khieu nai",
        "Saya mau mengadukan majikan saya",
        "ฉันต้องการร้องเรียนนายจ้าง",
        "Gusto kong ireklamo ang amo ko",
    ),
    "talk_to_human": (
        "I want to talk to a person",
        "can I speak with someone",
        "Tôi muốn gặp nhân viên",
        "gap nhan vien",
        "Saya mau bicara dengan petugas",
        "ขอคุยกับเจ้าหน้าที่",
        "Gusto kong makausap ang tao",
    ),
    "case_status": (
        "check my case",
        "status of my complaint",
        "kiểm tra hồ sơ",
        "kiem tra ho so",
        "cek kasus saya",
        "status pengaduan",
        "ตรวจสอบเรื่องของฉัน",
        "เช็คสถานะเรื่องร้องเรียน",
        "tingnan ang kaso ko",
    ),
    "calculate": ("calculate", "tinh thu", "hitung", "คำนวณ", "kuwentahin"),
    "resume": ("continue", "điền tiếp", "lanjutkan", "กรอกต่อ", "ituloy ang porma"),
    "erase_me": (
        "delete my data",
        "xoa du lieu cua toi",
        "hapus data saya",
        "ลบข้อมูล",
        "burahin ang datos ko",
    ),
    "subscribe": ("subscribe", "theo dõi tin", "langganan", "รับข่าว", "tumanggap ng balita"),
    "unsubscribe": ("unsubscribe", "huy dang ky", "berhenti langganan", "เลิกรับข่าว", "itigil ang balita"),
    "cancel": ("cancel", "huy", "batal", "ยกเลิก", "kanselahin"),
}


@pytest.mark.parametrize(("intent", "said"), [(intent, said) for intent in WISHES for said in WISHES[intent]])
def test_a_wish_in_another_language_is_understood(engine: Engine, intent: str, said: str) -> None:
    assert understand(engine, said).intent == intent
