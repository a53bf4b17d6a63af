"""Handover of conversations to people."""

from bot.handover.schemas import NotYours, Place, Staff, Standing, Summary, Waiting
from bot.handover.service import HandoverService

__all__ = ["HandoverService", "NotYours", "Place", "Staff", "Standing", "Summary", "Waiting"]
