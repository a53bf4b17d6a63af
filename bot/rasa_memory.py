"""Rasa's own record of conversations: its tracker store, from which its API deletes nothing."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

_BUSY_SECONDS = 5.0


class RasaMemory:
    """The tracker store that ``labordesk up`` gives to Rasa (an SQLite file)."""

    def __init__(self, file: Path) -> None:
        self._file = file

    async def forget(self, conversation_id: str) -> None:
        """Delete every event of a conversation; Rasa begins it anew with the next message."""
        await asyncio.to_thread(self._delete, conversation_id)

    def _delete(self, conversation_id: str) -> None:
        if not self._file.exists():
            return
        with closing(sqlite3.connect(self._file, timeout=_BUSY_SECONDS)) as store, store:
            known = store.execute("SELECT 1 FROM sqlite_master WHERE name = 'events'").fetchone()
            if known:
                store.execute("PRAGMA secure_delete = ON")
                store.execute("DELETE FROM events WHERE sender_id = ?", (conversation_id,))
