"""A bureau after years: many cases and conversations, written straight into the tables in bulk.

This is the one place that knows which columns a made-up row needs.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import uuid4

from sqlalchemy import Table, insert

from bot.handover.models import HandoverRow
from bot.handover.schemas import HandoverState
from bot.models import ConversationRow, TurnRow
from bot.usage.models import TurnUseRow
from cases.case_numbers import make_number
from cases.enums import Action, CaseState, Route
from cases.models import CaseRow, EventRow, NoticeRow, SearchTermRow, SequenceRow
from cases.row_mapping import Records
from cases.schemas import Statement
from cases.search_terms import terms_of
from connectors.models import DeliveryState, EventState, InboxRow, LaneRow, OutboxRow
from core.clock import local_day
from core.database import Base, Database
from core.encryption import Vault

UNITS = ("勞動條件科", "勞資關係科", "職業重建科", "職業安全衛生科", "就業安全科")
PEOPLE = 40
# The id of a case that somebody of the first unit has.
ASSIGNED = f"{1:032x}"
_BATCH = 2000
_YEARS = timedelta(days=730)
_RECENT = timedelta(days=90)
_WORDS = ("老闆沒有給加班費", "資遣費怎麼算", "育嬰留停可以請多久", "工廠突然關門", "想申請調解")
# A case is open for a month or so.
_OPEN_DAYS = 30
_WAITING = 30
_ANSWER = {"messages": [{"type": "text", "text": "請看這一題"}], "state": {"owner": "bot", "intent": "faq"}}
Rows = Iterator[dict[str, Any]]


async def fill(
    database: Database,
    vault: Vault,
    secret: str,
    statement: Statement,
    now: datetime,
    cases: int,
    conversations: int,
    turns_each: int = 10,
) -> None:
    """``cases`` over two years and ``conversations`` over three months, every fifth with a person.

    Each case is of ``statement``, found by its phone where the number of the case is 0, else by others.
    """
    made = _Maker(vault, secret, statement, now, cases, conversations, turns_each)
    for kind, rows in made.tables():
        await _write(database, kind, rows)


async def _write(database: Database, kind: type[Base], rows: Callable[[], Rows]) -> None:
    table = kind.__table__
    assert isinstance(table, Table)
    left = rows()
    while batch := list(islice(left, _BATCH)):
        async with database.engine.begin() as connection:
            await connection.execute(insert(table), batch)


def made_case(number: str, filed: datetime) -> CaseRow:
    """One case that nobody has yet, and whose person was erased."""
    row = _case(uuid4().hex, number, Route.VIOLATION, filed)
    return CaseRow(**row | {"code_version": 0, "erased_at": filed})


def _case(case_id: str, number: str, route: Route, filed: datetime) -> dict[str, Any]:
    return {
        "id": case_id,
        "number": number,
        "route": route.value,
        "category": "工資",
        "channel": "web",
        "conversation_id": None,
        "statement": None,
        "danger": "",
        "digest": "0" * 64,
        "key": None,
        "fingerprint": None,
        "code_version": 1,
        "state": CaseState.RECEIVED.value,
        "unit": "",
        "person": "",
        "deputies": [],
        "due_on": local_day(filed) + timedelta(days=_OPEN_DAYS),
        "due_reasons": [],
        "paused": False,
        "extended": False,
        "filed_at": filed,
        "updated_at": filed,
        "settled_at": None,
        "erased_at": None,
    }


class _Maker:
    def __init__(
        self,
        vault: Vault,
        secret: str,
        statement: Statement,
        now: datetime,
        cases: int,
        conversations: int,
        turns_each: int,
    ) -> None:
        self._records = Records(vault)
        self._sealed = self._records.seal_statement(statement)
        self._assigned = self._records.seal_mapping({"unit": UNITS[0], "person": "staff-1", "deputies": ""})
        self._terms = sorted(terms_of(statement, secret))
        self._now, self._cases, self._conversations, self._turns = now, cases, conversations, turns_each
        self._actor = {"kind": "staff", "id": "staff-1", "name": "同仁", "unit": UNITS[0], "sees_all": False}

    def tables(self) -> Sequence[tuple[type[Base], Callable[[], Rows]]]:
        """Every table, those that others refer to first."""
        return (
            (CaseRow, self._case_rows),
            (SequenceRow, self._sequence_rows),
            (SearchTermRow, self._term_rows),
            (EventRow, self._event_rows),
            (NoticeRow, self._notice_rows),
            (ConversationRow, self._conversation_rows),
            (TurnRow, self._turn_rows),
            (TurnUseRow, self._use_rows),
            (HandoverRow, self._handover_rows),
            (LaneRow, self._lane_rows),
            (InboxRow, self._inbox_rows),
            (OutboxRow, self._outbox_rows),
        )

    def _filed(self, number: int) -> datetime:
        return self._now - _YEARS * ((number + 1) / self._cases)

    def _is_open(self, number: int) -> bool:
        return self._now - self._filed(number) < timedelta(days=_OPEN_DAYS)

    def _case_rows(self) -> Rows:
        chance = random.Random(1)
        day, sequence = None, 0
        routes = [route for route in Route if route is not Route.EMERGENCY]
        for number in range(self._cases):
            filed = self._filed(number)
            sequence = sequence + 1 if local_day(filed) == day else 1
            day = local_day(filed)
            is_open = self._is_open(number)
            is_new = is_open and number % 10 == 0
            yield {
                **_case(f"{number:032x}", make_number(day, sequence), chance.choice(routes), filed),
                "statement": self._sealed,
                "fingerprint": f"{number:064x}",
                "state": (
                    CaseState.RECEIVED if is_new else CaseState.ASSIGNED if is_open else CaseState.CLOSED
                ).value,
                "unit": "" if is_new else UNITS[number % len(UNITS)],
                "person": "" if is_new else f"staff-{number % PEOPLE}",
                "deputies": [] if number % 7 else [f"staff-{(number + 1) % PEOPLE}"],
                "settled_at": None if is_open else filed + timedelta(days=chance.randint(1, 28)),
            }

    def _sequence_rows(self) -> Rows:
        filed = Counter(local_day(self._filed(number)) for number in range(self._cases))
        for day, last in filed.items():
            yield {"day": day, "last": last}

    def _term_rows(self) -> Rows:
        for number in range(self._cases):
            found = self._terms if number == 0 else [f"{number:060x}{part:04x}" for part in range(6)]
            yield from ({"case_id": f"{number:032x}", "term": term} for term in found)

    def _event_rows(self) -> Rows:
        count = 0
        for number in range(self._cases):
            done = (Action.FILE, Action.ACCEPT, Action.ASSIGN)
            for step, action in enumerate(done if self._is_open(number) else (*done, Action.CLOSE)):
                count += 1
                yield {
                    "id": count,
                    "case_id": f"{number:032x}",
                    "action": action.value,
                    "at": self._filed(number) + timedelta(hours=9 * step),
                    "actor": self._actor,
                    "details": self._assigned if action is Action.ASSIGN else None,
                }

    def _notice_rows(self) -> Rows:
        event = 0
        for number in range(self._cases):
            yield {
                "id": number + 1,
                "case_id": f"{number:032x}",
                "event_id": event + 1,
                "kind": "received",
                "facts": None,
                "state": "told",
                "created_at": self._filed(number),
                "due_at": None,
                "timing": "",
            }
            event += 3 if self._is_open(number) else 4

    def _begun(self, number: int) -> datetime:
        return self._now - _RECENT * ((number + 1) / self._conversations)

    def _conversation_rows(self) -> Rows:
        for number in range(self._conversations):
            begun = self._begun(number)
            yield {
                "id": f"line:U{number}",
                "channel": "line",
                "owner": "queue" if number < _WAITING else "bot",
                "state": {"topic": "overtime-pay"},
                "created_at": begun,
                "updated_at": begun,
                "owner_until": None,
                "facts": None,
            }

    def _turn_rows(self) -> Rows:
        for number in range(self._conversations):
            for turn in range(self._turns):
                yield {
                    "id": number * self._turns + turn + 1,
                    "conversation_id": f"line:U{number}",
                    "client_id": f"{number}-{turn}",
                    "text": f"{_WORDS[(number + turn) % len(_WORDS)]}，第 {number} 位",
                    "reply": _ANSWER,
                    "sealed": None,
                    "through": "rasa",
                    "outbox_ids": None,
                    "created_at": self._begun(number) + timedelta(seconds=20 * turn),
                }

    def _use_rows(self) -> Rows:
        for number in range(self._conversations):
            for turn in range(self._turns):
                yield {
                    "day": local_day(self._begun(number)),
                    "channel": "line",
                    "result": "answered" if turn % 5 else "refused",
                    "faq_id": "overtime-pay" if turn % 5 else "",
                    "begins": turn == 0,
                    "seconds": 0.4,
                }

    def _handover_rows(self) -> Rows:
        for number in range(self._conversations):
            waits = number < _WAITING
            if not waits and number % 5:
                continue
            begun = self._begun(number)
            yield {
                "conversation_id": f"line:U{number}",
                "state": HandoverState.WAITING if waits else HandoverState.ENDED,
                "requested_at": begun,
                "taken_at": None if waits else begun + timedelta(minutes=1),
                "ended_at": None if waits else begun + timedelta(minutes=9),
                "staff": None if waits else f"staff-{number % PEOPLE}",
                "outcome": "" if waits else "handed_back",
            }

    def _lane_rows(self) -> Rows:
        for number in range(self._conversations):
            yield {
                "id": number + 1,
                "channel": "line",
                "user_id": f"U{number}",
                "due_at": None,
                "leased_until": None,
                "leased_by": None,
                "heard_at": self._begun(number),
                "stopped_at": None,
            }

    def _inbox_rows(self) -> Rows:
        for number in range(self._conversations):
            yield {
                "id": number + 1,
                "channel": "line",
                "event_id": f"e{number}",
                "lane_id": number + 1,
                "payload": {},
                "occurred_at": self._begun(number),
                "received_at": self._begun(number),
                "state": EventState.DONE,
                "attempts": 1,
                "next_at": self._begun(number),
                "message_id": None,
                "number": None,
                "told_to_wait": False,
                "reason": "",
            }

    def _outbox_rows(self) -> Rows:
        for number in range(self._conversations):
            yield {
                "id": number + 1,
                "channel": "line",
                "lane_id": number + 1,
                "event_id": number + 1,
                "payload": {},
                "key": f"k{number}",
                "batch": None,
                "reply_token": None,
                "token_at": None,
                "method": "push",
                "purpose": "reply",
                "uncertain": False,
                "state": DeliveryState.ACCEPTED,
                "attempts": 1,
                "next_at": self._begun(number),
                "created_at": self._begun(number),
                "settled_at": self._begun(number) + timedelta(seconds=2),
                "reason": "",
            }
