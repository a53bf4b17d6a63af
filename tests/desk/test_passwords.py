"""Passwords are long and not the common ones; recovery codes and first passwords are legible."""

from typing import Literal
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.auth import passwords
from desk.auth.passwords import SHORTEST, hashed, matches, random_password, weakness


@pytest.fixture(autouse=True, scope="module")
def quick_hashes() -> None:
    """Here they are hashed as in service."""


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "password1234",
        "Password2026!",
        "qwertyuiopas",
        "123456789012",
        "aaaaaaaaaaaaaaa",
        "abababababababab",
        "!!!sunshine!!!2026",
        "wang@labor.example",
        "xx-wang-2026-xx",
        "1qaz2wsx3edc",
        "P@ssw0rdP@ssw0rd",
    ],
)
def test_what_everybody_would_try_is_refused(password: str) -> None:
    assert weakness(password, "wang@labor.example", "王督導")


@pytest.mark.parametrize("password", ["four unrelated words", "紫色的河馬在圖書館跳舞吃冰", "Tk9!vq2#mLx4"])
def test_length_is_enough(password: str) -> None:
    assert weakness(password, "wang@labor.example", "王督導") is None


@given(st.text(max_size=SHORTEST - 1))
def test_every_short_password_is_refused(password: str) -> None:
    assert weakness(password)


def test_first_passwords_are_accepted_and_never_the_same() -> None:
    made = {random_password() for _ in range(200)}
    assert len(made) == 200
    assert not any(weakness(password) for password in made)


async def test_only_the_password_itself_fits_its_hash() -> None:
    kept = await hashed("four unrelated words")
    assert "four" not in kept and kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await matches("four unrelated words", kept)
    assert not await matches("four unrelated word", kept)


@pytest.mark.parametrize("kept", [None, "", "not a hash"])
async def test_nothing_fits_where_there_is_no_hash(kept: str | None) -> None:
    assert not await matches("", kept)
    assert not await matches("anything at all", kept)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
async def test_a_password_fits_however_a_keyboard_composes_its_accents(form: Literal["NFC", "NFD"]) -> None:
    """matrix-org/synapse#3306, ulsklyc/yuvomi#608: set on one computer, refused on another."""
    kept = await hashed(normalize(form, "cà phê sữa đá"))
    assert await matches("cà phê sữa đá", kept)
    assert await matches(normalize("NFD", "cà phê sữa đá"), kept)


async def test_a_password_fits_in_full_width_letters() -> None:
    assert await matches("ｆｏｕｒ　ｕｎｒｅｌａｔｅｄ　ｗｏｒｄｓ", await hashed("four unrelated words"))


async def test_a_hash_of_what_was_typed_then_still_fits() -> None:
    kept = passwords._hasher.hash("cafe\u0301 au lait")
    assert await matches("cafe\u0301 au lait", kept)
