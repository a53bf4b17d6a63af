"""WebP (RFC 9649): chunks in a RIFF container, each filled up to an even length."""

from cases.photos.errors import UnreadablePhoto
from cases.photos.exif import UPRIGHT, orientation, with_orientation

_HEAD = 12
_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_HAS_EXIF, _HAS_XMP = 0x08, 0x04


def stripped(content: bytes) -> bytes:
    """The chunks that make the picture.

    Raises:
        UnreadablePhoto: a chunk is cut short, or none holds a picture.
    """
    turned = UPRIGHT
    kept: list[tuple[bytes, bytes]] = []
    end = min(len(content), 8 + int.from_bytes(content[4:8], "little"))
    at = _HEAD
    while at + 8 <= end:
        kind, length = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        data = content[at + 8 : at + 8 + length]
        if len(data) < length:
            raise UnreadablePhoto("no chunk")
        if kind == b"EXIF":
            turned = orientation(data.removeprefix(b"Exif\0\0"))
        elif kind in _KEPT:
            kept.append((kind, data))
        at += 8 + length + length % 2
    chunks = {kind for kind, _ in kept}
    if not chunks & {b"VP8 ", b"VP8L", b"ANMF"}:
        raise UnreadablePhoto("no picture")
    if turned != UPRIGHT and b"VP8X" in chunks:
        kept.append((b"EXIF", with_orientation(turned)))
    body = b"WEBP" + b"".join(_chunk(kind, _announced(kind, data, turned)) for kind, data in kept)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _announced(kind: bytes, data: bytes, turned: int) -> bytes:
    """The head of the extended format says which kinds of metadata follow."""
    if kind != b"VP8X" or not data:
        return data
    flags = data[0] & ~(_HAS_EXIF | _HAS_XMP) | (_HAS_EXIF if turned != UPRIGHT else 0)
    return bytes([flags]) + data[1:]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return kind + len(data).to_bytes(4, "little") + data + bytes(len(data) % 2)
