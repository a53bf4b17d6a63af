"""Passwords: what is accepted, and how they are kept (argon2id, RFC 9106)."""

import asyncio
import re
import secrets
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

SHORTEST, LONGEST = 12, 128
# zxcvbn's score of what needs more than 10^8 guesses; it reads no more than this, to stay quick.
_SAFE_SCORE = 3
_READ_AT_MOST = 40
# No vowels and no look-alikes: nothing to misread aloud, and no words by accident.
LEGIBLE = "23456789bcdfghjkmnpqrstvwxyz"
# OWASP's setting for argon2id: safe, and light enough for a whole shift that signs in at eight.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# A flood of sign-ins queues here and leaves the other threads to citizens.
_workers = ThreadPoolExecutor(2, "argon2")


def _is_guessable(password: str, known: set[str]) -> bool:
    # Its word lists are 12 MB, and passwords are rarely chosen.
    from zxcvbn import zxcvbn

    return bool(zxcvbn(password[:_READ_AT_MOST], user_inputs=sorted(known))["score"] < _SAFE_SCORE)


def weakness(password: str, *known: str) -> str | None:
    """Why ``password`` is refused, or None; ``known`` are login and name, which everybody can guess.

    Length and how easily it is guessed (D. Wheeler, *zxcvbn*, USENIX Security 2016), as NIST SP 800-63B
    advises; no rules on kinds of characters.
    """
    lowered = password.lower()
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", lowered)
    parts = {part for word in known for part in re.split(r"[@.\s]+", word.lower()) if len(part) > 2}
    if len(password) < SHORTEST:
        return f"密碼至少要 {SHORTEST} 個字元；用三四個不相干的詞組成一句，最好記"
    if len(password) > LONGEST:
        return f"密碼最多 {LONGEST} 個字元"
    if _is_guessable(lowered, parts) or _is_guessable(core, parts):
        return "這個密碼太容易猜；只在常見的密碼前後加數字或符號也不行"
    if any(part in lowered for part in parts):
        return "密碼裡不要有您的帳號或姓名"
    return None


def random_password() -> str:
    """A first password to hand over: 16 legible characters in groups of four (77 bits)."""
    return "-".join("".join(secrets.choice(LEGIBLE) for _ in range(4)) for _ in range(4))


def _one_form(secret: str) -> str:
    """``secret`` however a keyboard composes it: accents, full-width letters (NFKC, NIST SP 800-63B)."""
    return unicodedata.normalize("NFKC", secret)[:LONGEST]


async def hashed(secret: str) -> str:
    """The argon2id hash of a password or PIN; off the event loop, since it is slow on purpose."""
    return await asyncio.get_running_loop().run_in_executor(_workers, _hasher.hash, _one_form(secret))


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_urlsafe())


def _matches(secret: str, kept: str | None) -> bool:
    try:
        return _hasher.verify(kept or _nobodys_hash(), secret) and bool(kept)
    except (Argon2Error, InvalidHashError):
        return False


async def matches(secret: str, kept: str | None) -> bool:
    """Whether ``secret`` belongs to the hash; the same work is done where there is none."""
    loop = asyncio.get_running_loop()
    # Hashes of before were of what was typed.
    forms = dict.fromkeys((_one_form(secret), secret[:LONGEST]))
    tried = [await loop.run_in_executor(_workers, _matches, form, kept) for form in forms]
    return any(tried)
