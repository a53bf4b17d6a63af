"""The desk with everything behind it but Rasa and the platforms, inside the test's own process."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import httpx

from bot import repository as conversations
from cases.schemas import Filters, Origin, Statement, Upload
from composition import compose
from connectors import repository as lanes
from connectors.models import LaneRow
from core.clock import utc_now
from core.database import Database
from core.encryption import first_key, vault_of
from core.settings import Settings
from desk.auth import cookies, session_service
from desk.auth.models import AccountRow
from desk.auth.permissions import Role
from desk.auth.session_service import SignInStep
from retrieval.engine import Engine
from tests.desk.apps import new_app
from tests.staff import NAMES, add_account, csrf_of
from web.security import SecurityHeaders

UNIT = "勞動條件科"


@dataclass
class Person:
    """A member of staff with a browser of their own."""

    client: httpx.AsyncClient
    id: str
    _token: str = ""

    async def page(self, path: str) -> str:
        """The page at ``path``, which must be there."""
        response = await self.client.get(path)
        assert response.status_code == 200, (path, response.status_code, response.text)
        return response.text

    async def csrf(self) -> str:
        """The token of the forms of a real page; it is that of the session, so it is looked up once."""
        self._token = self._token or csrf_of(await self.page("/desk/account"))
        return self._token

    async def send(self, path: str, **fields: str | list[str]) -> httpx.Response:
        """Post a form of the desk; a list is a field that comes several times."""
        return await self.client.post(path, data={"csrf": await self.csrf(), **fields}, follow_redirects=True)


class World:
    """Signed-in people, citizens who wait, cases."""

    def __init__(self, database: Database, settings: Settings, engine: Engine) -> None:
        first_key(settings)
        always_open = settings.model_copy(update={"desk_hours": "mon-sun 00:00-23:59"})
        self.services = compose(always_open, database, vault_of(settings), engine)
        self.settings, self.database, self.vault = always_open, database, self.services.vault
        self.connectors, self.sender = self.services.connectors, self.services.sender
        self.cases, self.handover = self.services.cases, self.services.handover
        self.app = new_app(self.services)
        self.app.add_middleware(SecurityHeaders)
        self._opened: list[httpx.AsyncClient] = []
        self._count = 0

    async def person(self, role: Role = Role.CLERK, unit: str = UNIT, name: str = "") -> Person:
        """Somebody of ``role`` and ``unit``, signed in."""
        self._count += 1
        login = f"{role}{self._count}@labor.example"
        account_id = await add_account(self.database, role, login)
        async with self.database.transaction() as session:
            row = await session.get_one(AccountRow, account_id)
            row.unit, row.name = unit, name or NAMES[role]
            cookie = session_service.begin(session, row, row.name, SignInStep.DONE, utc_now())
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app),
            base_url=self.settings.public_base,
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
        async with self.database.transaction() as session:
            row = await conversations.conversation(session, conversation_id, channel, now)
            body = {
                "messages": [{"type": "text", "text": "這題我還不會"}],
                "state": {"owner": "bot", "intent": "out_of_scope", "faq_id": None},
            }
            conversations.add_turn(session, row.id, None, "貓可以保勞保嗎", body, "direct", now)
            await self.handover.request(session, row, now)
            if heard_at is not None:
                user = conversation_id.partition(":")[2]
                lane_id = await lanes.lane_of(session, channel, user, now)
                lane = await session.get_one(LaneRow, lane_id)
                lane.heard_at = heard_at
        return conversation_id

    async def case(
        self,
        statement: Statement,
        key: str = "one",
        now: datetime | None = None,
        *uploads: Upload,
        **changes: Any,
    ) -> str:
        """A case that a citizen filed on the web."""
        receipt = await self.cases.file(
            replace(statement, **changes),
            Origin("web"),
            uploads,
            now or utc_now(),
            key,
        )
        (found,) = await self.cases.list(Filters(number=receipt.number))
        return found.id

    async def close(self) -> None:
        """Close the browsers and the connections."""
        await asyncio.gather(*(client.aclose() for client in self._opened))
        await self.services.close()
