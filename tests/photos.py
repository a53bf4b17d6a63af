"""The smallest real pictures: two pixels, no metadata; and what a phone adds to them."""

from base64 import b64decode

# Made once with an image library, which this project does not need otherwise.
JPEG = b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAKBueIx4ZKCMgoy0qqC+8P//8Nzc8P////////////////////////////////////////"
    "//////////////////2wBDAaq0tPDS8P////////////////////////////////////////////////////////////////////////"
    "//////wAARCAABAAIDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAL/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAA"
    "AAAAAAAAAAAAAAAAAgP/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCABWf/2Q=="
)
PNG = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR42mP8z8DAwMAAAAYIAQFyPMoyAAAAAElFTkSuQmCC"
)
WEBP = b64decode("UklGRjIAAABXRUJQVlA4ICYAAABwAQCdASoCAAEADMDOJaACdAFAAAD+3FHSXS5Df6u/O36ntgAAAA==")
GIF = b64decode("R0lGODdhAgABAIEAAP8AAAAAAAAAAAAAACwAAAAAAgABAAAIBQABAAgIADs=")


def _box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return (8 + len(body)).to_bytes(4) + kind + body


def heif(exif: bytes = b"", brand: bytes = b"heic", inside: bool = False) -> bytes:
    """The boxes of a HEIF picture, with ``exif`` as an item of its own; ``inside`` puts it beside the items."""
    items = [(1, b"hvc1", b"picture!")] + ([(2, b"Exif", bytes(4) + exif)] if exif else [])
    entries = [
        _box(b"infe", b"\x02\0\0\0", number.to_bytes(2), b"\0\0", kind, b"\0") for number, kind, _ in items
    ]
    names = _box(b"iinf", bytes(4), len(items).to_bytes(2), *entries)
    data = b"".join(content for _, _, content in items)

    def boxes(start: int) -> bytes:
        places, at = b"", 0 if inside else start
        for number, _, content in items:
            places += number.to_bytes(2) + bytes([0, int(inside), 0, 0, 0, 1])
            places += at.to_bytes(4) + len(content).to_bytes(4)
            at += len(content)
        located = _box(b"iloc", b"\x01\0\0\0", b"\x44\0", len(items).to_bytes(2), places)
        held = _box(b"idat", data) if inside else b""
        meta = _box(b"meta", bytes(4), names, located, held)
        return _box(b"ftyp", brand, bytes(4), b"mif1", b"heic") + meta

    head = boxes(0)
    return boxes(len(head) + 8) + (b"" if inside else _box(b"mdat", data))


def exif(turned: int, order: str = "big") -> bytes:
    """What a phone writes (CIPA DC-008): the orientation, the camera, and where it stood."""

    def number(value: int, size: int) -> bytes:
        return value.to_bytes(size, "little" if order == "little" else "big")

    def entry(tag: int, kind: int, count: int, value: bytes) -> bytes:
        return number(tag, 2) + number(kind, 2) + number(count, 4) + value.ljust(4, b"\0")

    after = 8 + 2 + 3 * 12 + 4
    camera, latitude = b"Phone 15 Pro\0\0\0\0", b"".join(number(part, 4) for part in (22, 1, 37, 1, 12, 1))
    position = number(2, 2)
    position += entry(1, 2, 2, b"N\0") + entry(2, 5, 3, number(after + len(camera) + 30, 4)) + bytes(4)
    entries = entry(0x0110, 2, len(camera), number(after, 4)) + entry(0x0112, 3, 1, number(turned, 2))
    entries += entry(0x8825, 4, 1, number(after + len(camera), 4))
    head = b"II*\0" if order == "little" else b"MM\0*"
    return head + number(8, 4) + number(3, 2) + entries + bytes(4) + camera + position + latitude


POSITION = (b"Phone 15 Pro", (22).to_bytes(4) + (1).to_bytes(4) + (37).to_bytes(4))
