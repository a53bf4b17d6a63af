"""A callback in free words: who, which number and when in one message; only what is missing is asked."""

from datetime import date

import pytest

from bot.flows.extraction.contacts import about, contacts_told, wants_call
from cases.questions import CALLBACK
from cases.schemas import Actor, ActorKind, Filters
from tests.bot.flows.conftest import NIGHT, Talk, World

TODAY = date(2026, 11, 26)
CHIEF = Actor(ActorKind.STAFF, "chief", "科長", "勞動條件科", sees_all=True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "我叫王小明 0912345678 明天下午打給我",
            {"name": "王小明", "phone": "0912-345-678", "call_time": "明天下午（11 月 27 日）"},
        ),
        ("陳美玲，０９１２－３４５－６７８，請回電", {"name": "陳美玲", "phone": "0912-345-678"}),
        (
            "請打 07-812-4613 轉 424 給我，我是陳大文，下班後都可以",
            {"name": "陳大文", "phone": "07-812-4613 轉 424", "call_time": "下班後"},
        ),
        ("請週三早上十點以後打0987654321", {"phone": "0987-654-321", "call_time": "週三早上十點以後"}),
        (
            "my name is Anna Lee, please call me tomorrow afternoon at 0912345678",
            {"name": "Anna Lee", "phone": "0912-345-678", "call_time": "tomorrow afternoon（11 月 27 日）"},
        ),
        (
            "Tôi tên là Nguyễn Văn An, gọi lại cho tôi 0912345678 chiều mai",
            {"name": "Nguyễn Văn An", "phone": "0912-345-678", "call_time": "chiều mai"},
        ),
        (
            "Nama saya Siti Rahayu, telepon saya 0912345678 besok sore",
            {"name": "Siti Rahayu", "phone": "0912-345-678", "call_time": "besok sore（11 月 27 日）"},
        ),
        ("ฉันชื่อ สมชาย โทรกลับ 0912345678", {"name": "สมชาย", "phone": "0912-345-678"}),
    ],
)
def test_name_number_and_time_are_read_and_the_wish_is_heard(text: str, told: dict[str, str]) -> None:
    assert contacts_told(text, TODAY) == told
    assert wants_call(text)


@pytest.mark.parametrize(
    "text", ["我要找真人", "請回電給我", "薪水 38000 元", "案號 20261126-0042-5", "上禮拜三被罵"]
)
def test_without_a_number_to_call_there_is_no_callback(text: str) -> None:
    assert not wants_call(text)


def test_what_the_call_is_about_is_what_else_was_said() -> None:
    text = "我是王小明，被公司資遣沒給資遣費，請打0912345678，明天早上都可以"
    assert about(text, contacts_told(text, TODAY)) == "被公司資遣沒給資遣費"


async def test_one_message_leaves_only_consent_and_matter_to_ask(talk: Talk, world: World) -> None:
    told = await talk.say("我叫王小明 0912345678 明天下午打給我")
    assert "您同意我們" in told
    assert "發生了什麼事？" in await talk.say("同意")
    read_back = await talk.say("想問資遣費怎麼算的細節")
    if "把剛才那句當作回答" in talk.options:
        read_back = await talk.say("把剛才那句當作回答")
    for part in ("王小明", "0912-345-678", "明天下午（11 月 27 日）"):
        assert part in read_back
    assert "案號：" in await talk.say("確認送出")
    (case,) = await world.cases.list(Filters())
    assert case.category == CALLBACK
    view = await world.cases.view(case.id, CHIEF, world.clock.now)
    assert view.statement and "明天下午（11 月 27 日）" in view.statement.wish


async def test_with_the_matter_in_it_nothing_but_the_consent_is_asked(talk: Talk) -> None:
    await talk.say("我叫王小明，公司資遣我沒給資遣費，請明天下午打 0912345678 給我")
    assert "請看一次" in await talk.say("同意")


async def test_what_is_missing_is_asked(talk: Talk) -> None:
    await talk.say_all("0912345678 請回電", "同意", "被資遣沒拿到錢")
    assert "您的姓名" in talk.told
    assert "什麼時候打給您" in await talk.say("王小明")
    assert "請看一次" in await talk.say("平日晚上")


async def test_told_where_the_matter_is_asked_it_is_taken_apart(talk: Talk, world: World) -> None:
    world.clock.now = NIGHT
    await talk.say_all("我要找真人", "1", "同意")
    told = await talk.say("我叫王小明 0912345678 明天下午打給我")
    assert "發生了什麼事？" in told
    assert "請看一次" in await talk.say("老闆沒給我加班費")


async def test_name_and_number_in_one_answer_of_a_form_are_two_answers(talk: Talk, world: World) -> None:
    world.clock.now = NIGHT
    await talk.say_all("我要找真人", "1", "同意", "老闆沒給我加班費")
    assert "什麼時候打給您" in await talk.say("Nguyen Van An 0912345678")
    read_back = await talk.say("略過")
    assert "Nguyen Van An\n" in read_back and "0912-345-678" in read_back


async def test_without_a_phone_an_e_mail_is_asked_for(talk: Talk, world: World) -> None:
    world.clock.now = NIGHT
    await talk.say_all("我要找真人", "1", "同意", "老闆沒給我加班費", "王小明")
    assert "電子郵件" in await talk.say("略過")
    assert "請至少留一個" in await talk.say("略過")


async def test_nothing_of_the_message_is_in_the_record(talk: Talk, world: World) -> None:
    await talk.say("我叫王小明 0912345678 明天下午打給我")
    stored = await world.everything_stored()
    assert "王小明" not in stored and "0912" not in stored


async def test_a_complaint_with_a_number_is_a_complaint(talk: Talk) -> None:
    told = await talk.say("我要檢舉老闆欠我三個月薪水，我叫王小明，請打 0912345678 給我")
    assert "您想請勞工局做什麼" in told or "依您剛才說的" in told


@pytest.mark.parametrize("words", ["留電話好了", "好 請你們回電", "打給我就好", "call me", "0912-345-678"])
async def test_the_offer_of_a_call_is_taken_in_free_words(world: World, words: str) -> None:
    talk = Talk(world)
    await talk.say("找真人")
    await talk.say(words)
    assert "個人資料" in talk.told or "同意" in talk.told


async def test_another_question_passes_the_offer_of_a_call_over(world: World) -> None:
    talk = Talk(world)
    await talk.say("找真人")
    assert "婚假" in await talk.say("婚假有幾天？什麼時候要休完？")
