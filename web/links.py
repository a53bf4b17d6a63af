"""Which texts of an entry may become links, and how."""

import re
from urllib.parse import quote

from knowledge.directory import UNCONFIRMED

# 07-8124613 轉 424、427: only the main number can be dialled by every phone.
_PHONE = re.compile(r"[0-9][0-9-]{2,}")


def phone_href(phone: str) -> str | None:
    """``tel:`` address of the number that ``phone`` starts with, or None for e.g. 待確認."""
    match = _PHONE.match(phone)
    return f"tel:{match.group().replace('-', '')}" if match else None


def web_href(url: str | None) -> str | None:
    """``url`` if it is a web address or a path of this site; no other scheme is ever linked."""
    if url and (url.startswith(("https://", "http://")) or re.match(r"/(?!/)", url)):
        return url
    return None


def map_href(address: str) -> str | None:
    """Where maps show ``address``, None where it is not known.

    Source: https://developers.google.com/maps/documentation/urls/get-started
    """
    if not address or address == UNCONFIRMED:
        return None
    return f"https://www.google.com/maps/search/?api=1&query={quote(address, safe='')}"
