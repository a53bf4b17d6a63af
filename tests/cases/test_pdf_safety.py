"""PDF files that do something by themselves are refused; papers are not, whatever their pictures look like."""

import time
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.attachments import check
from cases.errors import BadAttachment
from cases.pdf_safety import is_active
from cases.schemas import Upload

START, END = b"%PDF-1.7\n", b"\ntrailer<</Root 1 0 R>>\n%%EOF"


def _pdf(*objects: bytes) -> bytes:
    return START + b"\n".join(b"%d 0 obj\n%s\nendobj" % (n, o) for n, o in enumerate(objects, 1)) + END


def _stream(dictionary: bytes, content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<<%s/Length %d/Filter/FlateDecode>>\nstream\r\n%s\r\nendstream" % (
        dictionary,
        len(packed),
        packed,
    )


@pytest.mark.parametrize(
    "content",
    [
        _pdf(b"<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>"),
        _pdf(b"<</Type/Catalog/AA<</O<</S /JavaScript /JS 5 0 R>>>>>>"),
        _pdf(b"<</Names<</Java#53cript 3 0 R>>>>"),
        _pdf(b"<</A<</S/Launch/F(cmd.exe)>>>>"),
        _pdf(_stream(b"/Type/ObjStm/N 1/First 4", b"2 0 <</S/JavaScript/JS(x)>>")),
        _pdf(_stream(b"/Type/ObjStm/N 1", b"2 0 <<>>"), _stream(b"/Type/Obj#53tm", b"3 0 <</S/JavaScript>>")),
        START + b"<</S/JavaScript",
    ],
)
def test_programs_are_found_however_they_are_packed(content: bytes) -> None:
    assert is_active(content)


@pytest.mark.parametrize(
    "content",
    [
        _pdf(b"<</Type/Catalog/OpenAction[3 0 R/Fit]/Pages 2 0 R>>"),
        _pdf(b"<</Type/Catalog/JSON 1/Launcher 2>>"),
        _pdf(b"<</Subtype/Image/Length 12>>\nstream\n\x01/JS \x02\x03/Launch\x00\nendstream"),
        _pdf(_stream(b"/Type/Page", b"BT (/JavaScript is a language) Tj ET")),
        _pdf(b"<</Type/ObjStm>>\nstream\nno zlib at all\nendstream"),
    ],
)
def test_papers_are_taken(content: bytes) -> None:
    assert not is_active(content)


def test_who_sends_one_is_told_what_to_do_instead() -> None:
    with pytest.raises(BadAttachment, match=r"「表單\.pdf」裡面有會自己執行的程式。請用「列印」另存成 PDF"):
        check([Upload("表單.pdf", _pdf(b"<</S/JavaScript/JS(x)>>"))])


_PIECES = (
    b"stream\n",
    b"stream\r\n",
    b"endstream",
    b"/Type/ObjStm ",
    b" obj",
    b"#4",
    b"#41",
    b"/JS",
    b"<<",
    b"(",
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=6), st.sampled_from(_PIECES))
def test_time_grows_with_the_size_only(pieces: list[bytes], tail: bytes) -> None:
    pattern = b"".join(pieces)
    content = START + pattern * (400_000 // len(pattern)) + tail
    began = time.process_time()
    is_active(content)
    # What is quadratic takes minutes here.
    assert time.process_time() - began < 10


def test_objects_that_unpack_without_end_are_refused() -> None:
    bomb = _stream(b"/Type/ObjStm", b" " * (9 * 1024 * 1024))
    assert not is_active(_pdf(bomb))
    assert is_active(_pdf(bomb, bomb))
