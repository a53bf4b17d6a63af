"""Where something waits and nobody who could do it is signed in, staff get a letter: once an hour at most."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from bot import repository as conversations
from bot.handover.models import HandoverRow
from core.clock import utc_now
from desk.auth.models import SessionRow
from desk.auth.permissions import Role
from desk.auth.sessions import IDLE
from desk.bell.letters import BellLetters
from tests.cases.conftest import bureau, make_desk, smtp, vault, world
from tests.cases.world import STAFF, World
from tests.staff import LOGINS, add_account, open_session

__all__ = ["bureau", "make_desk", "smtp", "vault", "world"]
NOW = utc_now() - timedelta(days=1)  # what is sent leaves at once
CLERK, SUPERVISOR = LOGINS[Role.CLERK], LOGINS[Role.SUPERVISOR]


@dataclass
class Bureau:
    """The letters of the bell, and the mail server that takes them."""

    world: World
    letters: BellLetters

    async def ask_for_a_person(self, name: str, at: datetime) -> None:
        """A citizen waits since then."""
        async with self.world.desk.database.transaction() as session:
            row = await conversations.conversation(session, name, "webchat", at)
            session.add(HandoverRow(conversation_id=row.id, requested_at=at))

    async def work(self, now: datetime) -> list[str]:
        """Who gets a letter when the bell works at ``now``."""
        self.world.smtp.recipients.clear()
        await self.letters.work(now)
        self.world.desk.lanes.wake()
        await self.world.desk.settle()
        return sorted(self.world.smtp.recipients)


@pytest.fixture
async def office(world: World) -> Bureau:
    services = world.desk.services
    letters = BellLetters(
        services.database, services.handover, services.sender, STAFF, services.settings.public_base
    )
    return Bureau(world, letters)


async def test_those_who_may_answer_are_written_to_once(office: Bureau) -> None:
    for role in (Role.CLERK, Role.SUPERVISOR, Role.CURATOR):
        await add_account(office.world.desk.database, role)
    assert await office.work(NOW) == []
    await office.ask_for_a_person("one", NOW)
    assert await office.work(NOW) == sorted([CLERK, SUPERVISOR])
    text = office.world.smtp.texts()[-1]
    assert "1 位民眾在等真人" in text and "https://labor.example/desk/inbox" in text
    assert await office.work(NOW + timedelta(minutes=5)) == []
    assert await office.work(NOW + timedelta(hours=3)) == [], "the same thing is told once"


async def test_news_within_the_hour_waits_for_the_hour(office: Bureau) -> None:
    await add_account(office.world.desk.database, Role.CLERK)
    await office.ask_for_a_person("one", NOW)
    assert await office.work(NOW) == [CLERK]
    await office.ask_for_a_person("two", NOW + timedelta(minutes=10))
    assert await office.work(NOW + timedelta(minutes=11)) == []
    assert await office.work(NOW + timedelta(minutes=61)) == [CLERK]
    assert "2 位民眾在等真人" in office.world.smtp.texts()[-1]


async def test_nobody_is_written_to_while_somebody_who_can_answer_is_there(office: Bureau) -> None:
    database, now = office.world.desk.database, utc_now()
    await open_session(database, Role.CURATOR)
    await open_session(database, Role.CLERK)
    await office.ask_for_a_person("one", now)
    assert await office.work(now) == []
    async with database.transaction() as session:
        await session.execute(update(SessionRow).values(seen_at=now - IDLE))
    assert await office.work(now) == [CLERK]


async def test_who_is_there_but_may_not_answer_does_not_count(office: Bureau) -> None:
    await open_session(office.world.desk.database, Role.CURATOR)
    await add_account(office.world.desk.database, Role.CLERK)
    await office.ask_for_a_person("one", utc_now())
    assert await office.work(utc_now()) == [CLERK]


async def test_where_no_account_has_a_mailbox_the_bureaus_mailbox_is_told(office: Bureau) -> None:
    await add_account(office.world.desk.database, Role.CLERK, "counter-one")
    await office.ask_for_a_person("one", NOW)
    assert await office.work(NOW) == [STAFF]
