"""What citizens and platforms do beside writing a new text: edits, foreign buttons, groups, bots, order."""

from collections.abc import Iterator

import pytest

from connectors import registry
from connectors.contract import Connector, EventKind
from connectors.models import EventState
from connectors.telegram.reading import raw_event
from tests.connectors.conftest import Desk, MakeDesk
from tests.one_database import database  # noqa: F401
from tests.platforms import FacebookPlatform, LinePlatform, TelegramPlatform

USER = "7001"
QUESTION = "資遣費怎麼計算？"
GROUPS = {LinePlatform: "C" + "0" * 31 + "1", TelegramPlatform: "-1009001"}


async def test_a_text_that_was_edited_is_answered_as_it_stands_now(desk: Desk) -> None:
    await desk.post(desk.platform.edited_event(USER, QUESTION))
    await desk.settle()
    assert QUESTION in "\n".join(desk.platform.texts_to(USER))


async def test_an_edit_changes_no_answer_in_a_form_and_says_so(desk: Desk) -> None:
    for words in ("我要陳情", "2"):
        await desk.post(desk.platform.text_event(USER, words))
        await desk.settle()
    before = len(desk.platform.texts_to(USER))
    await desk.post(desk.platform.edited_event(USER, "3"))
    await desk.settle()
    (said,) = desk.platform.texts_to(USER)[before:]
    assert "不會跟著改" in said


async def test_the_words_on_a_button_that_others_made_are_answered(desk: Desk) -> None:
    await desk.post(desk.platform.foreign_press_event(USER, QUESTION))
    await desk.settle()
    assert QUESTION in "\n".join(desk.platform.texts_to(USER))


async def test_a_button_under_an_old_card_answers_for_its_own_entry(desk: Desk) -> None:
    await desk.post(desk.platform.text_event(USER, "資遣費怎麼計算？"))
    await desk.settle()
    old = [event for said, event in desk.platform.press_events(USER) if "窗口" in said or "去哪裡" in said]
    await desk.post(desk.platform.text_event(USER, "失業給付怎麼申請？"))
    await desk.settle()
    before = len(desk.platform.texts_to(USER))
    await desk.post(old[0])
    await desk.settle()
    said = "\n".join(desk.platform.texts_to(USER)[before:])
    assert "資遣費" in said and "失業給付" not in said
    assert desk.platform.violations == []


@pytest.fixture(params=GROUPS, ids=lambda kind: kind.name)
def grouping(request: pytest.FixtureRequest) -> Iterator[LinePlatform | TelegramPlatform]:
    """Each platform that has groups, running."""
    stand_in: LinePlatform | TelegramPlatform = request.param()
    stand_in.address = stand_in.start()
    yield stand_in
    stand_in.stop()


async def test_a_group_is_told_once_how_to_write_to_us(
    make_desk: MakeDesk, grouping: LinePlatform | TelegramPlatform
) -> None:
    desk, group = make_desk(grouping), GROUPS[type(grouping)]
    for _ in range(2):
        for event in grouping.group_events(group, USER):
            await desk.post(event)
            await desk.settle()
    (said,) = grouping.texts_to(group)
    assert "一對一" in said and grouping.texts_to(USER) == []


async def test_a_group_that_put_us_out_and_took_us_in_again_is_told_again(
    make_desk: MakeDesk, grouping: LinePlatform | TelegramPlatform
) -> None:
    desk, group = make_desk(grouping), GROUPS[type(grouping)]
    (join, _), leave, (again, _) = (
        grouping.group_events(group, USER),
        grouping.leave_event(group),
        grouping.group_events(group, USER),
    )
    again |= {"update_id": 99} if "update_id" in again else {}
    for event in (join, leave, again):
        await desk.post(event)
        await desk.settle()
    assert len(grouping.texts_to(group)) == 2


async def test_another_bot_is_not_answered(make_desk: MakeDesk, telegram: TelegramPlatform) -> None:
    desk = make_desk(telegram)
    update = telegram.text_event(USER, "Hello! How can I help you?")
    update["message"]["from"] |= {"is_bot": True, "username": "other_bot"}
    await desk.post(update)
    await desk.settle()
    assert telegram.texts_to(USER) == [] and [row.state for row in await desk.inbox()] == [EventState.DONE]


