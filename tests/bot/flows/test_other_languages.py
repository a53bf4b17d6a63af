"""Who writes another language complains, follows a case, reaches a person and gives an opinion in it."""

from datetime import date

import pytest

from bot.responses import load_responses
from cases.case_numbers import make_number
from cases.schemas import Filters
from tests.bot.flows.conftest import ANNA, NIGHT, Talk, World
from tests.bot.flows.test_complaint import ANSWERS, CHIEF
from tests.one_database import database  # noqa: F401

NEVER_GIVEN = make_number(date(2025, 12, 31), 1)
VIETNAMESE_STORY = "Chủ không trả tiền tăng ca cho tôi từ tháng ba, ngày nào cũng làm đến mười giờ tối."
VIETNAMESE = (
    "Tôi muốn khiếu nại chủ của tôi",
    "Tố cáo công ty",
    "Tôi đồng ý",
    "Tiền lương",
    VIETNAMESE_STORY,
    "2026-03-02",
    "Quận Tiền Trấn",
    "Công ty Ánh Dương",
    "Giúp tôi đòi lại tiền tăng ca",
    "Giữ bí mật",
    "Nguyen Van An",
    "0912-345-678",
    "bỏ qua",
)


def _wordings(language: str, name: str) -> list[str]:
    """The beginnings of a sentence in each of its wordings."""
    wording = next(w for w in load_responses().wordings if w.language == language)
    told = wording.responses[name]
    return [text.strip().split("{")[0].strip() for text in (told if isinstance(told, list) else [told])]


def _said(language: str, name: str) -> str:
    """The beginning of a sentence in ``language``, up to what is filled in."""
    return _wordings(language, name)[0]


async def _read_back(talk: Talk, *answers: str) -> str:
    """Answer everything and pass over the likely answers."""
    await talk.say_all(*answers)
    if any("都不是，繼續陳情" in label for label in talk.options):
        await talk.say(str(len(talk.options)))
    return talk.told


async def test_a_whole_complaint_from_the_first_word_to_the_receipt_in_vietnamese(
    talk: Talk, world: World
) -> None:
    for said, asked in zip(
        VIETNAMESE,
        (
            "Bạn muốn Cục Lao động làm gì?",
            "Bạn có đồng ý",
            "Liên quan đến vấn đề gì?",
            "Đã xảy ra chuyện gì?",
            "Xảy ra khi nào?",
            "Xảy ra ở đâu?",
            "Tên công ty",
            "Bạn mong Cục Lao động",
            "Có giữ bí mật danh tính",
            "Họ tên của bạn",
            "Số điện thoại",
            "Email",
            "",
        ),
        strict=True,
    ):
        assert asked in await talk.say(said)
        assert "bản dịch chờ duyệt" in talk.told
    read_back = await _read_back(talk)
    assert _said("vi", "utter_flow_read_back") in read_back
    assert "Đã xảy ra chuyện gì?（發生了什麼事？）" in read_back
    assert read_back.count(VIETNAMESE_STORY) == 1
    receipt = await talk.say("Xác nhận gửi")
    (case,) = await world.cases.list(Filters())
    view = await world.cases.view(case.id, CHIEF, world.clock.now)
    assert view.statement is not None
    assert view.statement.language == "vi"
    assert f"Số hồ sơ: {case.number}" in receipt
    assert f"案號：{case.number}" in receipt


async def test_a_whole_complaint_is_filed_in_filipino(talk: Talk, world: World) -> None:
    story = (
        "Hindi binabayaran ng amo ko ang overtime mula noong Marso, hanggang alas diyes ng gabi ang trabaho."
    )
    answers = (
        ("Gusto kong magreklamo", "utter_complaint_route"),
        ("Lumabag ang kompanya", "utter_flow_place"),
        ("Pumapayag ako", "utter_flow_place"),
        ("Sahod", "utter_flow_place"),
        (story, "utter_flow_place"),
        ("2026-03-02", "utter_flow_place"),
        ("Cianzhen District", "utter_flow_place"),
        ("Sunrise Company", "utter_flow_place"),
        ("Mabawi ang bayad sa overtime", "utter_flow_place"),
        ("Ilihim", "utter_flow_place"),
        ("Maria Santos", "utter_flow_place"),
        ("0912-345-678", "utter_flow_place"),
    )
    for said, sentence in answers:
        assert _said("fil", sentence) in await talk.say(said)
    read_back = await _read_back(talk, "laktawan")
    assert _said("fil", "utter_flow_read_back") in read_back and read_back.count(story) == 1
    receipt = await talk.say("Kumpirmahin, ipadala")
    (case,) = await world.cases.list(Filters())
    view = await world.cases.view(case.id, CHIEF, world.clock.now)
    assert view.statement is not None and view.statement.language == "fil"
    assert f"Numero ng kaso: {case.number}" in receipt and f"案號：{case.number}" in receipt


