"""Tables of the tags and of what carries them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, UtcDateTime


class TagRow(Base):
    """A tag; a ``retired`` one stays where it is and is put on nothing new."""

    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20), unique=True)
    retired: Mapped[bool]


class TaggedRow(Base):
    """A case or conversation (``kind``, ``subject``) that carries a tag."""

    __tablename__ = "tagged"
    __table_args__ = (Index("ix_tagged_subject", "kind", "subject"),)

    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
