"""The intake in the chat: right route, consent, one question at a time, read back, one case."""

import pytest
from sqlalchemy import select, update

from bot.flows.models import DraftFileRow, FlowDraftRow
from bot.flows.route_proposal import proposed_route
from cases.schemas import Actor, ActorKind, Filters, Route, Upload
from tests import photos
from tests.bot.flows.conftest import Talk, World

CHIEF = Actor(ActorKind.STAFF, "chief", "科長", "勞動條件科", sees_all=True)
STORY = "老闆從三月起都沒有給加班費，我每天做到晚上十點"
PHONE, EMAIL = "0912-345-678", "ming@example.com"
TO_THE_STORY = ("我要陳情", "檢舉公司違反勞動法令", "同意", "工資")
ANSWERS = (
    *TO_THE_STORY,
    STORY,
    "115/3/2",
    "前鎮區",
    "某某食品行",
    "請去查",
    "要保密",
    "王小明",
    PHONE,
    EMAIL,
)


async def _to_the_end(talk: Talk, *answers: str) -> str:
    """Answer everything and pass over the likely answers: the statement is read back."""
    await talk.say_all(*(answers or ANSWERS))
    return await talk.say("都不是，繼續陳情") if "都不是，繼續陳情" in talk.options else talk.told


async def test_the_menu_of_routes_has_one_line_each_and_the_citizen_chooses(talk: Talk) -> None:
    told = await talk.say("我要陳情")
    assert talk.options == [route.label for route in Route]
    assert not any(route.leads_to in told for route in Route)


async def test_the_chosen_route_says_where_it_leads(talk: Talk) -> None:
    assert Route.DISPUTE.leads_to in await talk.say_all("我要陳情", Route.DISPUTE.label)


async def test_the_menu_is_not_repeated_whole_and_its_numbers_still_count(talk: Talk) -> None:
    told = await talk.say_all("我要陳情", "嗯嗯嗯")
    assert "還看不出是哪一種" in told
    assert not any(route.label in told for route in Route)
    assert Route.VIOLATION.leads_to in await talk.say("2")


@pytest.mark.parametrize(
    ("words", "route"), [("想叫你們派人去查", Route.VIOLATION), ("想跟公司協調拿回錢", Route.DISPUTE)]
)
async def test_a_route_is_understood_in_free_words(talk: Talk, words: str, route: Route) -> None:
    assert route.leads_to in await talk.say_all("我要陳情", words)


@pytest.mark.parametrize("yes", ["好", "對"])
async def test_yes_takes_the_route_that_was_proposed(talk: Talk, yes: str) -> None:
    await talk.say("公司欠薪兩個月")
    assert f"可能是「{Route.DISPUTE.label}」" in await talk.say("我要陳情")
    assert Route.DISPUTE.leads_to in await talk.say(yes)


async def test_yes_takes_the_route_that_the_story_proposed(talk: Talk) -> None:
    told = await talk.say("我要檢舉公司，老闆叫我們每天超時做到十點")
    assert f"可能是「{Route.VIOLATION.label}」" in told
    assert Route.VIOLATION.leads_to in await talk.say("好")


async def test_yes_without_a_proposal_is_asked_again(talk: Talk) -> None:
    await talk.say("我要陳情")
    assert "還看不出是哪一種" in await talk.say("好")


async def test_a_route_is_proposed_from_what_was_said_before(talk: Talk) -> None:
    await talk.say("老闆積欠我兩個月薪水不給")
    assert f"可能是「{Route.DISPUTE.label}」" in await talk.say("我要陳情")


