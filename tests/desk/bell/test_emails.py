"""Where something waits and nobody who could do it is signed in, staff get a letter: once an hour at most."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from bot import repository as conversations
from bot.handover.models import HandoverRow
from cases.schemas import Action, Filters, Origin
from core.clock import utc_now
from desk.auth.models import SessionRow
from desk.auth.permissions import Role
from desk.auth.session_service import IDLE
from desk.bell.emails import BellEmails
from desk.watch.checks import Level, Trouble
from desk.watch.service import Standing
from publication.models import DraftRow
from publication.schemas import DraftState
from tests.cases.conftest import CHIEF, STATEMENT, bureau, make_desk, smtp, vault, world
from tests.cases.world import STAFF, World
from tests.staff import LOGINS, add_account, open_session

__all__ = ["bureau", "make_desk", "smtp", "vault", "world"]
UNIT = "勞動條件科"
NOW = utc_now() - timedelta(days=1)  # what is sent leaves at once
CLERK, SUPERVISOR = LOGINS[Role.CLERK], LOGINS[Role.SUPERVISOR]


@dataclass
class Bureau:
    """The letters of the bell, and the mail server that takes them."""

    world: World
    letters: BellEmails
    wrong: list[Standing]

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
    wrong: list[Standing] = []
    letters = BellEmails(
        services.database,
        services.handover,
        services.cases,
        services.sender,
        STAFF,
        services.settings.public_base,
        lambda: wrong,
    )
    return Bureau(world, letters, wrong)


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


async def test_what_is_wrong_and_urgent_is_told_once_to_those_who_read_it(office: Bureau) -> None:
    for role in (Role.CLERK, Role.SUPERVISOR):
        await add_account(office.world.desk.database, role)
    trouble = Trouble("failed_deliveries", Level.URGENT, 2, "2 則送不出去", "看原因")
    office.wrong.append(Standing(trouble, NOW))
    assert await office.work(NOW) == [SUPERVISOR]
    assert "現況有 1 件要馬上處理" in office.world.smtp.texts()[-1]
    assert await office.work(NOW + timedelta(hours=3)) == []


async def test_a_draft_that_waits_for_review_is_told_to_those_who_may_publish(office: Bureau) -> None:
    database = office.world.desk.database
    for role in (Role.SUPERVISOR, Role.CURATOR):
        await add_account(database, role)
    async with database.transaction() as session:
        session.add(_draft_in_review())
    assert await office.work(NOW) == [LOGINS[Role.CURATOR]]
    assert "1 份題庫草稿等審核" in office.world.smtp.texts()[-1]


async def test_who_gets_a_case_from_somebody_else_is_written_to_unless_they_were_there(
    office: Bureau,
) -> None:
    database, cases = office.world.desk.database, office.world.desk.services.cases
    clerk = await add_account(database, Role.CLERK)
    other = await add_account(database, Role.CLERK, "other@labor.example")
    receipt = await cases.file(STATEMENT, Origin("web"), (), NOW, "one")
    (case,) = await cases.list(Filters(number=receipt.number))
    await cases.act(case.id, Action.ACCEPT, CHIEF, NOW)
    await cases.act(case.id, Action.ASSIGN, CHIEF, NOW, unit=UNIT, person=f"staff-{clerk}")
    assert await office.work(NOW) == [CLERK]
    assert "1 件您的案件有新的事" in office.world.smtp.texts()[-1]
    assert await office.work(NOW + timedelta(hours=3)) == []
    await open_session(database, Role.CLERK, "other@labor.example")
    later = utc_now()
    await cases.act(case.id, Action.ASSIGN, CHIEF, later, unit=UNIT, person=f"staff-{other}")
    assert await office.work(later) == []
    async with database.transaction() as session:
        await session.execute(update(SessionRow).values(seen_at=later - IDLE))
    assert await office.work(later) == [], "it was seen"


def _draft_in_review() -> DraftRow:
    return DraftRow(
        kind="entry",
        key="overtime-pay",
        base_revision=1,
        payload={},
        state=DraftState.IN_REVIEW,
        version=1,
        author_id="staff-9",
        author="李題庫",
        editors=["staff-9"],
        note="",
        created_at=NOW,
        updated_at=NOW,
    )


async def test_where_no_account_has_a_mailbox_the_bureaus_mailbox_is_told(office: Bureau) -> None:
    await add_account(office.world.desk.database, Role.CLERK, "counter-one")
    await office.ask_for_a_person("one", NOW)
    assert await office.work(NOW) == [STAFF]
