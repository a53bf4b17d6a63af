"""Who is named in a note and not signed in gets one mail, without a word of the note."""

from sqlalchemy import update

from core.clock import utc_now
from desk.auth.models import SessionRow
from desk.auth.permissions import Role, Staff
from desk.auth.session_service import IDLE
from desk.mentions import service as mentions
from desk.mentions.emails import MentionEmails
from tests.cases.conftest import bureau, make_desk, smtp, vault, world
from tests.cases.world import World
from tests.staff import LOGINS, add_account, open_session

__all__ = ["bureau", "make_desk", "smtp", "vault", "world"]
CLERK = LOGINS[Role.CLERK]


async def work(world: World) -> list[str]:
    """Who gets a mail now."""
    services = world.desk.services
    await MentionEmails(services.database, services.sender, "https://labor.example").work(utc_now())
    world.smtp.recipients.clear()
    world.desk.lanes.wake()
    await world.desk.settle()
    return sorted(world.smtp.recipients)


async def test_whoever_is_not_signed_in_is_written_to_once(world: World) -> None:
    database = world.desk.database
    named = Staff(f"staff-{await add_account(database, Role.CLERK)}", "陳承辦", Role.CLERK, "勞動條件科")
    author = Staff("staff-99", "王督導", Role.SUPERVISOR, "勞動條件科")
    await open_session(database, Role.CLERK)
    async with database.transaction() as session:
        mentions.keep(session, [named], author, "/desk/cases/abc", "案件 20261130-0001-4", utc_now())
    assert await work(world) == [], "signed in: the bell tells"
    async with database.transaction() as session:
        await session.execute(update(SessionRow).values(seen_at=utc_now() - IDLE * 2))
    assert await work(world) == [CLERK]
    text = world.smtp.texts()[-1]
    assert (
        "王督導 在案件 20261130-0001-4的註記提到您" in text and "https://labor.example/desk/cases/abc" in text
    )
    assert await work(world) == []
