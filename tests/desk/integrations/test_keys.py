"""Keys of other systems: shown once, kept as a hash, good for their scopes and days only."""

import re
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select, update

from core.clock import local_now, utc_now
from desk.auth.permissions import Role
from desk.integrations import key_service
from desk.integrations.key_service import BadKey, Scope
from desk.integrations.models import ApiKeyRow
from tests.cases.conftest import STATEMENT
from tests.desk.world import World
from tests.no_search import NO_SEARCH

TODAY = local_now().date()


async def key_of(world: World, *scopes: Scope, name: str = "市府入口") -> str:
    """A new key, good for today."""
    async with world.database.transaction() as session:
        return key_service.make(session, name, scopes, TODAY, "tests", utc_now())[0]


async def ask(world: World, path: str, key: str = "") -> httpx.Response:
    transport = httpx.ASGITransport(world.app)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with httpx.AsyncClient(transport=transport, base_url=world.settings.public_base) as client:
        return await client.get(path, headers=headers)


async def number_of(world: World) -> str:
    case_id = await world.case(STATEMENT)
    return (await world.cases.summary(case_id)).number


async def test_a_key_made_at_the_desk_reads_a_case_without_its_person(linked: World) -> None:
    admin = await linked.person(Role.ADMIN)
    made = await admin.send(
        "/desk/integrations/keys", name="市府入口", scopes="cases:read", expires_on=TODAY.isoformat()
    )
    (key,) = re.findall(r"ldk_[\w-]{43}", made.text)
    number = await number_of(linked)
    answer = await ask(linked, f"/api/v1/cases/{number}", key)
    assert answer.status_code == 200 and answer.json()["number"] == number
    assert answer.json()["state"] == "received"
    for private in (STATEMENT.name, STATEMENT.phone, STATEMENT.what, STATEMENT.employer):
        assert private not in answer.text
    shown = await admin.page("/desk/integrations")
    assert key not in shown and key[:12] in shown and "沒用過" not in shown
    assert "建立介接金鑰" in await admin.page("/desk/audit")
    async with linked.database.transaction() as session:
        row = await session.scalar(select(ApiKeyRow))
    assert row is not None and key not in row.digest


async def test_revoking_asks_first_and_then_opens_nothing_more(linked: World) -> None:
    key, admin = await key_of(linked, Scope.CASES), await linked.person(Role.ADMIN)
    path = f"/api/v1/cases/{await number_of(linked)}"
    (revoke,) = re.findall(r'action="(\S+/revoke)"', await admin.page("/desk/integrations"))
    asked = await admin.send(revoke)
    assert "確定撤銷" in asked.text and (await ask(linked, path, key)).status_code == 200
    await admin.send(revoke, sure="true")
    refused = await ask(linked, path, key)
    assert refused.status_code == 401 and refused.headers["www-authenticate"] == "Bearer"
    assert "撤銷介接金鑰" in await admin.page("/desk/audit")


async def test_a_key_opens_only_its_scopes_and_only_until_its_last_day(linked: World) -> None:
    key, path = await key_of(linked, Scope.STATISTICS), f"/api/v1/cases/{await number_of(linked)}"
    assert (await ask(linked, path, key)).status_code == 403
    assert (await ask(linked, path)).status_code == 401
    assert (await ask(linked, path, "ldk_made-up")).status_code == 401
    other = await key_of(linked, Scope.CASES, name="別的")
    async with linked.database.transaction() as session:
        await session.execute(update(ApiKeyRow).values(expires_on=TODAY - timedelta(days=1)))
    assert (await ask(linked, path, other)).status_code == 401


async def test_an_unknown_number_is_not_found(linked: World) -> None:
    key = await key_of(linked, Scope.CASES)
    assert (await ask(linked, "/api/v1/cases/20261126-0001-9", key)).status_code == 404
    assert (await ask(linked, "/api/v1/cases/x", key)).status_code == 404


async def test_a_key_that_asks_too_fast_waits_and_another_does_not(linked: World) -> None:
    slow = World(linked.database, linked.settings.model_copy(update={"api_rate": "2/hour"}), NO_SEARCH)
    first, second = await key_of(slow, Scope.CASES), await key_of(slow, Scope.CASES)
    path = f"/api/v1/cases/{await number_of(slow)}"
    assert [(await ask(slow, path, first)).status_code for _ in range(3)] == [200, 200, 429]
    assert (await ask(slow, path, second)).status_code == 200
    assert int((await ask(slow, path, first)).headers["retry-after"]) > 0
    await slow.close()


@pytest.mark.parametrize(
    ("name", "scopes", "days"),
    [("", [Scope.CASES], 1), ("x", [], 1), ("x", [Scope.CASES], -1), ("x", [Scope.CASES], 400)],
)
async def test_a_key_without_name_scope_or_a_near_last_day_is_not_made(
    linked: World, name: str, scopes: list[Scope], days: int
) -> None:
    async with linked.database.transaction() as session:
        with pytest.raises(BadKey):
            key_service.make(session, name, scopes, TODAY + timedelta(days=days), "tests", utc_now())


async def test_only_an_administrator_may_link_other_systems(linked: World) -> None:
    chief = await linked.person(Role.SUPERVISOR)
    assert (await chief.client.get("/desk/integrations")).status_code == 403
