"""HEIF (ISO/IEC 23008-12) in boxes (ISO/IEC 14496-12): its metadata are items that lie anywhere in the file.

They are overwritten with zeros where they lie, so nothing else moves. Which way up a picture is, HEIF says
in a property of its own (``irot``), which stays.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cases.photos.errors import UnreadablePhoto

# Exif, XMP and other texts, and what a link describes.
_METADATA = frozenset({b"Exif", b"mime", b"uri "})


@dataclass(frozen=True, slots=True)
class _Reader:
    """Numbers of a file in their order, never beyond ``end``."""

    content: bytes
    end: int

    def number(self, at: int, size: int) -> int:
        if at + size > self.end:
            raise UnreadablePhoto("cut short")
        return int.from_bytes(self.content[at : at + size])


def stripped(content: bytes) -> bytes:
    """The file with its metadata items emptied.

    Raises:
        UnreadablePhoto: it does not say where its items lie.
    """
    whole = _Reader(content, len(content))
    meta = _one(whole, b"meta", 0, len(content))
    inner = {kind: (start, end) for kind, start, end in _boxes(whole, meta[0] + 4, meta[1])}
    if b"iinf" not in inner:
        raise UnreadablePhoto("no items")
    items = _metadata_items(_Reader(content, inner[b"iinf"][1]), *inner[b"iinf"])
    if not items:
        return content
    if b"iloc" not in inner:
        raise UnreadablePhoto("no places")
    emptied, left = bytearray(content), 2 * len(content)
    data = inner.get(b"idat", (0, 0))[0]
    for start, length in _places(_Reader(content, inner[b"iloc"][1]), inner[b"iloc"][0], items, data):
        left -= length
        if left < 0 or start + length > len(content):
            raise UnreadablePhoto("places beyond the file")
        emptied[start : start + length] = bytes(length)
    return bytes(emptied)


def _boxes(reader: _Reader, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Kind, start of the content and end of every box between two places."""
    while at + 8 <= end:
        size, kind, head = reader.number(at, 4), reader.content[at + 4 : at + 8], 8
        if size == 1:
            size, head = reader.number(at + 8, 8), 16
        after = end if size == 0 else at + size
        if after > end or after < at + head:
            raise UnreadablePhoto("no box")
        yield kind, at + head, after
        at = after


def _one(reader: _Reader, wanted: bytes, at: int, end: int) -> tuple[int, int]:
    for kind, start, after in _boxes(reader, at, end):
        if kind == wanted:
            return start, after
    raise UnreadablePhoto("no box of a kind that must be there")


def _metadata_items(reader: _Reader, start: int, end: int) -> frozenset[int]:
    """The ids of the items that are no pictures (8.11.6)."""
    head = 6 if reader.number(start, 1) == 0 else 8
    found = set()
    for kind, at, _ in _boxes(reader, start + head, end):
        version = reader.number(at, 1)
        if kind != b"infe" or version < 2:
            raise UnreadablePhoto("items without a type")
        size = 2 if version == 2 else 4
        if reader.content[at + 4 + size + 2 : at + 4 + size + 6] in _METADATA:
            found.add(reader.number(at + 4, size))
    return frozenset(found)


def _places(reader: _Reader, at: int, items: frozenset[int], data: int) -> Iterator[tuple[int, int]]:
    """Start and length of every part of ``items`` (8.11.3); ``data`` is where the box of data begins."""
    version, sizes = reader.number(at, 1), reader.number(at + 4, 2)
    of_offset, of_length, of_base = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    of_index = sizes & 15 if version else 0
    of_id = 4 if version == 2 else 2
    count, at = reader.number(at + 6, of_id), at + 6 + of_id
    for _ in range(count):
        item, at = reader.number(at, of_id), at + of_id
        method = 0
        if version:
            method, at = reader.number(at, 2) & 15, at + 2
        base, extents = reader.number(at + 2, of_base), reader.number(at + 2 + of_base, 2)
        at += 4 + of_base
        for _ in range(extents):
            offset = reader.number(at + of_index, of_offset)
            length = reader.number(at + of_index + of_offset, of_length)
            at += of_index + of_offset + of_length
            if item in items:
                if method > 1:
                    raise UnreadablePhoto("places within other items")
                start = base + offset + (data if method else 0)
                yield start, length or len(reader.content) - start