async def test_what_the_law_orders_to_be_told_is_told_in_the_language_with_the_official_text(
    talk: Talk,
) -> None:
    told = await talk.say_all("I want to complain about my employer", "Report the company")
    assert "1. Purpose: to handle your complaint" in told
    assert "一、目的：辦理您的陳情" in told


async def test_a_button_of_a_menu_begins_in_chinese_and_the_story_tells_the_language(talk: Talk) -> None:
    await talk.say_all("我要陳情", "檢舉公司違反勞動法令", "同意", "工資")
    assert "Xảy ra khi nào?" in await talk.say(VIETNAMESE_STORY)


async def test_a_name_in_latin_letters_is_no_wish_for_another_language(talk: Talk) -> None:
    await talk.say_all(*ANSWERS[:7], "ABC Trading Company")
    assert "待審" not in talk.told


async def test_a_question_in_between_is_answered_and_the_form_goes_on_in_the_language(talk: Talk) -> None:
    await talk.say_all(*VIETNAMESE[:5])
    told = await talk.say("Nghỉ phép năm có bao nhiêu ngày?")
    assert "【" in told
    assert any(said in told for said in _wordings("vi", "utter_flow_back_to_form"))
    assert "Xảy ra khi nào?" in told
    assert "Xảy ra ở đâu?" in await talk.say("tháng trước")


@pytest.mark.parametrize("back", ["quay lại", "quay lai", "kembali", "ย้อนกลับ", "bumalik", "Back", "上一步"])
async def test_one_step_back_in_any_language(talk: Talk, back: str) -> None:
    await talk.say_all(*VIETNAMESE[:5])
    assert "Đã xảy ra chuyện gì?" in await talk.say(back)


@pytest.mark.parametrize("skip", ["bỏ qua", "bo qua", "skip", "lewati", "ข้าม", "laktawan"])
async def test_a_question_is_passed_over_in_any_language(talk: Talk, skip: str) -> None:
    await talk.say_all(*VIETNAMESE[:5])
    assert "Xảy ra ở đâu?" in await talk.say(skip)


async def test_a_field_is_changed_by_its_translated_label(talk: Talk) -> None:
    await _read_back(talk, *VIETNAMESE)
    await talk.say("sửa")
    assert "Họ tên của bạn（您的姓名）" in talk.options
    await talk.say("Họ tên của bạn")
    assert "Tran Thi Binh" in await talk.say("Tran Thi Binh")


async def test_cancelling_in_english_asks_once_and_keeps_the_draft_on_wish(talk: Talk) -> None:
    await talk.say_all("I want to complain about my employer", "Report the company", "I agree", "cancel")
    assert talk.options == [
        "Keep it for later（先保留，下次再填）",
        "Delete the draft（刪除草稿）",
        "Go on（繼續填寫）",
    ]
    assert _said("en", "utter_flow_kept") in await talk.say("Keep it for later")
    assert "What is it about?" in await talk.say_all("continue my form", "Go on")


@pytest.mark.parametrize(
    "words",
    [
        "I agree",
        "yes",
        "đồng ý",
        "dong y",
        "saya setuju",
        "ya",
        "ยินยอม",
        "pumapayag ako",
        "同意",
        "我同意",
        "1",
    ],
)
async def test_a_plain_consent_is_taken_in_any_language(talk: Talk, words: str) -> None:
    await talk.say_all("我要陳情", "檢舉公司違反勞動法令")
    assert "跟哪一方面有關" in await talk.say(words)


@pytest.mark.parametrize(
    "words",
    ["ok", "co", "dung", "không đồng ý lắm", "kurang setuju", "maybe yes", "不太同意", "我", "同意嗎"],
)
async def test_nothing_else_is_a_consent(talk: Talk, words: str) -> None:
    await talk.say_all("我要陳情", "檢舉公司違反勞動法令")
    assert "跟哪一方面有關" not in await talk.say(words)


@pytest.mark.parametrize(
    "words",
    [
        "I do not agree",
        "no",
        "không",
        "toi khong dong y",
        "tidak setuju",
        "ไม่ยินยอม",
        "hindi ako pumapayag",
        "2",
        "不同意",
    ],
)
async def test_a_refusal_in_any_language_keeps_nothing(talk: Talk, words: str) -> None:
    await talk.say_all("我要陳情", "檢舉公司違反勞動法令")
    assert "不會留下您的資料" in await talk.say(words)


@pytest.mark.parametrize(("words", "kept"), [("ya", "要保密"), ("tidak", "可以讓公司知道")])
async def test_yes_and_no_answer_a_question_for_one(talk: Talk, words: str, kept: str) -> None:
    answers = (*ANSWERS[:9], words, *ANSWERS[10:])
    assert kept in await _read_back(talk, *answers)


