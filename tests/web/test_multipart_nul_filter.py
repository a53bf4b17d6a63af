"""A NUL in a multipart form is seen wherever it stands, however the body is cut, and a file may hold it."""

import httpx
from hypothesis import given
from hypothesis import strategies as st

from web.multipart_nul_filter import FormParts

TEXT = st.text(st.sampled_from("a\0 \r\n-王"), max_size=12)


def _has_nul(fields: dict[str, str], file: bytes, size: int) -> bool:
    parts = {name: (None, value) for name, value in fields.items()}
    request = httpx.Request("POST", "http://app", files={**parts, "file": ("a.bin", file)})
    body, seen = request.read(), FormParts(request.headers["content-type"].encode())
    return [seen.has_nul(body[start : start + size]) for start in range(0, len(body), size)][-1]


@given(TEXT, TEXT, st.binary(max_size=40), st.integers(1, 50))
def test_only_fields_count_however_the_body_is_cut(one: str, other: str, file: bytes, size: int) -> None:
    assert _has_nul({"one": one, "other": other}, file, size) is ("\0" in one + other)


def test_a_name_of_a_file_counts() -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="f"; filename="a\0"\r\n\r\nb\r\n--x--\r\n'
    assert FormParts(b"multipart/form-data; boundary=x").has_nul(body)


def test_what_is_no_form_is_left_to_whoever_reads_it() -> None:
    for kind in (b"multipart/form-data", b"multipart/form-data; boundary=x"):
        assert not FormParts(kind).has_nul(b"\0 no form at all")
