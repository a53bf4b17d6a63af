"""QR codes of addresses, as pictures that a page holds itself."""

import segno


def qr_code(url: str, scale: int = 4) -> str:
    """A data URI of an SVG; ``scale`` is the width of a module in pixels."""
    picture: str = segno.make(url, error="m").svg_data_uri(scale=scale, border=2)
    return picture