async def test_a_case_is_followed_in_indonesian(talk: Talk, world: World) -> None:
    await _read_back(talk, *ANSWERS)
    receipt = await talk.say("確認送出")
    number, code = (receipt.split(name)[1].split("\n")[0] for name in ("案號：", "查詢碼："))
    other = Talk(world, "line", "line:U7")
    assert _said("id", "utter_status_number") in await other.say("saya mau cek kasus saya")
    assert _said("id", "utter_status_code") in await other.say(number)
    told = await other.say(code)
    assert f"Kasus {number}: diterima" in told
    assert f"案號 {number}：已收件" in told


async def test_leaving_the_look_up_in_thai(world: World) -> None:
    talk = Talk(world, "line", "line:U8")
    await talk.say("ตรวจสอบเรื่องของฉัน")
    told = await talk.say("ยกเลิก")
    assert any(said in told for said in _wordings("th", "utter_cancel"))


async def test_a_person_is_reached_and_leaves_in_thai(talk: Talk, world: World) -> None:
    await world.handover.heartbeat(ANNA, world.clock.now)
    assert "คนก่อนหน้าคุณ: 0" in await talk.say("ขอคุยกับเจ้าหน้าที่")
    await world.handover.take(ANNA, world.clock.now)
    await world.handover.hand_back(ANNA, talk.name, world.clock.now)
    session = world.conversation.tokens.sign(talk.name)
    said = [
        block["text"]
        for turn in (await world.conversation.news(session, 0)).turns
        for block in turn["messages"]
    ]
    assert said[0].startswith("เจ้าหน้าที่ 林小姐 รับช่วงแล้ว")
    assert said[-1].startswith(_said("th", "utter_handover_back"))


async def test_the_queue_is_left_by_a_word_in_thai(talk: Talk, world: World) -> None:
    await world.handover.heartbeat(ANNA, world.clock.now)
    await talk.say("ขอคุยกับเจ้าหน้าที่")
    assert _said("th", "utter_human_left") in await talk.say("ยกเลิก")
    assert talk.body["state"]["owner"] == "bot"


async def test_a_callback_is_asked_for_in_thai_and_the_case_says_it_in_chinese(
    talk: Talk, world: World
) -> None:
    world.clock.now = NIGHT
    assert "2026-11-27 08:30" in await talk.say("คุยกับเจ้าหน้าที่")
    await talk.say_all("ขอให้โทรกลับ", "ยินยอม", "นายจ้างไม่จ่ายเงินเดือน", "สมชาย ใจดี", "0912-345-678", "ข้าม")
    assert "สมชาย ใจดี" in talk.told
    assert "เลขที่เรื่อง: " in await talk.say("ยืนยันและส่ง")
    (case,) = await world.cases.list(Filters())
    assert case.category == "回電"


async def test_following_and_leaving_a_topic_in_indonesian(world: World) -> None:
    talk = Talk(world, "line", "line:U9")
    await talk.say("berlangganan")
    assert "Upah minimum（最低工資調整）" in talk.options
    assert _said("id", "utter_subscribe_done") in await talk.say("Upah minimum")
    assert "Dihentikan: Upah minimum" in await talk.say("berhenti berlangganan")


async def test_an_opinion_is_given_in_english(talk: Talk) -> None:
    await talk.say_all("My employer keeps my passport, what can I do?", "Not helpful")
    assert talk.options[0] == "I don't understand（看不懂）"
    assert _said("en", "utter_opinion_thanks") in await talk.say("I don't understand")


@pytest.mark.parametrize(
    ("ask", "answer", "done"),
    [
        ("xóa dữ liệu của tôi", "không", "utter_erase_not"),
        ("xoa du lieu cua toi", "Chắc chắn xóa", "utter_erase_done"),
    ],
)
async def test_erasing_takes_a_plain_yes_or_no_in_vietnamese(
    talk: Talk, ask: str, answer: str, done: str
) -> None:
    assert _said("vi", "utter_erase_ask").split("\n")[0] in await talk.say(ask)
    assert _said("vi", done) in await talk.say(answer)


async def test_a_number_with_its_code_tells_no_language(talk: Talk) -> None:
    assert "案號或查詢碼不對" in await talk.say(f"{NEVER_GIVEN} ABCDE-FGHJK")
    assert "待審" not in talk.told


async def test_who_wrote_chinese_reads_chinese_whatever_a_code_looks_like(talk: Talk) -> None:
    assert "案號或查詢碼不對" in await talk.say_all("你好", f"{NEVER_GIVEN} abcde-fghjk")
    assert "待審" not in talk.told
