"""Files that citizens send while they fill in a form: sealed beside the draft until the case is filed."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.flows import repository
from bot.flows.models import DraftFileRow
from cases.schemas import Upload
from core.encryption import Vault


class DraftFiles:
    """The files of drafts, in the caller's transaction."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def add(self, session: AsyncSession, conversation_id: str, upload: Upload, now: datetime) -> None:
        """Keep one more file."""
        session.add(
            DraftFileRow(
                conversation_id=conversation_id,
                name=self._vault.seal(upload.name),
                content=self._vault.seal_bytes(upload.content),
                added_at=now,
            )
        )
        await session.flush()

    async def count(self, session: AsyncSession, conversation_id: str) -> int:
        """How many files wait."""
        return len(await repository.files(session, conversation_id))

    async def uploads(self, session: AsyncSession, conversation_id: str) -> tuple[Upload, ...]:
        """The files as they came, in order."""
        rows = await repository.files(session, conversation_id)
        return tuple(Upload(self._vault.open(row.name), self._vault.open_bytes(row.content)) for row in rows)

    async def discard(self, session: AsyncSession, conversation_id: str) -> None:
        """Forget the files."""
        await repository.discard_files(session, conversation_id)
