"""Sign-in through an identity provider that is real, and sometimes wrong."""

import base64
from collections.abc import AsyncIterator, Callable
from http import HTTPStatus

import httpx
import pytest
from joserfc.jwk import RSAKey
from pydantic import AnyHttpUrl, SecretStr

from core.clock import utc_now
from core.database import Database
from core.settings import Settings
from desk.auth import account_service
from desk.auth.audit_service import ActionOrigin
from desk.auth.permissions import Role
from tests.desk.provider import CLIENT_ID, CLIENT_SECRET, Claims, Provider
from tests.staff import LOGINS, add_account

NewBrowser = Callable[[], httpx.AsyncClient]
BACK = "/desk/sign-in/oidc/back"


@pytest.fixture
async def provider(desk_settings: Settings) -> AsyncIterator[Provider]:
    running = Provider({"email": LOGINS[Role.CLERK], "email_verified": True})
    await running.start()
    desk_settings.oidc_issuer = AnyHttpUrl(running.issuer)
    desk_settings.oidc_client_id = CLIENT_ID
    desk_settings.oidc_client_secret = SecretStr(CLIENT_SECRET)
    yield running
    await running.stop()


async def _sign_in(client: httpx.AsyncClient, provider: Provider, next: str = "/desk") -> httpx.Response:
    """To the provider and back, as a browser goes."""
    departure = await client.get("/desk/sign-in/oidc", params={"next": next})
    assert departure.status_code == HTTPStatus.SEE_OTHER
    return await client.get(f"{BACK}?{provider.authorize(departure.headers['location'])}")


async def _is_in(client: httpx.AsyncClient) -> bool:
    return (await client.get("/desk/account")).status_code == HTTPStatus.OK


async def test_a_clerk_signs_in_without_a_password_here(
    browser: NewBrowser, database: Database, provider: Provider
) -> None:
    origin = ActionOrigin("tests", "")
    await account_service.add(database, LOGINS[Role.CLERK], "陳承辦", "", Role.CLERK, None, origin, utc_now())
    provider.claims = provider.claims | {"amr": ["pwd", "otp"]}
    client = browser()
    assert "用機關單一登入" in (await client.get("/desk/sign-in")).text
    arrived = await _sign_in(client, provider, "/desk/duty")
    assert arrived.headers["location"] == "/desk/duty"
    assert await _is_in(client)


@pytest.mark.parametrize(
    ("amr", "lands_on"),
    [(["pwd", "otp"], "/desk"), (["pwd"], "/desk/sign-in/enrol"), (None, "/desk/sign-in/enrol")],
)
async def test_a_curator_needs_a_second_factor_here_unless_the_provider_asked_for_one(
    browser: NewBrowser, database: Database, provider: Provider, amr: list[str] | None, lands_on: str
) -> None:
    await add_account(database, Role.CURATOR)
    provider.claims = {"email": LOGINS[Role.CURATOR]} | ({"amr": amr} if amr else {})
    client = browser()
    assert (await _sign_in(client, provider)).headers["location"] == lands_on
    assert await _is_in(client) == (lands_on == "/desk")


async def test_who_has_no_account_here_stays_outside(
    browser: NewBrowser, database: Database, provider: Provider
) -> None:
    client = browser()
    assert (await _sign_in(client, provider)).status_code == HTTPStatus.FORBIDDEN
    assert not await _is_in(client)


async def test_a_disabled_account_stays_outside(
    browser: NewBrowser, database: Database, provider: Provider
) -> None:
    account_id = await add_account(database, Role.CLERK)
    await account_service.set_active(database, account_id, False, ActionOrigin("tests", ""), utc_now())
    assert (await _sign_in(browser(), provider)).status_code == HTTPStatus.FORBIDDEN


