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

from stdnum import damm

_SEQUENCE_DIGITS = 4
_NUMBER = re.compile(r"\d{8}\d{4,8}\d")
_GAP = r"[\s\-‐‑‒–—―−_.]{0,3}"
# Within a sentence only what is parted like a number, or not at all: digits of a phone next to it stay out.
_IN_SENTENCE = re.compile(rf"(?<![\dA-Za-z])(20\d{{6}}){_GAP}(\d{{4,8}}){_GAP}(\d)(?![\dA-Za-z])", re.ASCII)
_DASHES = re.compile(r"[\s\-‐‑‒–—―−－_.]+")
# 32 signs that nobody confuses when reading aloud or copying by hand: no 0 O 1 I.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 10


def make_number(day: date, sequence: int) -> str:
    """The number of the ``sequence``-th case (from 1) filed on ``day``: 20261126-0042-5."""
    running = f"{sequence:0{_SEQUENCE_DIGITS}}"
    return f"{day:%Y%m%d}-{running}-{damm.calc_check_digit(f'{day:%Y%m%d}{running}')}"


def _bare(text: str) -> str:
    return _DASHES.sub("", unicodedata.normalize("NFKC", text)).upper()


def read_number(text: str) -> str | None:
    """The number as it is kept, however it was typed; None when it cannot be a case number."""
    digits = _bare(text)
    if not _NUMBER.fullmatch(digits) or not digits.isascii() or not damm.is_valid(digits):
        return None
    return f"{digits[:8]}-{digits[8:-1]}-{digits[-1]}"


def find_number(text: str) -> str | None:
    """The first case number in a sentence, as it is kept; None without one whose check digit is right."""
    return next(filter(None, map(read_number, _candidates(text))), None)


def has_wrong_number(text: str) -> bool:
    """Whether a sentence holds what is built like a case number, from a date on, but cannot be one."""
    return find_number(text) is None and bool(_candidates(text))


def _candidates(text: str) -> list[str]:
    """What is built like a case number: it begins with a day of the calendar."""
    found = _IN_SENTENCE.finditer(unicodedata.normalize("NFKC", text))
    return [match[0] for match in found if _is_day(match[1])]


def _is_day(digits: str) -> bool:
    try:
        date.fromisoformat(digits)
    except ValueError:
        return False
    return True


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
