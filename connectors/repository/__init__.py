"""Queries on lanes, inbox and outbox. Every function takes the caller's transaction."""

from connectors.repository.inbox import (
    aging_event,
    event_of_message,
    is_taken_back,
    is_told_to_wait,
    next_event,
    store_events,
    waiting_payloads,
)
from connectors.repository.lanes import lane_of, lane_of_conversation
from connectors.repository.leases import (
    claim,
    claim_aging,
    clock_set_back,
    free_leases,
    release,
    renew,
)
from connectors.repository.outbox import (
    HELD_BACK,
    OPEN_DELIVERIES,
    button_value,
    enqueue,
    held,
    hold_back,
    next_delivery,
    remember_buttons,
    states,
    waiting_unasked,
)

__all__ = [
    "HELD_BACK",
    "OPEN_DELIVERIES",
    "aging_event",
    "button_value",
    "claim",
    "claim_aging",
    "clock_set_back",
    "enqueue",
    "event_of_message",
    "free_leases",
    "held",
    "hold_back",
    "is_taken_back",
    "is_told_to_wait",
    "lane_of",
    "lane_of_conversation",
    "next_delivery",
    "next_event",
    "release",
    "remember_buttons",
    "renew",
    "states",
    "store_events",
    "waiting_payloads",
    "waiting_unasked",
]
