"""Dates as offices write them, in the calendar of the republic too (民國; year 1 = 1912)."""

import re
from datetime import date

_REPUBLIC = 1911
_WRITTEN = re.compile(r"(?:民國|中華民國)?\s*(\d{1,4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_PACKED = re.compile(r"(\d{3}|\d{4})(\d{2})(\d{2})")


def iso_date(text: str) -> str:
    """``text`` as an ISO date: 115/1/1, 民國115年1月1日, 1150101 or 2026.1.1; what is no date stays."""
    found = _WRITTEN.fullmatch(text.strip()) or _PACKED.fullmatch(text.strip())
    if found is None:
        return text
    year, month, day = map(int, found.groups())
    try:
        return date(year if year > _REPUBLIC else year + _REPUBLIC, month, day).isoformat()
    except ValueError:
        return text
