"""A model whose files are not as they were built is not served: its vectors would be wrong, and nobody would know."""

from pathlib import Path

import pytest

from core.settings import Settings
from retrieval.encoder.served_files import (
    CHECKSUMS_FILE,
    ONNX_FILE,
    PIECES_FILE,
    WORDS_FILE,
    is_built,
    is_whole,
    seal,
)
from retrieval.encoder.serving import load_encoder
from retrieval.errors import NoGeneration

SERVED = (ONNX_FILE, WORDS_FILE, PIECES_FILE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sealed folder; what its files hold matters to nobody who checks them."""
    encoder = tmp_path / "encoder"
    encoder.mkdir()
    for name in SERVED:
        (encoder / name).write_bytes(name.encode() * 100)
    seal(encoder)
    return encoder


def _load(folder: Path) -> None:
    load_encoder(Settings(_env_file=None, data_dir=folder.parent))


def test_what_was_built_is_whole(folder: Path) -> None:
    assert is_built(folder) and is_whole(folder)


@pytest.mark.parametrize("name", SERVED)
def test_one_other_bit_is_noticed_and_the_command_that_mends_it_is_named(folder: Path, name: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    assert not is_whole(folder)
    with pytest.raises(NoGeneration, match="labordesk build"):
        _load(folder)


@pytest.mark.parametrize("name", SERVED)
def test_a_file_that_was_cut_short_is_noticed(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"")
    assert not is_whole(folder)


def test_checksums_that_cannot_be_read_vouch_for_nothing(folder: Path) -> None:
    (folder / CHECKSUMS_FILE).write_text("{")
    assert not is_whole(folder)


def test_what_an_earlier_version_built_is_built_anew(folder: Path) -> None:
    (folder / WORDS_FILE).unlink()
    assert not is_built(folder) and not is_whole(folder)


def test_the_bundled_model_is_sealed_when_it_is_built(settings: Settings) -> None:
    assert (settings.data_dir / "encoder" / CHECKSUMS_FILE).exists()
