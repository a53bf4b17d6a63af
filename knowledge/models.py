"""Tables of the knowledge base: the current records, every revision, the published generations."""

from datetime import datetime
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
    note: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PublishedGeneration(Base):
    """An index generation that went live; the highest number is the current one."""

    __tablename__ = "published_generation"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    note: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
