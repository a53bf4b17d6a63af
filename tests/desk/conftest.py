"""The sign-in of the desk inside the test's own process, on both databases."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher
from pydantic import SecretStr

from composition import compose
from core.database import Database
from core.encryption import first_key, vault_of
from core.settings import Settings
from desk.auth import passwords
from retrieval.engine import Engine
from tests.desk.apps import new_app
from tests.desk.world import World
from tests.no_search import NO_SEARCH

PUBLIC_URL = "https://labor.example"


@pytest.fixture(autouse=True, scope="module")
def quick_hashes() -> Iterator[None]:
    """Passwords take no time: hashing is slow on purpose, and nearly every test signs somebody in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture
def desk_settings(tmp_path: Path) -> Settings:
    """Settings of an installation of its own."""
    return Settings(data_dir=tmp_path, secret_key="key of the tests", public_url=PUBLIC_URL)


@pytest.fixture
async def browser(
    database: Database, desk_settings: Settings
) -> AsyncIterator[Callable[[], httpx.AsyncClient]]:
    """Makes browsers, each with cookies of its own; the search of the desk is not running."""
    first_key(desk_settings)
    services = compose(desk_settings, database, vault_of(desk_settings), NO_SEARCH)
    app = new_app(services)
    opened: list[httpx.AsyncClient] = []

    def new_browser() -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app)
        client = httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL, headers={"Accept": "text/html"})
        opened.append(client)
        return client

    yield new_browser
    for client in opened:
        await client.aclose()
    await services.close()


@pytest.fixture
async def world(database: Database, desk_settings: Settings, engine: Engine) -> AsyncIterator[World]:
    """The whole desk; Messenger is on, its platform is far away."""
    settings = desk_settings.model_copy(
        update={
            "facebook_app_secret": SecretStr("secret"),
            "facebook_page_access_token": SecretStr("token"),
            "facebook_verify_token": SecretStr("verify"),
        }
    )
    whole = World(database, settings, engine)
    yield whole
    await whole.close()