@pytest.mark.parametrize(
    ("words", "route"),
    [
        ("我要檢舉公司超時", Route.VIOLATION),
        ("老闆欠薪不給我", Route.DISPUTE),
        ("你們局的承辦態度很差", Route.COMPLAINT),
        ("建議服務時間延長", Route.SUGGESTION),
        ("同事從鷹架墜落昏倒了", Route.EMERGENCY),
        ("My boss has not paid me for two months", Route.DISPUTE),
        ("Chủ không trả lương tăng ca cho tôi", Route.DISPUTE),
        ("cong ty no luong toi 2 thang", Route.DISPUTE),
        ("Gaji saya belum dibayar", Route.DISPUTE),
        ("นายจ้างไม่จ่ายค่าแรง", Route.DISPUTE),
        ("I want to report my factory, they work illegally", Route.VIOLATION),
        ("Tôi muốn tố cáo công ty vi phạm", Route.VIOLATION),
        ("He locked me in and took my passport", Route.EMERGENCY),
        ("toi bi danh, chu giu ho chieu", Route.EMERGENCY),
        ("Saya dipukul majikan", Route.EMERGENCY),
        ("นายจ้างยึดพาสปอร์ตและขังไว้", Route.EMERGENCY),
        ("hindi binayaran ng amo ko ang sahod ko", Route.DISPUTE),
        ("gusto kong isumbong ang kompanya, labag sa batas", Route.VIOLATION),
        ("nakakulong kami sa dorm", Route.EMERGENCY),
        ("kinuha ng amo ko ang passport ko", Route.EMERGENCY),
        ("staff at your counter was rude", Route.COMPLAINT),
        ("你好", None),
        ("tôi bị giảm lương, bị đánh giá thấp", None),
        ("Please help me", None),
        ("Selamat pagi, tolong", None),
        ("Magandang umaga po, may itatanong ako", None),
    ],
)
def test_words_propose_a_route(words: str, route: Route | None) -> None:
    assert proposed_route([words]) is route


async def test_an_emergency_gets_the_numbers_to_call_and_no_form(talk: Talk) -> None:
    told = await talk.say_all("我要陳情", Route.EMERGENCY.label)
    assert all(number in told for number in ("110", "119", "113", "1955"))
    assert "第 2 題" not in await talk.say("謝謝")


async def test_without_consent_nothing_is_kept(talk: Talk, world: World) -> None:
    assert "不會留下您的資料" in await talk.say_all("我要陳情", "2", "不同意")
    assert "沒有填到一半的表單" in await talk.say("繼續填寫")


async def test_every_question_says_where_one_is(talk: Talk) -> None:
    assert "（第 3 題，共 12 題）" in await talk.say_all(*TO_THE_STORY[:3])


async def test_the_statement_is_read_back_confirmed_and_becomes_one_case(talk: Talk, world: World) -> None:
    read_back = await _to_the_end(talk)
    for answer in (STORY, "某某食品行", "王小明", PHONE, EMAIL, "要保密"):
        assert answer in read_back
    receipt = await talk.say("確認送出", key="confirm")
    again = await talk.say("確認送出", key="confirm")
    (case,) = await world.cases.list(Filters())
    assert again == receipt
    assert case.route is Route.VIOLATION
    for part in (
        case.number,
        "查詢碼：",
        "收件時間：2026-11-26 10:00",
        "最遲回覆日：2027-01-25",
        "SHA-256",
        STORY,
    ):
        assert part in receipt


async def test_what_was_answered_is_nowhere_in_the_record(talk: Talk, world: World) -> None:
    await _to_the_end(talk)
    receipt = await talk.say("確認送出")
    code = receipt.split("查詢碼：")[1].split("\n")[0]
    await talk.say("謝謝")
    stored = await world.everything_stored()
    assert "不客氣" in stored  # the record can be searched
    for secret in (STORY, "王小明", PHONE, EMAIL, "某某食品行", code):
        assert secret not in stored
    assert "〔回答：發生了什麼事？〕" in await talk.recorded()


async def test_a_reply_that_was_lost_is_shown_again_with_its_code_until_the_talk_goes_on(talk: Talk) -> None:
    await _to_the_end(talk)
    receipt = await talk.say("確認送出", key="confirm")
    assert await talk.say("確認送出", key="confirm") == receipt
    await talk.say("謝謝")
    assert "查詢碼：〔只顯示一次〕" in await talk.say("確認送出", key="confirm")


async def test_a_question_in_between_is_answered_and_the_form_goes_on(talk: Talk) -> None:
    await talk.say_all(*TO_THE_STORY, STORY)
    told = await talk.say("特休假有幾天？")
    assert "【" in told
    assert "什麼時候發生的" in told
    assert "在哪裡發生的" in await talk.say("115/3/2")


