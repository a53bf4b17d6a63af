"""GIF (89a): blocks of up to 255 bytes, pictures and extensions made of them."""

from cases.photos.errors import UnreadablePhoto

_EXTENSION, _PICTURE, _END = b"!", b",", b";"
_COMMENT, _APPLICATION = 0xFE, 0xFF
# Applications that say how often the movement is repeated.
_KEPT = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def stripped(content: bytes) -> bytes:
    """Pictures and how they move, without comments and other applications' data.

    Raises:
        UnreadablePhoto: a block is cut short, or there is no end.
    """
    at = 13 + _table(content, 10)
    kept = [content[:at]]
    while (kind := content[at : at + 1]) != _END:
        if kind == _EXTENSION and at + 2 < len(content):
            after = _after_blocks(content, at + 2)
            if _is_kept(content[at + 1], content[at + 3 : at + 14]):
                kept.append(content[at:after])
        elif kind == _PICTURE:
            after = _after_blocks(content, at + 11 + _table(content, at + 9))
            kept.append(content[at:after])
        else:
            raise UnreadablePhoto("no block")
        at = after
    return b"".join([*kept, _END])


def _is_kept(label: int, application: bytes) -> bool:
    return label != _COMMENT and (label != _APPLICATION or application in _KEPT)


def _table(content: bytes, flags_at: int) -> int:
    """The bytes of the colours that the flags at a place announce."""
    flags = int.from_bytes(content[flags_at : flags_at + 1])
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(content: bytes, at: int) -> int:
    while at < len(content):
        length = content[at]
        at += 1 + length
        if length == 0:
            return at
    raise UnreadablePhoto("no end of blocks")
