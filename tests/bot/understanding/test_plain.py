"""Thanks, leave and wishes in the other languages are told by the few words they are said in."""

import pytest

from bot.understanding.plain import calls_for_a_person, said_alone, unsaid
from bot.understanding.speaking import asks_for_language
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
