"""Table of what turns came to; it holds no words, and nothing that leads to a conversation."""

from datetime import date

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class TurnUseRow(Base):
    """One turn of the chat on a local day; ``begins`` is true for the first turn of a conversation;
    ``seconds`` passed until the answer was recorded (None: not measured then).

    The index covers every question of the reports, so that the rows themselves are not read.
    """

    __tablename__ = "turn_use"
    __table_args__ = (Index("ix_turn_use_day", "day", "channel", "result", "faq_id", "begins", "seconds"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    channel: Mapped[str] = mapped_column(String(16))
    result: Mapped[str] = mapped_column(String(12))
    faq_id: Mapped[str] = mapped_column(String(80))
    begins: Mapped[bool]
    seconds: Mapped[float | None]
