"""Settings are documented, and secrets are made once and kept."""

from pathlib import Path

import pytest

from core.settings import ROOT, Settings
from core.settings_example import env_example


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_stands_in_the_readme(name: str) -> None:
    assert f"`{name.upper()}`" in (ROOT / "README.md").read_text("utf-8")


def test_the_example_of_settings_is_the_newest() -> None:
    """Made with ``labordesk settings > .env.example``."""
    assert (ROOT / ".env.example").read_text("utf-8") == env_example()


def test_the_defaults_of_the_example_are_those_of_the_program(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    lines = env_example().splitlines()
    given = [line[2:] for line in lines if line.startswith("# LABORDESK_") and not line.endswith("=")]
    file.write_text("\n".join(given), "utf-8")
    assert given
    assert Settings(_env_file=file, data_dir=tmp_path) == Settings(_env_file=None, data_dir=tmp_path)


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("postgresql://u@h/d", "postgresql+asyncpg://u@h/d"),
        ("postgres://u@h/d", "postgresql+asyncpg://u@h/d"),
        ("sqlite:///x.db", "sqlite+aiosqlite:///x.db"),
    ],
)
def test_database_urls_get_an_async_driver(url: str, driver: str) -> None:
    assert Settings(database_url=url).database == driver


def test_a_secret_is_made_once_and_readable_by_the_owner_only(tmp_path: Path) -> None:
    first = Settings(data_dir=tmp_path).signing_key
    assert Settings(data_dir=tmp_path).signing_key == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_a_given_secret_is_not_shown() -> None:
    assert "very-secret" not in repr(Settings(secret_key="very-secret"))
