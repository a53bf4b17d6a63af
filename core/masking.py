"""Mask personal data before anything is stored for history, logs or analysis, and name it by hashes."""

import hashlib
import hmac
import re

# Wide characters and other hyphens, one for one: what is found narrow is replaced as it was typed.
_NARROW = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys("‐‑‒–—―−", "-")
    | {"\u3000": " "}
)
_PATTERNS = (
    # From the beginning of a run of such signs only: else a long text takes the square of its length.
    (re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "〔電子郵件〕"),
    (re.compile(r"(?<![A-Za-z0-9])[A-Za-z][12589ABCDabcd](?:[ -]?\d){8}(?!\d)"), "〔證號〕"),
    (re.compile(r"(?<!\d)(?:\+?886[- ]?|0)9\d{2}[- ]?\d{3}[- ]?\d{3}(?!\d)"), "〔手機〕"),
    (re.compile(r"(?<!\d)0[2-8]\d?[- )]?\d{3,4}[- ]?\d{4}(?!\d)"), "〔電話〕"),
    (re.compile(r"(?<!\d)(?:\d[ -]?){9,18}\d(?!\d)"), "〔號碼〕"),
)


def mask(text: str) -> str:
    """``text`` with e-mail addresses, ID, phone and account numbers of either width replaced by labels."""
    for pattern, label in _PATTERNS:
        pieces, start = [], 0
        for found in pattern.finditer(text.translate(_NARROW)):
            pieces += [text[start : found.start()], label]
            start = found.end()
        text = "".join(pieces) + text[start:]
    return text


def pseudonym(key: str, kind: str, text: str) -> str:
    """A name (64 hex digits) that stands for ``text``; without ``key`` nobody can try which text it is."""
    return hmac.new(key.encode(), f"{kind}:{text}".encode(), hashlib.sha256).hexdigest()
