"""Files that citizens send while a person answers: checked, sealed, kept with their turn."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handover.models import HandoverFileRow
from bot.non_text_input import FILE
from cases.attachments import check
from cases.errors import BadAttachment
from cases.schemas import Upload
from core.encryption import Vault


def of_person(upload: Upload | None) -> tuple[Upload | None, str]:
    """The file that is kept, None where it is not; and what the record says in its place."""
    if upload is None:
        return None, f"{FILE}（沒有收到，請對方再傳一次）"
    try:
        check([upload])
    except BadAttachment as refused:
        return None, f"{FILE}（沒有收下：{refused.detail}）"
    return upload, FILE


def keep_file(
    session: AsyncSession, vault: Vault, conversation_id: str, turn_id: int, upload: Upload, now: datetime
) -> None:
    """Keep a file that came with a turn, sealed.

    Raises:
        BadAttachment: it is no picture or PDF, or too large.
    """
    (checked,) = check([upload])
    session.add(
        HandoverFileRow(
            conversation_id=conversation_id,
            turn_id=turn_id,
            name=vault.seal(checked.name),
            kind=checked.kind,
            content=vault.seal_bytes(checked.content),
            added_at=now,
        )
    )
