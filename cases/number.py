"""Public case numbers and look-up codes.

A number is the local date of filing, a sequence number of that day and a check digit by Damm's algorithm
(H. M. Damm, *Total anti-symmetrische Quasigruppen*, 2004): every single wrong digit and every swap of two
neighbours is noticed before the database is asked. The code next to it is the secret.
"""

import hashlib
import hmac
import re
import unicodedata
from datetime import date

_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
_SEQUENCE_DIGITS = 4
_NUMBER = re.compile(r"\d{8}\d{4,8}\d")
_DASHES = re.compile(r"[\s\-‐‑‒–—―−－_.]+")
# 32 signs that nobody confuses when reading aloud or copying by hand: no 0 O 1 I.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 10


def check_digit(digits: str) -> int:
    """Damm's check digit of a text of decimal digits."""
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim


def make_number(day: date, sequence: int) -> str:
    """The number of the ``sequence``-th case (from 1) filed on ``day``: 20261126-0042-7."""
    running = f"{sequence:0{_SEQUENCE_DIGITS}}"
    return f"{day:%Y%m%d}-{running}-{check_digit(f'{day:%Y%m%d}{running}')}"


def _bare(text: str) -> str:
    return _DASHES.sub("", unicodedata.normalize("NFKC", text)).upper()


def read_number(text: str) -> str | None:
    """The number as it is kept, however it was typed; None when it cannot be a case number."""
    digits = _bare(text)
    if not _NUMBER.fullmatch(digits) or not digits.isascii() or check_digit(digits[:-1]) != int(digits[-1]):
        return None
    return f"{digits[:8]}-{digits[8:-1]}-{digits[-1]}"


def make_code(secret: str, case_id: str, version: int) -> str:
    """The look-up code of a case, 50 bits: derived under ``secret``, hence stored nowhere.

    A repeated submission gets the same code again; another ``version`` makes the old code worthless.
    """
    digest = hmac.digest(secret.encode(), f"case-code:{case_id}:{version}".encode(), hashlib.sha256)
    bits = int.from_bytes(digest)
    signs = "".join(ALPHABET[(bits >> (5 * position)) & 31] for position in range(CODE_LENGTH))
    return f"{signs[:5]}-{signs[5:]}"


def is_code(typed: str, code: str) -> bool:
    """Whether ``typed`` is ``code``, however it was typed; in constant time."""
    given = _bare(typed).encode("utf-8", "replace")
    return hmac.compare_digest(given, _bare(code).encode())
