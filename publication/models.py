"""Tables of the knowledge base: records, revisions, drafts, publications, unanswered questions."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, JsonColumn, UtcDateTime


class Record(Base):
    """The current revision of an entry, parameter, place or intent."""

    __tablename__ = "knowledge_record"

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    position: Mapped[int]
    revision: Mapped[int]
    payload: Mapped[dict[str, Any]] = mapped_column(JsonColumn)


class Revision(Base):
    """What a record was at each change, by whom and why."""

    __tablename__ = "knowledge_revision"
    __table_args__ = (
        ForeignKeyConstraint(["kind", "key"], ["knowledge_record.kind", "knowledge_record.key"]),
    )

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JsonColumn)
    author: Mapped[str] = mapped_column(String(80))
    reviewer: Mapped[str] = mapped_column(String(80), default="")
    note: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PublishedGeneration(Base):
    """An index generation that went live; the highest number is the current one."""

    __tablename__ = "published_generation"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    note: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DraftRow(Base):
    """A proposed change of a record; ``base_revision`` is what it was made from, 0 for a new record.

    ``version`` counts the saves; ``editors`` are the ids of everyone who saved it.
    """

    __tablename__ = "knowledge_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(80))
    base_revision: Mapped[int]
    payload: Mapped[dict[str, Any]] = mapped_column(JsonColumn)
    state: Mapped[str] = mapped_column(String(10), index=True)
    version: Mapped[int]
    author_id: Mapped[str] = mapped_column(String(64))
    author: Mapped[str] = mapped_column(String(80))
    editors: Mapped[list[str]] = mapped_column(JsonColumn)
    note: Mapped[str] = mapped_column(Text)
    reviewer: Mapped[str] = mapped_column(String(80), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PublicationRow(Base):
    """Drafts that someone means to publish, and what the gate found; ``drafts`` are (id, version)."""

    __tablename__ = "publication"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    drafts: Mapped[list[list[int]]] = mapped_column(JsonColumn)
    live: Mapped[int]
    step: Mapped[str] = mapped_column(String(40))
    done: Mapped[int]
    total: Mapped[int]
    report: Mapped[dict[str, Any] | None] = mapped_column(JsonColumn)
    started_by_id: Mapped[str] = mapped_column(String(64))
    started_by: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(Text, default="")
    generation: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class WithdrawalRow(Base):
    """An entry that one person took off at once, for a second one to decide; ``revision`` took it off."""

    __tablename__ = "entry_withdrawal"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80))
    question: Mapped[str] = mapped_column(Text)
    revision: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), index=True)
    asked_by_id: Mapped[str] = mapped_column(String(64))
    asked_by: Mapped[str] = mapped_column(String(80))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str] = mapped_column(String(80), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OpenItemPlanRow(Base):
    """Who finds out an open item and by when; ``code`` is that of `knowledge.open_items.OpenItem`."""

    __tablename__ = "open_item_plan"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(60))
    due: Mapped[date] = mapped_column()
    planned_by: Mapped[str] = mapped_column(String(80))


class OpenQuestionRow(Base):
    """A question (masked) that did not get its answer; ``origin`` finds it when it is taken back.

    ``label`` is the entry that answers it once someone has decided so, or ``OOS``.
    """

    __tablename__ = "open_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(16))
    channel: Mapped[str] = mapped_column(String(16))
    candidates: Mapped[list[str]] = mapped_column(JsonColumn)
    generation: Mapped[int]
    origin: Mapped[str] = mapped_column(String(64), index=True)
    state: Mapped[str] = mapped_column(String(10), index=True)
    assignee_id: Mapped[str] = mapped_column(String(64), default="")
    assignee: Mapped[str] = mapped_column(String(80), default="")
    resolution: Mapped[str] = mapped_column(String(16), default="")
    label: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
