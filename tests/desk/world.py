"""The desk with everything behind it but Rasa and the platforms, inside the test's own process."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import httpx
from fastapi import FastAPI

import desk.routes
import web.problems
from bot import repository as conversations
from bot.handover import HandoverService
from cases.informing import Informing
from cases.policy import Policy
from cases.schemas import Filters, Origin, Statement, Upload
from cases.service import CaseService
from cases.ways import Purpose
from connectors import registry
from connectors import repository as lanes
from connectors.sending import Sender
from core.clock import utc_now
from core.database import Database
from core.encryption import vault_of
from core.hours import OpeningHours
from core.service import CalendarService
from core.settings import Settings
from desk.auth import cookies, sessions
from desk.auth.models import AccountRow
from desk.auth.permissions import Role
from desk.auth.sessions import Step
from desk.people import AccountDirectory
from retrieval.engine import Engine
from tests.staff import NAMES, add_account, csrf_of
from web.security import SecurityHeaders

UNIT = "勞動條件科"


@dataclass
class Person:
    """A member of staff with a browser of their own."""

    client: httpx.AsyncClient
    id: str

    async def page(self, path: str) -> str:
        """The page at ``path``, which must be there."""
        response = await self.client.get(path)
        assert response.status_code == 200, (path, response.status_code, response.text)
        return response.text

    async def send(self, path: str, **fields: str) -> httpx.Response:
        """Post a form of the desk."""
        token = csrf_of(await self.page("/desk/account"))
        return await self.client.post(path, data={"csrf": token, **fields}, follow_redirects=True)


class World:
    """Signed-in people, citizens who wait, cases."""

    def __init__(self, database: Database, settings: Settings, engine: Engine) -> None:
        self.database = database
        self.vault = vault_of(settings)
        self.connectors = registry.build(settings)
        self.sender = Sender(self.connectors)
        self.cases = CaseService(database, self.vault, Policy.of(settings), self.sender)
        deliver = partial(self.sender.send, purpose=Purpose.REPLY)
        hours = OpeningHours.parse("mon-sun 00:00-23:59")
        self.handover = HandoverService(database, self.vault, hours, deliver, self.sender)
        self.app = FastAPI()
        state = self.app.state
        state.database, state.settings, state.engine = database, settings, engine
        state.public_url, state.vault = settings.public_base, self.vault
        state.connectors, state.cases, state.handover = self.connectors, self.cases, self.handover
        state.calendar = CalendarService(database)
        directory = AccountDirectory(None)
        state.informing = Informing.build(settings, database, self.vault, self.sender, directory)
        web.problems.install(self.app)
        desk.routes.install(self.app)
        self.app.add_middleware(SecurityHeaders)
        self._opened: list[httpx.AsyncClient] = []
        self._count = 0

    async def person(self, role: Role = Role.CLERK, unit: str = UNIT, name: str = "") -> Person:
        """Somebody of ``role`` and ``unit``, signed in."""
        self._count += 1
        login = f"{role}{self._count}@labor.example"
        account_id = await add_account(self.database, role, login)
        async with self.database.transaction() as db:
            row = await db.get_one(AccountRow, account_id)
            row.unit, row.name = unit, name or NAMES[role]
            cookie = sessions.begin(db, row, row.name, Step.DONE, utc_now())
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app),
            base_url=self.app.state.public_url,
            headers={"Accept": "text/html"},
            cookies={cookies.SESSION: cookie},
        )
        self._opened.append(client)
        return Person(client, f"staff-{account_id}")

    async def waiting(
        self, conversation_id: str = "visitor", channel: str = "webchat", heard_at: datetime | None = None
    ) -> str:
        """A citizen who asked for a person; on a platform the citizen wrote at ``heard_at``."""
        now = utc_now()
        async with self.database.transaction() as db:
            row = await conversations.conversation(db, conversation_id, channel, now)
            body = {
                "messages": [{"type": "text", "text": "這題我還不會"}],
                "state": {"owner": "bot", "intent": "out_of_scope", "faq_id": None},
            }
            conversations.add_turn(db, row.id, None, "貓可以保勞保嗎", body, "direct", now)
            await self.handover.request(db, row, now)
            if heard_at is not None:
                user = conversation_id.partition(":")[2]
                lane_id = await lanes.lane_of(db, channel, user, now)
                lane = await db.get_one(lanes.LaneRow, lane_id)
                lane.heard_at = heard_at
        return conversation_id

    async def case(
        self,
        statement: Statement,
        key: str = "one",
        now: datetime | None = None,
        *uploads: Upload,
        **changes: object,
    ) -> str:
        """A case that a citizen filed on the web."""
        receipt = await self.cases.file(
            replace(statement, **changes),
            Origin("web"),
            uploads,
            now or utc_now(),
            key,  # type: ignore[arg-type]
        )
        (found,) = await self.cases.list(Filters(number=receipt.number))
        return found.id

    async def close(self) -> None:
        """Close the browsers and the connections."""
        await asyncio.gather(*(client.aclose() for client in self._opened))
        for connector in self.connectors.values():
            await connector.close()
