"""Table of what was typed into the forms of the desk and not sent yet."""

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, UtcDateTime
from core.sealed import Sealed


class FormDraftRow(Base):
    """The text of one person in one form; ``fields`` is sealed JSON, a list of names with values.

    ``form`` is the address that the form is sent to, ``page`` where it stands, ``based_on`` the version of
    the object that it changes, ``version`` tells two tabs apart.
    """

    __tablename__ = "desk_drafts"
    __table_args__ = (UniqueConstraint("person", "form"), Index("ix_desk_draft_updated", "updated_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(String(120))
    form: Mapped[str] = mapped_column(String(400))
    page: Mapped[str] = mapped_column(String(400))
    based_on: Mapped[str] = mapped_column(String(80))
    version: Mapped[str] = mapped_column(String(16))
    fields: Mapped[str] = mapped_column(Sealed)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
