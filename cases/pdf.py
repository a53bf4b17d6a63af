"""What a PDF does by itself (ISO 32000-1, 12.6.4): citizens' papers need no programs."""

import re
import zlib
from collections.abc import Iterator

# JavaScript (12.6.4.16) and programs to launch (12.6.4.5), as names of the file's dictionaries.
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch)(?![A-Za-z0-9_.\-])")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_OBJECTS = re.compile(rb"/ObjStm(?![A-Za-z0-9])")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
# More than this no object stream of a scan or a letter holds.
_MOST = 16 * 1024 * 1024


def is_active(content: bytes) -> bool:
    """Whether a PDF brings JavaScript or starts a program; what is broken is read as it lies there.

    Pictures and fonts are passed over: their bytes may look like anything.
    """
    return any(_ACTIVE.search(_plain_names(part)) for part in _dictionaries(content))


def _dictionaries(content: bytes) -> Iterator[bytes]:
    """The parts that hold objects: what lies between streams, and streams of compressed objects (7.5.7)."""
    start = 0
    for stream in _STREAM.finditer(content):
        before = content[start : stream.start()]
        yield before
        if _OBJECTS.search(_plain_names(before[before.rfind(b" obj") + 1 :])):
            yield _inflated(stream[1])
        start = stream.end()
    yield content[start:]


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream, _MOST)
    except zlib.error:
        return stream


def _plain_names(part: bytes) -> bytes:
    """Names without their escapes (7.3.5): /J#53 is /JS."""
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part)