SPOILED: dict[str, Callable[[Claims], Claims]] = {
    "audience": lambda claims: claims | {"aud": "another-client"},
    "several audiences, another party": lambda claims: claims | {"aud": [CLIENT_ID, "x"], "azp": "x"},
    "several audiences, no party": lambda claims: claims | {"aud": [CLIENT_ID, "x"]},
    "issuer": lambda claims: claims | {"iss": "https://evil.example"},
    "nonce": lambda claims: claims | {"nonce": "of another sign-in"},
    "no nonce": lambda claims: {name: value for name, value in claims.items() if name != "nonce"},
    "expired": lambda claims: claims | {"exp": claims["iat"] - 3600},
    "no expiry": lambda claims: {name: value for name, value in claims.items() if name != "exp"},
    "from the future": lambda claims: claims | {"iat": claims["iat"] + 3600},
    "unverified address": lambda claims: claims | {"email_verified": False},
    "no address": lambda claims: {name: value for name, value in claims.items() if name != "email"},
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
async def test_a_wrong_token_is_refused(
    browser: NewBrowser, database: Database, provider: Provider, spoil: Callable[[Claims], Claims]
) -> None:
    await add_account(database, Role.CLERK)
    provider.spoil = spoil
    client = browser()
    assert (await _sign_in(client, provider)).status_code == HTTPStatus.BAD_GATEWAY
    assert not await _is_in(client)


async def test_a_token_of_another_key_is_refused(
    browser: NewBrowser, database: Database, provider: Provider
) -> None:
    await add_account(database, Role.CLERK)
    provider.signing_key = RSAKey.generate_key(2048, {"kid": "k1"})
    assert (await _sign_in(browser(), provider)).status_code == HTTPStatus.BAD_GATEWAY


async def test_an_answer_that_another_browser_began_is_refused(
    browser: NewBrowser, database: Database, provider: Provider
) -> None:
    await add_account(database, Role.CLERK)
    attacker, victim = browser(), browser()
    begun = await attacker.get("/desk/sign-in/oidc")
    answer = provider.authorize(begun.headers["location"])
    assert (await victim.get(f"{BACK}?{answer}")).status_code == HTTPStatus.BAD_GATEWAY
    await victim.get("/desk/sign-in/oidc")
    assert (await victim.get(f"{BACK}?{answer}")).status_code == HTTPStatus.BAD_GATEWAY
    assert not await _is_in(victim)


async def test_a_code_works_once(browser: NewBrowser, database: Database, provider: Provider) -> None:
    await add_account(database, Role.CLERK)
    client = browser()
    begun = await client.get("/desk/sign-in/oidc")
    answer = provider.authorize(begun.headers["location"])
    sealed = dict(client.cookies)
    assert (await client.get(f"{BACK}?{answer}")).status_code == HTTPStatus.SEE_OTHER
    again = browser()
    again.cookies.update(sealed)
    assert (await again.get(f"{BACK}?{answer}")).status_code == HTTPStatus.BAD_GATEWAY


async def test_the_verifier_never_leaves_the_server_readable(
    browser: NewBrowser, database: Database, provider: Provider
) -> None:
    client = browser()
    begun = await client.get("/desk/sign-in/oidc")
    assert "code_verifier" not in begun.headers["location"]
    sealed = client.cookies["labordesk_oidc"]
    assert b"verifier" not in base64.urlsafe_b64decode(sealed + "==")


async def test_a_provider_under_another_name_is_refused(
    browser: NewBrowser, database: Database, provider: Provider
) -> None:
    provider.published_issuer = "https://evil.example"
    assert (await browser().get("/desk/sign-in/oidc")).status_code == HTTPStatus.BAD_GATEWAY


async def test_a_provider_that_is_away_is_told(
    browser: NewBrowser, database: Database, provider: Provider
) -> None:
    await provider.stop()
    answer = await browser().get("/desk/sign-in/oidc")
    assert answer.status_code == HTTPStatus.BAD_GATEWAY
    assert "請改用帳號與密碼" in answer.text


async def test_without_a_provider_there_is_no_such_sign_in(browser: NewBrowser, database: Database) -> None:
    client = browser()
    assert "單一登入" not in (await client.get("/desk/sign-in")).text
    assert (await client.get("/desk/sign-in/oidc")).status_code == HTTPStatus.NOT_FOUND
    assert (await client.get(BACK, params={"state": "x", "code": "y"})).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    "query", ["", "?state=&code=", "?error=access_denied", f"?state={'x' * 2000}&code=y"]
)
async def test_a_made_up_answer_is_refused(
    browser: NewBrowser, database: Database, provider: Provider, query: str
) -> None:
    client = browser()
    assert (await client.get(f"{BACK}{query}")).status_code == HTTPStatus.BAD_GATEWAY
    await client.get("/desk/sign-in/oidc")
    assert (await client.get(f"{BACK}{query}")).status_code == HTTPStatus.BAD_GATEWAY
