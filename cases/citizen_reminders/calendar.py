"""A last day as an entry of a calendar (RFC 5545)."""

from datetime import date, datetime, timedelta
from hashlib import blake2b

from icalendar import Alarm, Calendar, Event

MEDIA_TYPE = "text/calendar; charset=utf-8"
# So many days before the last day it is reminded of.
DAYS_BEFORE = (7, 1)
_ACT = "請提早辦理，不要等到這一天。這是試算的日期，請洽窗口確認。"
_ASK = "過了這一天還沒有收到回覆，請用案號和查詢碼查進度，或撥 1999。"
_PRODUCT = "-//Kaohsiung City Labor Affairs Bureau//labordesk//ZH"


def calendar_of(label: str, last_day: date, now: datetime, is_awaited: bool = False) -> bytes:
    """An all-day entry on ``last_day`` that reminds seven days and one day before; ``now`` is aware.

    ``is_awaited`` = somebody else acts until then, e.g. the bureau replies: it is the day to ask.
    """
    title = label if is_awaited else f"最後一天：{label}"
    event = Event()
    event.add("uid", f"{_identity(label, last_day)}@labordesk")
    event.add("dtstamp", now)
    event.add("dtstart", last_day)
    event.add("dtend", last_day + timedelta(days=1))
    event.add("summary", title)
    event.add("description", _ASK if is_awaited else _ACT)
    event.add("transp", "TRANSPARENT")
    for days in DAYS_BEFORE:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", f"{days} 天後{'' if is_awaited else '是'}{title}")
        alarm.add("trigger", -timedelta(days=days))
        event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _identity(label: str, last_day: date) -> str:
    """The same for the same last day, so that a calendar holds it once."""
    return blake2b(f"{label} {last_day.isoformat()}".encode(), digest_size=16).hexdigest()
