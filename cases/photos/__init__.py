"""Photos without what they tell beside the picture: place, time, camera, comments.

The picture itself is copied byte for byte: nothing is decoded, so no photo loses quality and none can
unpack to a flood. What turns it the right way up stays.
"""

from collections.abc import Callable, Mapping

from cases.photos import gif, heif, jpeg, png, webp
from cases.photos.errors import UnreadablePhoto

_STRIPPERS: Mapping[str, Callable[[bytes], bytes]] = {
    "image/jpeg": jpeg.stripped,
    "image/png": png.stripped,
    "image/webp": webp.stripped,
    "image/gif": gif.stripped,
    "image/heif": heif.stripped,
}

__all__ = ["UnreadablePhoto", "picture_only"]


def picture_only(kind: str, content: bytes) -> bytes:
    """The photo ``content`` of the media type ``kind`` without its metadata; other kinds as they are.

    Raises:
        UnreadablePhoto: it is not built as its kind must be.
    """
    strip = _STRIPPERS.get(kind)
    return strip(content) if strip else content