async def test_a_question_that_was_meant_as_the_answer_can_be_taken_as_one(talk: Talk) -> None:
    await talk.say_all(*TO_THE_STORY)
    await talk.say("資遣費怎麼計算？")
    assert talk.options[-1] == "把剛才那句當作回答"
    assert "什麼時候發生的" in await talk.say("1")


async def test_a_story_is_no_question_though_it_resembles_an_entry(talk: Talk) -> None:
    await talk.say_all(*TO_THE_STORY)
    assert "什麼時候發生的" in await talk.say("老闆不給我加班費")


async def test_words_of_danger_get_the_numbers_to_call_within_the_form(talk: Talk) -> None:
    await talk.say_all(*TO_THE_STORY)
    told = await talk.say("我不想活了")
    assert "1925" in told
    assert "發生了什麼事" not in told


async def test_one_step_back_asks_the_question_before_again(talk: Talk) -> None:
    await talk.say_all(*TO_THE_STORY, STORY)
    assert "發生了什麼事" in await talk.say("上一步")
    assert "什麼時候發生的" in await talk.say("老闆三個月沒給薪水")


async def test_one_field_can_be_changed_before_sending(talk: Talk) -> None:
    await _to_the_end(talk)
    await talk.say("修改")
    await talk.say("您的姓名")
    read_back = await talk.say("陳大文")
    assert "陳大文" in read_back
    assert "王小明" not in read_back


@pytest.mark.parametrize(
    ("answers", "wrong", "reason"),
    [
        (6, "115/13/45", "日"),
        (12, "12345", "電話"),
        (12, "+1 212 555 0100", "國外"),
        (13, "ming@", "電子郵件"),
    ],
)
async def test_an_answer_that_cannot_be_read_is_asked_again(
    talk: Talk, answers: int, wrong: str, reason: str
) -> None:
    await talk.say_all(*ANSWERS[: answers - 1])
    place = talk.told.split("（第 ")[1].split(" 題")[0]
    told = await talk.say(wrong)
    assert reason in told
    assert f"（第 {place} 題" in told


async def test_without_any_contact_it_is_asked_again(talk: Talk) -> None:
    told = await talk.say_all(*ANSWERS[:-2], "略過", "略過")
    assert "請至少留一個" in told


async def test_cancelling_asks_once_and_keeps_the_draft_on_wish(talk: Talk) -> None:
    await talk.say_all(*TO_THE_STORY, STORY, "取消")
    assert talk.options == ["先保留，下次再填", "刪除草稿", "繼續填寫"]
    await talk.say("1")
    assert "什麼時候發生的" in await talk.say_all("繼續填寫", "繼續填寫")


async def test_a_draft_that_was_deleted_is_gone(talk: Talk, world: World) -> None:
    await talk.say_all(*TO_THE_STORY, STORY, "取消", "刪除草稿")
    assert "沒有填到一半的表單" in await talk.say("繼續填寫")
    assert await world.cases.list(Filters()) == ()


async def test_after_days_the_draft_is_offered_and_goes_on_where_it_was(talk: Talk, world: World) -> None:
    await talk.say_all(*TO_THE_STORY, STORY)
    world.clock.after(days=3)
    await talk.say("你好")
    assert talk.options == ["繼續填寫", "重新填寫", "刪除草稿"]
    assert "什麼時候發生的" in await talk.say("繼續填寫")


async def test_beginning_anew_forgets_the_draft(talk: Talk, world: World) -> None:
    await talk.say_all(*TO_THE_STORY, STORY, "取消", "1", "我要陳情", "重新填寫")
    assert talk.options == [route.label for route in Route]


async def test_a_draft_survives_a_restart_sealed(talk: Talk, world: World) -> None:
    await talk.say_all(*TO_THE_STORY, STORY)
    async with world.database.transaction() as session:
        sealed = (await session.get_one(FlowDraftRow, ("c1", "complaint"))).sealed
    assert STORY not in sealed
    assert "在哪裡發生的" in await Talk(world, count=100).say("上個月")


