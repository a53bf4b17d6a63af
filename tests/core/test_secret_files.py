"""Secrets on disk: empty or damaged ones are refused, fresh ones are whole and for the owner only."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core import secret_files
from core.encryption import KEY_FILE, add_key, new_key, vault_of
from core.secret_files import DamagedSecret
from core.settings import Settings
from supervisor import private_log

_READERS: dict[str, Callable[[Settings], object]] = {
    "secret_key": lambda settings: settings.signing_key,
    "internal_token": lambda settings: settings.shared_token,
    KEY_FILE: vault_of,
}


@pytest.mark.parametrize("name", _READERS)
@pytest.mark.parametrize("content", [b"", b" \n", b"CANARYcut-off", b"\0" * 43, b"CANARY\xff" * 9])
def test_an_empty_or_damaged_secret_is_refused_and_left_as_it_is(
    name: str, content: bytes, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DamagedSecret, match=f"{name}.*LABORDESK_{name.upper()}") as caught:
        _READERS[name](Settings(_env_file=None, data_dir=tmp_path))
    assert "CANARY" not in str(caught.value)
    assert (tmp_path / name).read_bytes() == content


def test_no_key_is_added_to_damaged_ones(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_text(f"{new_key()}\n{new_key()[:20]}\n")
    with pytest.raises(DamagedSecret):
        add_key(Settings(_env_file=None, data_dir=tmp_path))


def test_an_empty_setting_is_no_secret(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path, secret_key="", internal_token=" ")
    assert len(settings.signing_key) >= 32 and len(settings.shared_token) >= 32


def test_a_disk_that_fills_up_leaves_no_secret_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        _ = Settings(_env_file=None, data_dir=tmp_path).signing_key
    assert not list(tmp_path.iterdir())


def test_the_first_of_two_processes_makes_the_secret(tmp_path: Path) -> None:
    for text in ("first", "second"):
        secret_files.create(tmp_path / "secret", text)
    assert [file.read_text() for file in tmp_path.iterdir()] == ["first"]


def test_a_log_is_for_the_owner_only_even_an_old_one(tmp_path: Path) -> None:
    old = tmp_path / "old.log"
    old.touch(mode=0o644)
    for file in (old, tmp_path / "new.log"):
        private_log(file).close()
        assert file.stat().st_mode & 0o777 == 0o600