async def test_a_press_comes_before_what_was_typed_after_it_in_the_same_second(
    make_desk: MakeDesk, telegram: TelegramPlatform
) -> None:
    desk = make_desk(telegram)
    await desk.post(telegram.text_event(USER, "調解"))
    await desk.settle()
    before = len(telegram.texts_to(USER))
    label, press = telegram.press_events(USER)[0]
    typed = telegram.text_event(USER, "謝謝")  # its date says: long before the press came in
    await desk.intake.store("telegram", [raw_event(typed), raw_event(press)])  # the wrong way round
    await desk.settle()
    answers = telegram.texts_to(USER)[before:]
    assert label.rstrip("…") in answers[0] and "不客氣" in answers[-1]


@pytest.mark.parametrize("token", ["0" * 32, "f" * 32])
async def test_the_events_that_line_makes_up_to_try_a_webhook_send_nothing(
    make_desk: MakeDesk, line: LinePlatform, token: str
) -> None:
    desk = make_desk(line)
    made_up = {
        "replyToken": token,
        "type": "message",
        "timestamp": 1514971364960,
        "source": {"type": "user", "userId": "Udeadbeefdeadbeefdeadbeefdeadbeef"},
        "message": {"id": "100001", "type": "text", "text": "Hello, world"},
    }
    assert await desk.post(made_up) == 200
    await desk.settle()
    assert await desk.outbox() == [] and not [call for call in line.calls if "message" in call]


async def test_a_group_is_never_pushed_to(make_desk: MakeDesk, line: LinePlatform) -> None:
    desk, group = make_desk(line), GROUPS[LinePlatform]
    join, _ = line.group_events(group, USER)
    line.tokens.clear()  # the token has run out: a push would be paid for each member
    await desk.post(join)
    await desk.settle()
    assert line.used == 0 and line.texts_to(group) == []


async def _answers(desk: Desk, facebook: FacebookPlatform, words: str) -> list[str]:
    before = len(facebook.texts_to(USER))
    await desk.post(facebook.text_event(USER, words))
    await desk.settle()
    return facebook.texts_to(USER)[before:]


async def test_whoever_takes_the_thread_silences_the_bot_until_it_is_passed_back(
    make_desk: MakeDesk, facebook: FacebookPlatform
) -> None:
    desk = make_desk(facebook)
    await desk.post(facebook.thread_event(USER, "take_thread_control", "263902037430900"))
    await desk.settle()
    assert await _answers(desk, facebook, QUESTION) == []
    await desk.post(facebook.thread_event(USER, "pass_thread_control", "1234"))
    await desk.settle()
    assert QUESTION in "\n".join(await _answers(desk, facebook, QUESTION))


async def test_a_thread_that_is_passed_to_the_page_inbox_is_a_persons(
    make_desk: MakeDesk, facebook: FacebookPlatform
) -> None:
    desk = make_desk(facebook)
    await desk.post(facebook.thread_event(USER, "pass_thread_control", "263902037430900"))
    await desk.settle()
    assert await _answers(desk, facebook, QUESTION) == []


@pytest.mark.parametrize("words", ["重新開始", "我要找真人", "Human help"])
async def test_who_asks_for_the_bot_or_the_desk_is_heard_while_the_page_inbox_answers(
    make_desk: MakeDesk, facebook: FacebookPlatform, words: str
) -> None:
    desk = make_desk(facebook)
    await desk.post(facebook.echo_event(USER, "我是同仁", app_id=263902037430900))
    await desk.settle()
    assert await _answers(desk, facebook, "好，謝謝") == []
    assert await _answers(desk, facebook, words)


async def test_get_started_is_heard_while_the_page_inbox_answers(
    make_desk: MakeDesk, facebook: FacebookPlatform
) -> None:
    desk = make_desk(facebook)
    await desk.post(facebook.echo_event(USER, "我是同仁", app_id=263902037430900))
    event = facebook.text_event(USER, "x")
    event["postback"] = {"mid": event.pop("message")["mid"], "title": "開始使用", "payload": "GET_STARTED"}
    await desk.settle()
    await desk.post(event)
    await desk.settle()
    assert facebook.texts_to(USER)


@pytest.mark.parametrize("shape", [{"reply_markup": 7}, {"reply_markup": {"inline_keyboard": [7, [7]]}}, 7])
async def test_a_pressed_button_may_belong_to_a_message_of_any_shape(
    make_desk: MakeDesk, telegram: TelegramPlatform, shape: object
) -> None:
    connector: Connector = registry.build(make_desk(telegram).settings)["telegram"]
    press = telegram.foreign_press_event(USER, QUESTION)
    press["callback_query"]["message"] = shape
    assert connector.read(press).kind is EventKind.TEXT
