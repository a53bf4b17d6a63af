"""Photos are kept without the place, the time and the camera, and stand as they stood."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page

from cases.attachments import check
from cases.errors import BadAttachment
from cases.photos import UnreadablePhoto, picture_only
from cases.schemas import Upload
from tests import photos
from tests.browsing import chromium_browser

XMP = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>exif:GPSLatitude 22,37N Phone 15 Pro</x:xmpmeta>"


def _segment(marker: int, payload: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(payload) + 2).to_bytes(2) + payload


def jpeg(exif: bytes) -> bytes:
    """As a phone makes it: Exif, XMP, a comment, and a film behind the picture."""
    told = _segment(0xE1, b"Exif\0\0" + exif) + _segment(0xE1, XMP) + _segment(0xFE, b"Phone 15 Pro")
    return photos.JPEG[:2] + told + photos.JPEG[2:] + b"\0\0\0\x08ftypmp42 Phone 15 Pro"


def png(exif: bytes) -> bytes:
    """With Exif, a text and something of an unknown program."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + crc32(kind + data).to_bytes(4)

    told = (
        chunk(b"eXIf", exif) + chunk(b"iTXt", b"XML:com.adobe.xmp\0" + XMP) + chunk(b"caBX", b"Phone 15 Pro")
    )
    return photos.PNG[:33] + told + photos.PNG[33:] + b"Phone 15 Pro"


def webp(exif: bytes) -> bytes:
    """In the extended format, with Exif and XMP."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return kind + len(data).to_bytes(4, "little") + data + bytes(len(data) % 2)

    canvas = bytes([0x0C, 0, 0, 0]) + (1).to_bytes(3, "little") + (0).to_bytes(3, "little")
    body = b"WEBP" + chunk(b"VP8X", canvas) + photos.WEBP[12:] + chunk(b"EXIF", exif) + chunk(b"XMP ", XMP)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def gif(_exif: bytes) -> bytes:
    """With a comment and XMP; it moves for ever."""
    again = b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    told = b"!\xfe\x0cPhone 15 Pro\0" + b"!\xff\x0bXMP DataXMP\x0cPhone 15 Pro\0"
    return photos.GIF[:25] + again + told + photos.GIF[25:]


MAKERS: dict[str, Callable[[bytes], bytes]] = {
    "image/jpeg": jpeg,
    "image/png": png,
    "image/webp": webp,
    "image/gif": gif,
    "image/heif": photos.heif,
}


@pytest.mark.parametrize("order", ["big", "little"])
@pytest.mark.parametrize("kind", MAKERS)
def test_a_photo_is_kept_without_its_position(kind: str, order: str) -> None:
    photo = MAKERS[kind](photos.exif(6, order))
    assert b"Phone 15 Pro" in photo
    (kept,) = check([Upload("a", photo)])
    assert kept.kind == kind
    assert not [told for told in (*photos.POSITION, b"GPS", b"22,37N") if told in kept.content]


@pytest.mark.parametrize("inside", [False, True], ids=["in the file", "in the box of data"])
def test_only_the_metadata_of_a_heif_photo_is_emptied(inside: bool) -> None:
    exif = photos.exif(6)
    photo = photos.heif(exif, inside=inside)
    assert picture_only("image/heif", photo) == photo.replace(bytes(4) + exif, bytes(4 + len(exif)))


@pytest.mark.parametrize("kind", MAKERS)
def test_a_photo_without_metadata_is_kept_as_it_came_and_twice_is_once(kind: str) -> None:
    once = picture_only(kind, MAKERS[kind](photos.exif(1)))
    assert picture_only(kind, once) == once


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with chromium_browser() as browser:
        yield browser.new_page()


@pytest.mark.browser
@pytest.mark.parametrize(("turned", "shape"), [(1, [2, 1]), (3, [2, 1]), (6, [1, 2]), (8, [1, 2])])
@pytest.mark.parametrize("kind", ["image/jpeg", "image/png", "image/webp", "image/gif"])
def test_a_browser_shows_it_the_right_way_up(page: Page, kind: str, turned: int, shape: list[int]) -> None:
    def size(content: bytes) -> object:
        address = f"data:{kind};base64,{b64encode(content).decode()}"
        script = "async url => { const i = new Image(); i.src = url; await i.decode(); return [i.naturalWidth, i.naturalHeight] }"
        return page.evaluate(script, address)

    photo = MAKERS[kind](photos.exif(turned))
    kept = picture_only(kind, photo)
    assert size(kept) == size(photo)
    if kind == "image/jpeg":
        assert size(kept) == shape


@pytest.mark.parametrize("kind", MAKERS)
@given(data=st.data())
def test_whatever_is_cut_or_changed_is_a_photo_or_refused(kind: str, data: st.DataObject) -> None:
    photo = bytearray(MAKERS[kind](photos.exif(6)))
    for _ in range(data.draw(st.integers(1, 4))):
        photo[data.draw(st.integers(0, len(photo) - 1))] = data.draw(st.integers(0, 255))
    changed = bytes(photo[: data.draw(st.integers(0, len(photo)))])
    try:
        kept = picture_only(kind, changed)
    except UnreadablePhoto:
        return
    assert len(kept) <= len(changed) + 64


def test_a_photo_that_is_cut_short_is_refused_with_what_to_do() -> None:
    with pytest.raises(BadAttachment, match="「a\\.jpg」看起來不完整"):
        check([Upload("a.jpg", photos.JPEG[:60])])


def test_a_photo_whose_end_was_lost_on_the_way_is_kept() -> None:
    (kept,) = check([Upload("a.jpg", photos.JPEG[:-2])])
    assert kept.content == photos.JPEG
