"""A mail to whoever was mentioned and is not signed in: once, without a word of the note."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cases.messaging import Ways
from core.database import Database
from core.mail import is_address
from desk.auth import session_service
from desk.mentions import repository
from desk.people import people_in

KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class MentionEmails:
    """Any number of processes may work at it: each mention is claimed before its mail is written."""

    database: Database
    ways: Ways
    public_url: str

    async def work(self, now: datetime) -> None:
        """Write to those who were mentioned and are not there."""
        async with self.database.transaction() as session:
            await repository.forget_before(session, now - KEPT)
            waiting = await repository.unmailed(session)
            if not waiting:
                return
            here = {staff.id for staff in await session_service.here(session, now)}
            known = {person.staff.id: person for person in await people_in(session)}
            for row in waiting:
                person = known.get(row.staff)
                if row.staff in here or person is None or not person.active or not is_address(person.login):
                    continue
                if await repository.claim(session, row.id, now):
                    what = f"{row.author} 在{row.name}的註記提到您"
                    link = f"{self.public_url}{row.place}"
                    text = f"{what}。\n\n請登入服務台看：\n{link}\n\n高雄市政府勞工局服務台"
                    await self.ways.mail(session, person.login, f"【服務台】{what}", text, now)
