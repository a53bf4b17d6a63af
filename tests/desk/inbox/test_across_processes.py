"""Two apps on one database: what happens at one is told by the streams and sockets of the other."""

from collections.abc import AsyncIterator

import pytest

from composition import Services, compose
from connectors.webchat.staff_replies import Following
from core.clock import utc_now
from core.database import Database
from desk.auth.permissions import Role, Staff
from desk.inbox import event_stream
from desk.inbox.routes import speaker
from retrieval.engine import Engine
from tests.desk.world import World

PERSON = "陳承辦"


@pytest.fixture
async def other(world: World, engine: Engine) -> AsyncIterator[Services]:
    """The parts of another app, which shares nothing but database, keys and folder."""
    url = world.database.engine.url.render_as_string(hide_password=False)
    database = Database(url)
    services = compose(world.settings, database, world.vault, engine)
    yield services
    await services.close()
    await database.close()


async def test_who_waits_at_one_app_is_told_at_the_desk_of_another(world: World, other: Services) -> None:
    clerk = await world.person(Role.CLERK)
    events = event_stream.events(other.handover, speaker(Staff(clerk.id, PERSON, Role.CLERK, "")))
    before = await anext(events)
    await world.waiting("visitor")
    after = await anext(events)
    await events.aclose()
    assert before["event"] == after["event"] == "queue" and before["data"] != after["data"]


async def test_what_staff_say_at_one_app_reaches_the_socket_of_another(world: World, other: Services) -> None:
    clerk = await world.person(Role.CLERK)
    staff, now = speaker(Staff(clerk.id, PERSON, Role.CLERK, "")), utc_now()
    await world.handover.heartbeat(staff, now)
    session = (await other.conversation.reply(None, "我要找真人")).session
    mine = world.services.conversation.tokens.open(session)
    assert await world.handover.take(staff, now, mine) is not None
    following = Following(other.conversation)
    following.begin(session, (await other.conversation.news(session, 0)).last)
    await world.handover.say(staff, mine, "您好，我是承辦人", utc_now())
    frame = await following.frame()
    assert frame is not None and "您好，我是承辦人" in str(frame["turns"])
