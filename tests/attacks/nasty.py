"""What is sent to break things: texts, numbers, JSON of any shape, bodies that are no JSON at all."""

import json
from typing import Any

import hypothesis
from hypothesis import HealthCheck
from hypothesis import strategies as st

NUMBERS = (0, -1, 2**31, -(2**31) - 1, 2**63, -(2**63) - 1, 10**40, 1e308, 0.1, True)
WORDS = (
    "",
    " ",
    "　\xa0\u200b",
    "a\0b",
    "\ud800",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 30,
    "\u202e反過來",
    "王" * 5000,
    "x" * 70_000,
    "{{7*7}}${7*7}<%=7*7%>#{7*7}{%raw%}",
    '=HYPERLINK("http://example.invalid","x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    '\';DROP TABLE "case";--',
    "<script>alert(1)</script>",
    "../../../../etc/passwd",
    "%00%0a%0dSet-Cookie: a=b",
    "a\r\nX-Injected: 1",
    "2026-02-30",
    "99999999999999999999",
    "NaN",
    "-1",
    "true",
    "A123456789",
    "0912345678",
)
TEXT = st.sampled_from(WORDS) | st.text(max_size=40)
# Texts that can be sent as UTF-8.
SENDABLE = TEXT.filter(lambda text: not any("\ud800" <= char <= "\udfff" for char in text))
VALUES = st.sampled_from(NUMBERS) | TEXT | st.none() | st.booleans() | st.integers() | st.floats()
JSON = st.recursive(
    VALUES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4)
)
# The same in every run, bounded in number; what is drawn is large on purpose.
BOUNDED = hypothesis.settings(
    max_examples=40,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def encoded(value: Any) -> bytes:
    """``value`` as JSON of ASCII, with NaN and lone surrogates as Python writes them."""
    return json.dumps(value).encode()


DEEP = b"[" * 100_000
# Bodies that no library would write.
RAW = (
    b"",
    b"null",
    b"[]",
    b"\0",
    b"\xff\xfe{}",
    b"{",
    DEEP,
    b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    b'{"text": "a", "text": "b", "text": {"text": 1}}',
    b'{"text": NaN, "id": Infinity}',
    b'{"text": ' + b"9" * 5000 + b"}",
    b'{"text": 1e999999999}',
    b'{"text": "\\ud800\\udc00\\ud800"}',
    b'{"text": "\xed\xa0\x80"}',
    b'{"text": "' + b"a" * 900_000 + b'"}',
    b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n',
)


def changed(value: Any, replacement: Any, place: int) -> Any:
    """``value`` with one of its inner values replaced, in the order of reading: the ``place``-th, by turns."""
    paths = list(_paths(value))
    return _with(value, paths[place % len(paths)], replacement)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Any:
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in inner:
        yield from _paths(child, (*path, key))


def _with(value: Any, path: tuple[Any, ...], replacement: Any) -> Any:
    if not path:
        return replacement
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = _with(copy[path[0]], path[1:], replacement)
    return copy
