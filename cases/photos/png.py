"""PNG (W3C, third edition): chunks, each with a length, a type and a checksum."""

from zlib import crc32

from cases.photos.errors import UnreadablePhoto
from cases.photos.exif import UPRIGHT, orientation, with_orientation

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# What makes the picture, its colours and its movement.
_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT pHYs bKGD hIST cICP mDCV cLLI acTL fcTL fdAT".split()
)


def stripped(content: bytes) -> bytes:
    """The chunks that make the picture, up to its end.

    Raises:
        UnreadablePhoto: a chunk is cut short, or there is no end.
    """
    kept, at = [_SIGNATURE], len(_SIGNATURE)
    while True:
        length = int.from_bytes(content[at : at + 4])
        kind, after = content[at + 4 : at + 8], at + 12 + length
        if after > len(content):
            raise UnreadablePhoto("no chunk")
        if kind in _KEPT:
            kept.append(content[at:after])
        elif kind == b"eXIf" and (turned := orientation(content[at + 8 : at + 8 + length])) != UPRIGHT:
            kept.append(_chunk(kind, with_orientation(turned)))
        if kind == b"IEND":
            return b"".join(kept)
        at = after


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + kind + data + crc32(kind + data).to_bytes(4)
