"""Telegram; the library is told before its import to give spans of time as ``timedelta``."""

import os

os.environ.setdefault("PTB_TIMEDELTA", "true")