async def test_a_draft_whose_key_is_lost_locks_nobody_out(talk: Talk, world: World) -> None:
    await talk.say_all(*TO_THE_STORY, STORY)
    async with world.database.transaction() as session:
        await session.execute(update(FlowDraftRow).values(sealed="lost"))
    assert "不客氣" in await talk.say("謝謝")
    assert "第 2 題" in await talk.say_all("我要陳情", "檢舉公司違反勞動法令")


async def test_drafts_that_nobody_touches_are_forgotten_after_a_month(talk: Talk, world: World) -> None:
    await talk.say_all(*TO_THE_STORY, STORY)
    world.clock.after(days=31)
    await world.conversation.tidy(world.clock.now)
    assert "沒有填到一半的表單" in await talk.say("繼續填寫")


async def test_likely_answers_are_shown_and_block_nothing(talk: Talk, world: World) -> None:
    await talk.say_all(*ANSWERS)
    assert talk.options[-1] == "都不是，繼續陳情"
    assert 2 <= len(talk.options) <= 4
    await talk.say("1")
    assert talk.body["messages"][0]["type"] == "faq_card"
    assert "請看一次" in await talk.say("都不是，繼續陳情")


async def test_messenger_asks_for_another_contact(world: World) -> None:
    talk = Talk(world, "facebook", "facebook:1")
    assert "不是 Messenger" in await talk.say_all(*ANSWERS)


async def test_another_wish_lays_the_form_aside(talk: Talk, world: World) -> None:
    await talk.say_all(*TO_THE_STORY, STORY)
    assert "案號" in await talk.say("查案件進度")
    await talk.say("取消")
    assert "什麼時候發生的" in await talk.say_all("繼續填寫", "繼續填寫")


async def test_an_offer_to_resume_is_passed_over_by_another_message(talk: Talk, world: World) -> None:
    await talk.say_all(*TO_THE_STORY, STORY)
    world.clock.after(days=1)
    await talk.say("你好")
    assert "不客氣" in await talk.say("謝謝")
    assert talk.options == ["我要陳情", "查案件進度", "我要找真人"]
    assert "什麼時候發生的" in await talk.say_all("繼續填寫", "繼續填寫")


async def test_files_go_with_the_draft_and_into_the_case(talk: Talk, world: World) -> None:
    await talk.say_all(*TO_THE_STORY, STORY)
    photo = Upload("薪資單.jpg", photos.JPEG)
    for name in ("f1", "f1", "f2"):
        talk.body = await world.conversation.attach("c1", "webchat", photo, name)
    assert "收到第 2 個附件" in talk.told
    assert "薪資單" not in await world.everything_stored()
    await talk.say_all(*ANSWERS[5:])
    if "都不是，繼續陳情" in talk.options:
        await talk.say("都不是，繼續陳情")
    await talk.say("確認送出")
    (case,) = await world.cases.list(Filters())
    view = await world.cases.view(case.id, CHIEF, world.clock.now)
    assert [attachment.name for attachment in view.attachments] == ["薪資單.jpg"] * 2


async def test_files_of_a_draft_that_was_deleted_are_gone(talk: Talk, world: World) -> None:
    await talk.say_all(*TO_THE_STORY, STORY)
    photo = Upload("a.jpg", photos.JPEG)
    await world.conversation.attach("c1", "webchat", photo, "f1")
    await talk.say_all("取消", "刪除草稿")
    async with world.database.transaction() as session:
        assert list(await session.scalars(select(DraftFileRow))) == []


async def test_scripts_and_five_thousand_letters_stay_text(talk: Talk, world: World) -> None:
    story = "<script>alert(1)</script>" + "長" * 4900
    answers = list(ANSWERS)
    answers[4], answers[10] = story, "<b>王</b>"
    read_back = await _to_the_end(talk, *answers)
    assert story in read_back
    await talk.say("確認送出")
    assert len(await world.cases.list(Filters())) == 1


async def test_a_statement_sent_twice_is_one_case(talk: Talk, world: World) -> None:
    for _ in range(2):
        await _to_the_end(talk)
        await talk.say("確認送出")
    assert len(await world.cases.list(Filters())) == 1
