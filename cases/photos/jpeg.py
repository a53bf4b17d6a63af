"""JPEG (ITU-T T.81, annex B): segments, each with a marker and a length."""

import re

from cases.photos.errors import UnreadablePhoto
from cases.photos.exif import UPRIGHT, orientation, with_orientation

_START, _END = b"\xff\xd8", b"\xff\xd9"
_SCAN, _COMMENT = 0xDA, 0xFE
_APPLICATIONS = range(0xE0, 0xF0)
_EXIF = b"Exif\0\0"
# Applications that say how the colours are meant.
_KEPT = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
# Within a scan 0xFF stands for itself before 0, and before the marks of restarts.
_NEXT = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")


def stripped(content: bytes) -> bytes:
    """The segments that make the picture; what follows its end is left out.

    Raises:
        UnreadablePhoto: there is no picture in it.
    """
    kept, turned, at, has_picture = [], UPRIGHT, 2, False
    while content[at : at + 2] != _END:
        marker, payload, after = _segment(content, at)
        if marker == 0xE1 and payload.startswith(_EXIF):
            turned = orientation(payload[len(_EXIF) :])
        if _is_kept(marker, payload):
            kept.append(content[at:after])
        at = after
        if marker == _SCAN:
            has_picture = True
            end = _NEXT.search(content, at)
            kept.append(content[at : end.start() if end else None])
            if end is None:  # the rest was lost on the way; what came can be looked at
                break
            at = end.start()
    if not has_picture:
        raise UnreadablePhoto("no scan")
    return b"".join([_START, _told(turned), *kept, _END])


def _segment(content: bytes, at: int) -> tuple[int, bytes, int]:
    """Marker and payload of the segment at ``at``, and where the next one begins."""
    while content[at : at + 2] == b"\xff\xff":  # a marker may be filled up (B.1.1.2)
        at += 1
    length = int.from_bytes(content[at + 2 : at + 4])
    after = at + 2 + length
    if content[at : at + 1] != b"\xff" or length < 2 or after > len(content):
        raise UnreadablePhoto("no segment")
    return content[at + 1], content[at + 4 : after], after


def _is_kept(marker: int, payload: bytes) -> bool:
    if marker in _APPLICATIONS:
        return marker in _KEPT and payload.startswith(_KEPT[marker])
    return marker != _COMMENT


def _told(turned: int) -> bytes:
    if turned == UPRIGHT:
        return b""
    payload = _EXIF + with_orientation(turned)
    return b"\xff\xe1" + (len(payload) + 2).to_bytes(2) + payload
