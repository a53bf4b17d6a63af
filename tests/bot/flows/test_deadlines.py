"""A last day that was worked out in the chat: into the calendar, or reminded of with consent."""

import pytest
from sqlalchemy import select

from cases.citizen_reminders.models import DeadlineReminderRow
from tests.bot.flows.conftest import Talk, World

LINE = "line:U1"


@pytest.fixture
async def counted(talk: Talk) -> Talk:
    """A conversation in which a last day that is still to come was worked out."""
    await talk.say_all("不當勞動行為裁決怎麼申請？", "法定期限試算")
    await talk.say("2026-11-01")
    return talk


async def _reminders(world: World) -> int:
    async with world.database.transaction() as session:
        return len(list(await session.scalars(select(DeadlineReminderRow))))


async def test_an_entry_with_one_deadline_asks_only_for_the_day(talk: Talk) -> None:
    said = await talk.say_all("不當勞動行為裁決怎麼申請？", "法定期限試算")
    assert "哪一天知道雇主那件事" in said


async def test_a_last_day_offers_calendar_and_reminder(counted: Talk) -> None:
    assert "2027-02-01" in counted.told
    assert counted.options == ["提醒我", "加到行事曆"]


async def test_the_calendar_file_is_a_link_that_the_record_does_not_hold(counted: Talk, world: World) -> None:
    assert "/deadlines/" not in counted.told
    said = await counted.say("加到行事曆")
    assert "deadlines/" in said and ".ics" in said


async def test_a_web_chat_is_reminded_by_mail_only_after_consent(counted: Talk, world: World) -> None:
    assert "電子郵件" in await counted.say("提醒我")
    assert "看不懂" in await counted.say("ming@")
    assert "同意嗎" in await counted.say("ming@example.tw")
    assert await _reminders(world) == 0
    assert "2027-01-25" in await counted.say("同意")
    assert await _reminders(world) == 2
    assert not any("ming" in text for text in await counted.recorded())


async def test_who_refuses_is_not_reminded(counted: Talk, world: World) -> None:
    await counted.say_all("提醒我", "ming@example.tw")
    assert "不提醒" in await counted.say("不用提醒")
    assert await _reminders(world) == 0


async def test_one_word_cancels(counted: Talk, world: World) -> None:
    await counted.say_all("提醒我", "ming@example.tw", "同意")
    assert "已經取消提醒" in await counted.say("取消提醒")
    assert await _reminders(world) == 0
    assert "沒有等著" in await counted.say("取消提醒")


async def test_erasing_ones_data_erases_reminders_and_facts(counted: Talk, world: World) -> None:
    await counted.say_all("提醒我", "ming@example.tw", "同意", "我月薪四萬")
    await counted.say_all("刪除我的資料", "確定刪除")
    assert await _reminders(world) == 0
    assert "還沒有記下" in await counted.say("我的情況")


async def test_a_chat_that_lasts_is_asked_for_consent_alone(world: World) -> None:
    talk = Talk(world, "telegram", "telegram:1001")
    await talk.say_all("不當勞動行為裁決怎麼申請？", "法定期限試算", "2026-11-01")
    assert "同意嗎" in await talk.say("提醒我")
    assert "2027-01-25" in await talk.say("同意")
    assert await _reminders(world) == 2


async def test_another_question_leaves_the_reminder(counted: Talk, world: World) -> None:
    await counted.say("提醒我")
    assert "【" in await counted.say("資遣費怎麼計算？")
    assert await _reminders(world) == 0
