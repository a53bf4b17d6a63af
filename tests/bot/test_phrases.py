"""Options and lines that stand in Chinese elsewhere, and what people type, in every language."""

from itertools import combinations

import pytest

from bot.flows import words
from bot.responses import load_responses
from bot.translatable import OFFERS, TOPICS, phrases
from bot.translations import Wording, key, typed_as
from bot.understanding import understand
from connectors.text import button_label, units
from retrieval.engine import Engine

WORDINGS = load_responses().wordings


@pytest.mark.parametrize("wording", WORDINGS, ids=lambda wording: wording.language)
def test_every_phrase_is_there_and_none_outlives_its_chinese(wording: Wording) -> None:
    assert set(wording.phrases) == set(phrases())


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
        for intent, commands in wording.commands.items():
            for typed in (typed for phrase in commands for typed in typed_as(phrase)):
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
