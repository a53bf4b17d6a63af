"""Thanks, leave and wishes in the other languages are told by the few words they are said in."""

import re
from time import perf_counter

import pytest

from bot.understanding.courtesy import only_courtesy, without_courtesy
from bot.understanding.plain import calls_for_a_person, said_alone, unsaid
from bot.understanding.speaking import asks_for_language, is_answered_so
from bot.understanding.structure import Act
from retrieval.analysis.contrast import contrast


@pytest.mark.parametrize(
    "text",
    [
        "mksh infonya",
        "makasih ya kak",
        "ty po",
        "salamat po sa sagot",
        "cam on nhieu a",
        "ขอบคุณมากค่ะ",
        "thx sir",
    ],
)
def test_thanks_alone_are_thanks(text: str) -> None:
    assert said_alone(text) is Act.THANKS


@pytest.mark.parametrize(
    "text", ["sige po bye", "thoi em chao nhe", "udah ya mbak, dadah", "ไปก่อนนะคะ บาย", "ok bye thanks"]
)
def test_leave_alone_is_goodbye_also_with_thanks(text: str) -> None:
    assert said_alone(text) is Act.GOODBYE


@pytest.mark.parametrize(
    "text",
    ["ga jd deh, nnt aja", "thôi khỏi", "để sau đi ạ", "wag na lang po", "never mind, thanks", "ไว้ก่อนค่ะ"],
)
def test_what_is_left_alone_is_cancelled(text: str) -> None:
    assert said_alone(text) is Act.CANCEL


@pytest.mark.parametrize(
    "text",
    [
        "makasih, nomor telp nya brp ya",
        "salamat po, may bayad ba",
        "ขอบคุณ แล้วต้องใช้ใบหมอไหม",
        "ok",
        "謝謝 bye",
        "gak jadi lembur, gimana",
    ],
)
def test_what_says_more_or_neither_is_not_alone(text: str) -> None:
    assert said_alone(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "sy mau ngomong sama orang aja",
        "gusto ko makausap tao po",
        "cho em gap nguoi that",
        "ขอคุยกับเจ้าหน้าที่",
        "i want talk to real person",
        "ok thanks. can somebody from your side call me instead, im on night shift",
        "tolong telpon saya balik ya",
        "xin gọi lại cho em",
    ],
)
def test_a_person_is_called_for_in_every_language(text: str) -> None:
    assert calls_for_a_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "bos bicara kasar",
        "kausap ko na si boss",
        "i speak with my boss about overtime",
        "找真人",
        "my boss calls me on sunday",
    ],
)
def test_who_only_tells_of_talking_calls_for_nobody(text: str) -> None:
    assert not calls_for_a_person(text)


def test_a_case_is_looked_up_only_where_one_is_spoken_of() -> None:
    assert unsaid("em khiếu nại ở đâu được ạ", [Act.CASE_STATUS]) == {Act.CASE_STATUS}
    assert unsaid("kasus saya sudah sampai mana", [Act.CASE_STATUS]) == set()
    assert unsaid("查進度", [Act.CASE_STATUS]) == set()


def test_an_indonesian_contrast_is_heard_in_short_spelling() -> None:
    sides = contrast("bukan pesangon, maksud sy gaji bulan terakhir")
    assert sides is not None and (sides.excluded, sides.meant) == ("pesangon", "gaji bulan terakhir")


@pytest.mark.parametrize(
    "text",
    [
        "請改用中文回答我，我媽媽也要看",
        "English na lang po para mabasa ng employer ko",
        "Please answer in English",
    ],
)
def test_an_answer_in_another_language_is_asked_for(text: str) -> None:
    assert asks_for_language(text)


@pytest.mark.parametrize(
    "text",
    ["契約可以換成中文嗎", "slip gajinya bahasa mandarin semua", "I can barely order noodles in Chinese"],
)
def test_who_only_names_a_language_asks_for_none(text: str) -> None:
    assert not asks_for_language(text)


def test_it_began_last_year_begins_nothing_again() -> None:
    told = {Act.RESTART}
    assert unsaid("เริ่มตั้งแต่ปีที่แล้ว ยังทันมั้ย", told) == told
    assert unsaid("เริ่มใหม่", told) == set()


@pytest.mark.parametrize(
    ("text", "told", "courtesy"),
    [
        ("感恩 我媽也比較放心", {Act.THANKS, Act.FACT}, Act.THANKS),
        ("thanks, I can sleep now", {Act.THANKS, Act.FACT}, Act.THANKS),
        ("好 我禮拜一打去問 掰掰", {Act.FACT, Act.QUESTION}, Act.GOODBYE),
        ("先去顧小孩了 晚安", {Act.FACT}, Act.GOODBYE),
        ("Good morning!", {Act.GREET, Act.FACT}, Act.GREET),
    ],
)
def test_what_is_told_with_a_courtesy_asks_for_no_answer(text: str, told: set[Act], courtesy: Act) -> None:
    assert only_courtesy(text, told) is courtesy


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("謝謝 那加班費怎麼算", {Act.THANKS, Act.QUESTION}),
        ("晚安 請問颱風天要上班嗎", {Act.GREET, Act.QUESTION}),
        ("謝謝 我要找真人", {Act.THANKS, Act.PERSON}),
        ("hello my boss keeps my card", {Act.GREET, Act.FACT}),
        ("什麼時候可以跟老闆說再見", {Act.QUESTION}),
    ],
)
def test_who_asks_or_wishes_as_well_is_more_than_courteous(text: str, told: set[Act]) -> None:
    assert only_courtesy(text, told) is None


@pytest.mark.parametrize(
    ("text", "current", "is_so"),
    [
        ("pwede po ba sa tagalog", "fil", True),
        ("can I write it in English?", "en", True),
        ("can I write it in English?", "vi", False),
        ("我不會打字 念給你們聽可以嗎", "zh-Hant", True),
        ("可以講越南話嗎", "zh-Hant", False),
    ],
)
def test_who_names_the_language_spoken_already_wishes_for_no_other(
    text: str, current: str, is_so: bool
) -> None:
    assert is_answered_so(text, current) is is_so


def test_what_was_offered_is_refused_only_in_words_that_refuse() -> None:
    assert unsaid("saya tidak pegang surat itu", {Act.NONE_OF_THESE}) == {Act.NONE_OF_THESE}
    assert unsaid("bukan itu", {Act.NONE_OF_THESE}) == set()


def test_who_forgets_a_date_wants_nothing_erased() -> None:
    assert unsaid("what happens when I forget the date", {Act.ERASE_ME}) == {Act.ERASE_ME}
    assert unsaid("please forget my number", {Act.ERASE_ME}) == set()


_COURTESIES = """嗯，喔，好，好的，謝謝，謝謝你，嗨，ok，okay，oke，hi，hello，thanks，po，sige，opo，baik，halo，kak，maaf，vâng
thank you so much，dạ cảm ơn，cam on ban，xin chào，terima kasih kak，makasih ya kak，mau tanya kak，salamat po
selamat pagi，good morning sir，ขอบคุณค่ะ"""


@pytest.mark.parametrize("between", ["", " ", ", ", "，，"])
@pytest.mark.parametrize("word", re.split("[，\n]", _COURTESIES))
def test_courtesies_without_end_are_read_at_once(word: str, between: str) -> None:
    many = (between + word) * (1000 // len(between + word))
    begun = perf_counter()
    for text in (f"我{many}x", f"{many}x", many):
        without_courtesy(text)
        only_courtesy(text, {Act.GREET})
    # Some milliseconds; where a word is read in two ways, it takes longer than anybody lives.
    assert perf_counter() - begun < 5
