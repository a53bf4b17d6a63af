"""Bare names of matters: 那加班費呢 names one and says nothing else of it, and so does annual leave."""

import re

_BEFORE = r"(?:那麼?|所以|還有|另外|請問|我們?|他們?|她|這樣|可以|可不可以|會|能|還|到底|是不是|就)*"
_WISH = r"(?:有沒有|有|領|拿|要給|給|請|辦|問)?(?:得?到)?(?:一下)?"
_AFTER = (
    r"(?:(?:可以|能|好)?(?:領|拿)|怎麼算|怎麼辦|怎麼請|多少|有幾天|幾天|可以嗎|的話"
    r"|了|喔|啊|嗎|呢|ㄇ|咧|勒|[?？。!！ ])*"
)
_ALONE = re.compile(rf"^{_BEFORE}{_WISH}(?P<name>[\u4e00-\u9fff]{{3,6}}?){_AFTER}$")


def named_alone(text: str) -> str | None:
    """The name of a matter, of three characters or more, that is all that ``text`` says; else None."""
    found = _ALONE.match(text.strip())
    return found["name"] if found else None


_AROUND = re.compile(r"^(?:(?:about|the|my|and|what about|how about)\s+)+|[?!.\s]+$", re.IGNORECASE)


def named_in_english(text: str) -> str:
    """The id of the entry that ``text`` would be the name of: ids are English names (``annual-leave``)."""
    return "-".join(_AROUND.sub("", text.strip()).lower().split())
