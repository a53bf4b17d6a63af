"""Announcements: previewed for each channel with whom they reach, sent once."""

import re
from datetime import timedelta

from sqlalchemy import func, select, update

from cases.messaging import DeliveryStatus
from cases.subscriptions import repository, topic_service
from cases.subscriptions.models import AnnouncementRow, CopyRow, SubscriptionState
from cases.undo_send_service import HOLD
from core.clock import utc_now
from desk.auth.permissions import Role
from tests.desk.world import Person, World

MESSAGE = {"topic": "job_fair", "text": "12 月 5 日在巨蛋，現場面試。"}


async def sent(world: World) -> tuple[int, int]:
    """Announcements and copies there are."""
    async with world.database.transaction() as session:
        found = await session.scalar(select(func.count()).select_from(AnnouncementRow))
        copies = await session.scalar(select(func.count()).select_from(CopyRow))
    return found or 0, copies or 0


async def followed(world: World) -> None:
    """Somebody on Messenger whose window is closed follows the job fairs."""
    await topic_service.seed(world.database)
    await world.waiting("facebook:u1", "facebook", heard_at=utc_now() - timedelta(days=3))
    async with world.database.transaction() as session:
        row = await repository.ask(
            session, "job_fair", "facebook:u1", utc_now(), conversation_id="facebook:u1"
        )
        row.state = SubscriptionState.ACTIVE


async def test_the_preview_shows_every_channel_and_whom_it_cannot_reach_and_sends_nothing(
    world: World,
) -> None:
    await followed(world)
    chief = await world.person(Role.SUPERVISOR)
    page = (await chief.send("/desk/announcements/preview", **MESSAGE)).text
    for channel in ("LINE", "Messenger", "Telegram", "電子郵件"):
        assert channel in page
    assert "【就業博覽會】" in page and "取消訂閱" in page and "1 人：" in page
    assert await sent(world) == (0, 0)


async def test_a_second_click_sends_nothing_more(world: World) -> None:
    await followed(world)
    chief = await world.person(Role.SUPERVISOR)
    previewed = (await chief.send("/desk/announcements/preview", **MESSAGE)).text
    for _ in range(2):
        page = (await chief.send("/desk/announcements", **MESSAGE, seen=_seen(previewed))).text
    assert "就業博覽會" in page and await sent(world) == (1, 1)
    assert "發出主題通知" in await chief.page("/desk/audit")


async def test_what_was_changed_after_its_preview_is_previewed_again(world: World) -> None:
    await followed(world)
    chief = await world.person(Role.SUPERVISOR)
    previewed = (await chief.send("/desk/announcements/preview", **MESSAGE)).text
    changed = MESSAGE | {"text": "改成下週三"}
    again = await chief.send("/desk/announcements", **changed, seen=_seen(previewed))
    assert again.status_code == 409 and "改成下週三" in again.text and await sent(world) == (0, 0)
    await chief.send("/desk/announcements", **changed, seen=_seen(again.text))
    assert await sent(world) == (1, 1)


def _seen(page: str) -> str:
    """What the send button of a preview carries."""
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


async def test_an_empty_announcement_is_told(world: World) -> None:
    await topic_service.seed(world.database)
    chief = await world.person(Role.SUPERVISOR)
    answer = await chief.send("/desk/announcements", topic="job_fair", text=" ")
    assert answer.status_code == 400 and await sent(world) == (0, 0)


async def announced(world: World, chief: Person) -> str:
    """Send the message; gives the address of its button 收回."""
    previewed = (await chief.send("/desk/announcements/preview", **MESSAGE)).text
    page = (await chief.send("/desk/announcements", **MESSAGE, seen=_seen(previewed))).text
    found = re.search(r'action="(/desk/announcements/\d+/take-back)"', page)
    assert found is not None
    return found[1]


async def copies(world: World) -> list[str]:
    """Where each copy is."""
    async with world.database.transaction() as session:
        return list(await session.scalars(select(CopyRow.state)))


async def test_nothing_leaves_for_ten_seconds_and_what_is_taken_back_never_does(world: World) -> None:
    await followed(world)
    chief = await world.person(Role.SUPERVISOR)
    button, sent_at = await announced(world, chief), utc_now()
    await world.services.notifications.work(sent_at)
    assert await copies(world) == [DeliveryStatus.WAITING]
    page = (await chief.send(button)).text
    assert "還沒有送過" in page and await sent(world) == (0, 0)
    assert "收回主題通知" in await chief.page("/desk/audit")
    await world.services.notifications.work(sent_at + timedelta(days=1))
    assert (await chief.send(button)).status_code == 404


async def test_what_was_taken_back_can_be_sent_anew(world: World) -> None:
    await followed(world)
    chief = await world.person(Role.SUPERVISOR)
    await chief.send(await announced(world, chief))
    await announced(world, chief)
    assert await sent(world) == (1, 1)


async def test_after_the_seconds_it_is_told_that_it_is_too_late(world: World) -> None:
    await followed(world)
    chief = await world.person(Role.SUPERVISOR)
    button = await announced(world, chief)
    async with world.database.transaction() as session:
        await session.execute(update(AnnouncementRow).values(due_at=utc_now() - HOLD))
    late = await chief.send(button)
    assert late.status_code == 409 and "已經來不及收回" in late.text and await sent(world) == (1, 1)
    assert button not in await chief.page("/desk/announcements")


async def test_what_has_begun_to_leave_is_not_taken_back(world: World) -> None:
    await followed(world)
    chief = await world.person(Role.SUPERVISOR)
    button = await announced(world, chief)
    tomorrow_noon = (utc_now() + timedelta(days=1)).replace(hour=4)  # UTC; no quiet hours
    assert await world.services.notifications.announcements.send_next(tomorrow_noon)
    assert (await chief.send(button)).status_code == 409 and await sent(world) == (1, 1)


async def test_nobody_takes_back_what_another_announced(world: World) -> None:
    await followed(world)
    button = await announced(world, await world.person(Role.SUPERVISOR))
    other = await world.person(Role.SUPERVISOR)
    assert button not in await other.page("/desk/announcements")
    assert (await other.send(button)).status_code == 409 and await sent(world) == (1, 1)
