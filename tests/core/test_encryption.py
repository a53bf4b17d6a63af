"""Personal data at rest: sealed, opened, and sealed anew with another key while the app goes on."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.encryption import KEY_FILE, Vault, WrongKey, add_key, first_key, new_key, vault_of
from core.settings import ROOT, Settings

_KEYS = [new_key(), new_key()]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_opens_and_cannot_be_read(text: str) -> None:
    vault = Vault(lambda: _KEYS)
    sealed = vault.seal(text)
    assert vault.open(sealed) == text
    assert len(text) < 4 or text not in sealed
    assert vault.seal(text) != sealed


def test_the_first_key_seals_and_every_key_opens() -> None:
    old, both, new = Vault(lambda: _KEYS[1:]), Vault(lambda: _KEYS), Vault(lambda: _KEYS[:1])
    assert both.open(old.seal("王小明")) == "王小明"
    assert new.open(both.seal("王小明")) == "王小明"
    assert new.open(both.rotate(old.seal("王小明"))) == "王小明"


def test_a_missing_key_is_told_without_the_content() -> None:
    sealed = Vault(lambda: _KEYS[:1]).seal("王小明")
    with pytest.raises(WrongKey, match="LABORDESK_DATA_KEYS") as caught:
        Vault(lambda: _KEYS[1:]).open(sealed)
    assert "王小明" not in str(caught.value) and sealed not in str(caught.value)


def test_a_key_is_made_once_for_the_owner_only(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path)
    first_key(settings)
    first_key(settings)
    sealed = vault_of(settings).seal("x")
    assert vault_of(settings).open(sealed) == "x"
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o077 == 0


def test_a_running_app_learns_of_a_new_key(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path)
    first_key(settings)
    running = vault_of(settings)
    before = running.seal("舊")
    assert add_key(settings)
    assert running.open(vault_of(settings).seal("新")) == "新"
    assert vault_of(settings).open(before) == "舊"
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o077 == 0


def test_keys_of_the_settings_are_used_and_not_kept(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path, data_keys=" ".join(_KEYS))
    assert Vault(lambda: _KEYS[:1]).open(vault_of(settings).seal("x")) == "x"
    assert not add_key(settings) and not (tmp_path / KEY_FILE).exists()
    assert _KEYS[0] not in repr(settings)


def test_the_rotation_knows_every_sealed_column_of_the_whole_app() -> None:
    code = "import {}; from core.key_rotation import sealed_columns; print(sorted((t.name, c) for t, c in sealed_columns()))"
    found = [
        subprocess.run(
            [sys.executable, "-c", code.format(module)], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
        for module in ("cli", "app")
    ]
    assert found[0] == found[1]
    assert "('case_record', 'statement')" in found[0]
