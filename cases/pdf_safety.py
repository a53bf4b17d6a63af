"""What a PDF does by itself (ISO 32000-1, 12.6.4): citizens' papers need no programs."""

import re
import zlib
from collections.abc import Iterator

# JavaScript (12.6.4.16) and programs to launch (12.6.4.5), as names of the file's dictionaries.
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch)(?![A-Za-z0-9_.\-])")
_BEGIN, _END = re.compile(rb"stream\r?\n"), b"endstream"
_OBJECTS = re.compile(rb"/ObjStm(?![A-Za-z0-9])")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
# More bytes than this all object streams of a scan or a letter together do not hold.
_MOST = 16 * 1024 * 1024


class _TooMuch(Exception):
    """The object streams hold more than is read."""


def is_active(content: bytes) -> bool:
    """Whether a PDF brings JavaScript or starts a program; what is broken is read as it lies there.

    Pictures and fonts are passed over: their bytes may look like anything. One whose objects unpack to
    more than 16 MiB counts as active, as it cannot be read through. The time grows with the size only.
    """
    try:
        return any(_ACTIVE.search(_plain_names(part)) for part in _dictionaries(content))
    except _TooMuch:
        return True


def _dictionaries(content: bytes) -> Iterator[bytes]:
    """The parts that hold objects: what lies between streams, and streams of compressed objects (7.5.7)."""
    start, left = 0, _MOST
    while (begin := _BEGIN.search(content, start)) and (end := content.find(_END, begin.end())) >= 0:
        before = content[start : begin.start()]
        yield before
        if _OBJECTS.search(_plain_names(before[before.rfind(b" obj") + 1 :])):
            objects = _inflated(content[begin.end() : end], left)
            left -= len(objects)
            yield objects
        start = end + len(_END)
    yield content[start:]


def _inflated(stream: bytes, most: int) -> bytes:
    try:
        objects = zlib.decompressobj().decompress(stream, most + 1)
    except zlib.error:
        return stream
    if len(objects) > most:
        raise _TooMuch
    return objects


def _plain_names(part: bytes) -> bytes:
    """Names without their escapes (7.3.5): /J#53 is /JS."""
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part)
