"""Which way up a photo is, in Exif (CIPA DC-008, 4.6): all that is kept of it."""

UPRIGHT = 1
_ORIENTATION = 0x0112
_SHORT = 3
_ENTRY = 12


def orientation(tiff: bytes) -> int:
    """The orientation, 1 to 8, that Exif data tells; upright where it tells none that makes sense."""
    if tiff[:4] not in (b"II*\0", b"MM\0*"):
        return UPRIGHT
    is_little = tiff[:2] == b"II"

    def number(start: int, size: int) -> int:
        return int.from_bytes(tiff[start : start + size], "little" if is_little else "big")

    directory = number(4, 4)
    for place in range(number(directory, 2)):
        entry = directory + 2 + place * _ENTRY
        if entry + _ENTRY > len(tiff):
            break
        if number(entry, 2) == _ORIENTATION and number(entry + 2, 2) == _SHORT:
            found = number(entry + 8, 2)
            return found if UPRIGHT <= found <= 8 else UPRIGHT
    return UPRIGHT


def with_orientation(turned: int) -> bytes:
    """Exif data that tells the orientation and nothing else."""
    entry = _ORIENTATION.to_bytes(2) + _SHORT.to_bytes(2) + (1).to_bytes(4) + turned.to_bytes(2) + bytes(2)
    return b"MM\0*" + (8).to_bytes(4) + (1).to_bytes(2) + entry + bytes(4)
