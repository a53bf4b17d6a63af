"""A missing key is never replaced by a new one while something is sealed with it."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner

import backup.tables  # noqa: F401  every sealed column
from cases.service import CaseService
from cli import app as commands
from core.database import Database
from core.encryption import KEY_FILE, Vault, WrongKey, add_key, first_key, new_key, vault_of
from core.keys import ready_vault
from core.migrations import migrate
from core.secret_files import MissingSecret
from core.settings import Settings
from tests.cases.conftest import NOW, STATEMENT, WEB


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    """A data folder of its own."""
    return Settings(_env_file=None, data_dir=tmp_path)


async def _sealed_something(database: Database, settings: Settings) -> Vault:
    vault = await ready_vault(settings, database)
    await CaseService.build(settings, database, vault).file(STATEMENT, WEB, (), NOW, "k")
    return vault


async def test_a_new_installation_makes_its_key(database: Database, here: Settings) -> None:
    vault = await ready_vault(here, database)
    assert (await ready_vault(here, database)).open(vault.seal("x")) == "x"


@pytest.mark.parametrize("name", [KEY_FILE, "secret_key"])
async def test_a_missing_key_refuses_to_start_and_makes_none(
    name: str, database: Database, here: Settings
) -> None:
    await _sealed_something(database, here)
    (here.data_dir / name).unlink()
    again = Settings(_env_file=None, data_dir=here.data_dir)
    for _ in range(2):
        with pytest.raises(MissingSecret, match=f"{name} is missing.*LABORDESK_{name.upper()}"):
            await ready_vault(again, database)
    assert not (here.data_dir / name).exists()


async def test_a_key_of_another_installation_refuses_to_start(database: Database, here: Settings) -> None:
    await _sealed_something(database, here)
    (here.data_dir / KEY_FILE).write_text(f"{new_key()}\n")
    with pytest.raises(WrongKey, match="data_keys"):
        await ready_vault(here, database)


async def test_keys_of_the_settings_need_no_file(database: Database, here: Settings) -> None:
    await _sealed_something(database, here)
    kept = (here.data_dir / KEY_FILE).read_text()
    (here.data_dir / KEY_FILE).unlink()
    await ready_vault(here.model_copy(update={"data_keys": _secret(kept)}), database)
    assert not (here.data_dir / KEY_FILE).exists()


def _secret(text: str) -> object:
    return Settings(_env_file=None, data_keys=text).data_keys


def test_no_vault_and_no_rotation_makes_a_first_key_by_itself(here: Settings) -> None:
    for attempt in (vault_of, add_key):
        with pytest.raises(MissingSecret):
            attempt(here)
    assert not list(here.data_dir.iterdir())


@pytest.mark.parametrize("command", [["up"], ["cases", "list"], ["keys", "rotate"]])
def test_the_commands_tell_it_in_a_sentence(
    command: list[str], here: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LABORDESK_DATA_DIR", str(here.data_dir))
    migrate(here.database)

    async def fill() -> None:
        database = Database(here.database)
        await _sealed_something(database, here)
        await database.close()

    asyncio.run(fill())
    (here.data_dir / KEY_FILE).unlink()
    done = CliRunner().invoke(commands, command)
    assert done.exit_code == 1 and "data_keys is missing" in done.output and "Traceback" not in done.output
    assert not (here.data_dir / KEY_FILE).exists()


def test_the_first_key_is_made_once(here: Settings) -> None:
    first_key(here)
    kept = (here.data_dir / KEY_FILE).read_bytes()
    first_key(here)
    assert (here.data_dir / KEY_FILE).read_bytes() == kept
