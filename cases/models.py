"""Tables of the cases; what belongs to a person is in `Sealed` columns only."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, JsonColumn, UtcDateTime
from core.sealed import Sealed


class CaseRow(Base):
    """One case; state, unit and due date repeat what its events say, so that lists can be queried.

    ``statement`` and the link to the conversation are gone once the person is erased. A look-up code is
    derived from ``id`` and ``code_version`` (0 = none is valid any more), so it is stored nowhere.
    ``danger`` is the kind that the statement told of, "" where it told of none. ``merged_into`` is the case
    that it became part of.
    """

    __tablename__ = "case_record"
    __table_args__ = (
        Index("ix_case_record_state_due", "state", "due_on", "number"),
        Index("ix_case_record_due", "due_on", "number"),
        Index("ix_case_record_unit", "state", "unit", "route"),
        Index("ix_case_record_filed", "filed_at"),
        Index("ix_case_record_settled", "settled_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    route: Mapped[str] = mapped_column(String(16))
    category: Mapped[str] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(16))
    conversation_id: Mapped[str | None] = mapped_column(String(64), index=True)
    statement: Mapped[str | None] = mapped_column(Sealed)
    danger: Mapped[str] = mapped_column(String(20), default="", server_default="")
    merged_into: Mapped[str | None] = mapped_column(String(32), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    key: Mapped[str | None] = mapped_column(String(64), unique=True)
    fingerprint: Mapped[str | None] = mapped_column(String(64), index=True)
    code_version: Mapped[int]
    state: Mapped[str] = mapped_column(String(24))
    unit: Mapped[str] = mapped_column(String(40))
    person: Mapped[str] = mapped_column(String(80))
    deputies: Mapped[list[str]] = mapped_column(JsonColumn)
    due_on: Mapped[date]
    due_reasons: Mapped[list[str]] = mapped_column(JsonColumn)
    paused: Mapped[bool]
    extended: Mapped[bool]
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SearchTermRow(Base):
    """What a case is found by, as keyed hashes (`cases.search_terms`); gone once the person is erased."""

    __tablename__ = "case_search_term"

    case_id: Mapped[str] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    term: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)


class EventRow(Base):
    """One event of a case, in order of ``id``; ``details`` is sealed JSON."""

    __tablename__ = "case_event"
    __table_args__ = (Index("ix_case_event_at", "at", "action"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case_record.id"), index=True)
    action: Mapped[str] = mapped_column(String(24))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[dict[str, Any]] = mapped_column(JsonColumn)
    details: Mapped[str | None] = mapped_column(Sealed)


class NoticeRow(Base):
    """Something the citizen must be told, written in the transaction that made it due.

    `cases.notices` sends it: ``due_at`` is when it may go out (None = not planned yet), ``timing`` why then.
    """

    __tablename__ = "case_notice"
    __table_args__ = (Index("ix_case_notice_created", "created_at", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case_record.id"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("case_event.id"))
    kind: Mapped[str] = mapped_column(String(24))
    facts: Mapped[str | None] = mapped_column(Sealed)
    state: Mapped[str] = mapped_column(String(12), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    timing: Mapped[str] = mapped_column(Text, default="", server_default="")


class AttachmentRow(Base):
    """A file of a case; the sealed bytes lie under ``data_dir/attachments`` in a file named ``id``."""

    __tablename__ = "case_attachment"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case_record.id"), index=True)
    name: Mapped[str] = mapped_column(Sealed)
    kind: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by: Mapped[str] = mapped_column(String(8))


class ProposalRow(Base):
    """An action that takes two people, until somebody else approves or refuses it.

    ``details`` are those of the action, but for the ``days`` of an extension (0 for other actions).
    ``remark`` is what the second person says to it.
    """

    __tablename__ = "case_proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case_record.id"), index=True)
    action: Mapped[str] = mapped_column(String(24))
    days: Mapped[int]
    details: Mapped[str] = mapped_column(Sealed)
    asked_by: Mapped[dict[str, Any]] = mapped_column(JsonColumn)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(8))
    decided_by: Mapped[str] = mapped_column(String(80))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    remark: Mapped[str | None] = mapped_column(Sealed)


class CaseAuditRow(Base):
    """Who saw or changed which case, and how; kept without a word of its content.

    ``reason`` is what somebody outside the case team gave for looking.
    """

    __tablename__ = "case_audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str | None] = mapped_column(String(32), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor: Mapped[dict[str, Any]] = mapped_column(JsonColumn)
    what: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")


class GuessRow(Base):
    """A wrong pair of number and code; number and address are kept as keyed hashes."""

    __tablename__ = "case_guess"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(64), index=True)
    address: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class SequenceRow(Base):
    """The last sequence number of a day's case numbers (local date)."""

    __tablename__ = "case_sequence"

    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]
