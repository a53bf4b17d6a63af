"""Topics: followed and left by one word or by a confirmed address, announced once to each follower."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from cases.messaging import DeliveryStatus
from cases.notification_service import Notifications
from cases.subscriptions import topic_service
from cases.subscriptions.models import CopyRow, SubscriptionRow
from cases.subscriptions.service import Followed
from cases.subscriptions.topic_service import NoSuchTopic
from core.clock import TAIPEI, utc_now
from core.database import Database
from core.encryption import Vault
from core.errors import BadLink, Problem
from tests.cases.world import CHAT, World
from tests.platforms.smtp import MailFault

WAGE, FAIR = "minimum_wage", "job_fair"
TEXT = "115 年最低工資調整為每月 29,500 元。"
MING = "ming@example.tw"


@pytest.fixture(autouse=True)
async def offered(database: Database) -> None:
    """The first topics."""
    await topic_service.seed(database)


async def _follow(world: World, topic: str = WAGE, name: str = CHAT) -> Followed:
    async with world.desk.database.transaction() as session:
        return await world.notifications.subscriptions.follow(session, topic, name, utc_now())


async def _follow_by_mail(world: World, address: str = MING) -> str:
    """Ask, open the letter and confirm; returns the token that confirmed."""
    await world.notifications.subscriptions.ask_by_mail(WAGE, address, utc_now())
    await world.work(utc_now(), rounds=1)
    token = world.smtp.texts()[-1].split("confirm?token=")[1].split()[0]
    await world.notifications.subscriptions.use_link(token, False, utc_now())
    world.smtp.taken.clear()
    return token


async def _announce(world: World, topic: str = WAGE, text: str = TEXT) -> int:
    number = await world.notifications.announcements.announce(topic, text, "王承辦", utc_now())
    await world.work(utc_now())
    return number


async def test_a_chat_follows_and_is_told_once(world: World) -> None:
    await world.citizen_writes()
    assert await _follow(world) is Followed.DONE
    assert await _follow(world) is Followed.ALREADY
    number = await _announce(world)
    await world.work(utc_now())
    (text,) = world.chats()
    assert TEXT in text and "最低工資調整" in text and "取消訂閱" in text
    assert (await world.notifications.announcements.report(number)).counts == {"arrived": 1}


async def test_who_does_not_follow_hears_nothing(world: World) -> None:
    await world.citizen_writes()
    await _follow(world, FAIR)
    await _announce(world, WAGE)
    assert world.chats() == []


async def test_one_word_ends_it_all_and_one_can_come_back(world: World) -> None:
    await world.citizen_writes()
    await _follow(world)
    await _follow(world, FAIR)
    async with world.desk.database.transaction() as session:
        left = await world.notifications.subscriptions.leave(session, CHAT, utc_now())
        assert {topic.id for topic in left} == {WAGE, FAIR}
        assert await world.notifications.subscriptions.leave(session, CHAT, utc_now()) == ()
    await _announce(world)
    assert world.chats() == []
    assert await _follow(world) is Followed.DONE


async def test_leaving_one_topic_keeps_the_other(world: World) -> None:
    await world.citizen_writes()
    await _follow(world)
    await _follow(world, FAIR)
    async with world.desk.database.transaction() as session:
        await world.notifications.subscriptions.leave(session, CHAT, utc_now(), WAGE)
        assert [topic.id for topic in await world.notifications.subscriptions.followed(session, CHAT)] == [
            FAIR
        ]


async def test_who_leaves_before_the_morning_is_not_told_in_it(world: World) -> None:
    await world.citizen_writes()
    await _follow(world)
    number = await world.notifications.announcements.announce(WAGE, TEXT, "王", utc_now())
    async with world.desk.database.transaction() as session:
        await world.notifications.subscriptions.leave(session, CHAT, utc_now())
    await world.work(utc_now())
    assert (await world.notifications.announcements.report(number)).unreached == {"已取消訂閱": 1}
    assert world.chats() == []


@pytest.mark.parametrize("name", ["0123456789abcdef", "facebook:77"])
async def test_a_chat_that_cannot_be_written_to_later_is_told_so(world: World, name: str) -> None:
    assert await _follow(world, WAGE, name) is Followed.IMPOSSIBLE


async def test_an_unknown_topic_lists_the_known(world: World) -> None:
    with pytest.raises(NoSuchTopic, match="最低工資調整"):
        await _follow(world, "lottery")
    with pytest.raises(NoSuchTopic):
        await world.notifications.announcements.announce("lottery", TEXT, "王", utc_now())


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("訂閱 最低工資調整", WAGE),
        ("我想訂閱基本工資的消息", WAGE),
        ("訂閱就業博覽會", FAIR),
        ("訂閱「徵才 活動」", FAIR),
        ("訂閱職訓課程", "training"),
        ("訂閱", None),
        ("你好", None),
    ],
)
async def test_a_topic_is_found_in_what_people_say(database: Database, said: str, topic: str | None) -> None:
    async with database.transaction() as session:
        found = await topic_service.find(session, said)
    assert (found.id if found else None) == topic


async def test_an_address_follows_after_its_link_was_used(world: World) -> None:
    await _follow_by_mail(world)
    await _announce(world)
    (text,) = world.smtp.texts()
    assert TEXT in text and "subscriptions/leave?token=" in text


async def test_an_address_that_did_not_confirm_gets_nothing(world: World) -> None:
    await world.notifications.subscriptions.ask_by_mail(WAGE, MING, utc_now())
    await world.work(utc_now(), rounds=1)
    world.smtp.taken.clear()
    await _announce(world)
    assert world.smtp.taken == []


async def test_an_address_is_asked_once_an_hour_and_never_again_when_it_follows(world: World) -> None:
    subscriptions = world.notifications.subscriptions
    for _ in range(3):
        await subscriptions.ask_by_mail(WAGE, MING, utc_now())
    await world.work(utc_now(), rounds=1)
    assert len(world.smtp.taken) == 1
    token = world.smtp.texts()[-1].split("confirm?token=")[1].split()[0]
    await subscriptions.use_link(token, False, utc_now())
    await subscriptions.ask_by_mail(WAGE, MING.upper(), utc_now() + timedelta(hours=2))
    await world.work(utc_now(), rounds=1)
    assert len(world.smtp.taken) == 1


async def test_a_letter_carries_the_link_that_ends_it(world: World) -> None:
    await _follow_by_mail(world)
    await _announce(world)
    token = world.smtp.texts()[0].split("leave?token=")[1].split()[0]
    assert (await world.notifications.subscriptions.linked(token, True)).id == WAGE
    await world.notifications.subscriptions.use_link(token, True, utc_now())
    world.smtp.taken.clear()
    await _announce(world)
    assert world.smtp.taken == []


async def test_the_confirming_link_does_not_bring_back_who_has_left(world: World) -> None:
    token = await _follow_by_mail(world)
    await _announce(world)
    leaving = world.smtp.texts()[0].split("leave?token=")[1].split()[0]
    await world.notifications.subscriptions.use_link(leaving, True, utc_now())
    await world.notifications.subscriptions.use_link(token, False, utc_now())
    world.smtp.taken.clear()
    await _announce(world)
    assert world.smtp.taken == []


async def test_a_link_serves_one_purpose(world: World) -> None:
    token = await _follow_by_mail(world)
    for wrong in (token, "", "x.y.z"):
        with pytest.raises(BadLink):
            await world.notifications.subscriptions.use_link(wrong, True, utc_now())


async def test_an_address_is_kept_sealed(world: World) -> None:
    await _follow_by_mail(world)
    async with world.desk.database.transaction() as session:
        (row,) = await session.scalars(select(SubscriptionRow))
    assert "ming" not in f"{row.person}{row.email}" and row.consented_at is not None


async def test_the_report_tells_whom_it_did_not_reach_and_why(world: World) -> None:
    await world.citizen_writes()
    await _follow(world)
    await _follow_by_mail(world)
    await _follow_by_mail(world, "gone@example.tw")
    world.telegram.blocked.add("1001")
    world.smtp.faults.append(MailFault.NO_SUCH_USER)
    number = await _announce(world)
    report = await world.notifications.announcements.report(number)
    assert report.counts == {"arrived": 1, "failed": 2}
    assert sum(report.unreached.values()) == 2
    again = await _announce(world, text=f"{TEXT}（更正）")
    assert "民眾已封鎖或離開這個管道" in (await world.notifications.announcements.report(again)).unreached


async def test_at_night_it_waits_for_the_morning(world: World, vault: Vault) -> None:
    await world.citizen_writes()
    await _follow(world)
    now = utc_now()
    local = now.astimezone(TAIPEI)
    span = f"{local - timedelta(hours=1):%H:%M}-{local + timedelta(hours=1):%H:%M}"
    settings = world.desk.settings.model_copy(update={"quiet_hours": span})
    quiet = Notifications.build(settings, world.desk.database, vault, world.desk.sender)
    await quiet.announcements.announce(WAGE, TEXT, "王", now)
    await quiet.work(now)
    assert await _copies(world) == [DeliveryStatus.WAITING]
    await quiet.work(now + timedelta(hours=2))
    assert await _copies(world) == [DeliveryStatus.HANDED]


async def _copies(world: World) -> list[str]:
    async with world.desk.database.transaction() as session:
        return list(await session.scalars(select(CopyRow.state)))


@pytest.mark.parametrize("text", ["", "   ", "長" * 1001])
async def test_a_text_that_cannot_be_sent_is_refused(world: World, text: str) -> None:
    with pytest.raises(Problem, match="1000"):
        await world.notifications.announcements.announce(WAGE, text, "王", utc_now())


async def test_staff_add_and_close_topics(database: Database) -> None:
    await topic_service.save(database, "strike", "罷工消息", ["罷工"], True)
    await topic_service.save(database, "job_fair", "就業博覽會", [], False)
    async with database.transaction() as session:
        offered = {topic.id for topic in await topic_service.offered(session)}
    assert "strike" in offered and "job_fair" not in offered


@pytest.mark.parametrize(
    ("topic", "name"),
    [("", "x"), ("a b", "x"), ("主題", "x"), ("x", ""), ("x", "名" * 41), ("other", "就業博覽會")],
)
async def test_a_topic_that_cannot_be_kept_is_refused(database: Database, topic: str, name: str) -> None:
    with pytest.raises(Problem):
        await topic_service.save(database, topic, name, [], True)


async def test_who_is_forgotten_is_told_nothing(world: World) -> None:
    await world.citizen_writes()
    await _follow(world)
    async with world.desk.database.transaction() as session:
        await world.notifications.subscriptions.forget(session, CHAT)
        (row,) = await session.scalars(select(SubscriptionRow))
        assert row.conversation_id is None and CHAT not in row.person
    await _announce(world)
    assert world.chats() == []
