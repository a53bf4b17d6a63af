"""Rasa's own record of conversations: its tracker store, from which its API deletes nothing."""

from typing import Any

from sqlalchemy import NullPool, column, delete, event, inspect, table
from sqlalchemy.ext.asyncio import create_async_engine

from core.settings import async_url

_BUSY_SECONDS = 5
# The table of Rasa's `SQLTrackerStore`.
_EVENTS = table("events", column("sender_id"))


class RasaMemory:
    """The SQL tracker store that ``bot/endpoints.yml`` gives to Rasa, on either database."""

    def __init__(self, url: str) -> None:
        """``url`` is `Settings.rasa_tracker`; nothing is opened before it is needed."""
        # Both drivers take the seconds to wait as `timeout`; somebody is forgotten too seldom for a pool.
        self._engine = create_async_engine(
            async_url(url), poolclass=NullPool, connect_args={"timeout": _BUSY_SECONDS}
        )
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine.sync_engine, "connect", _overwrite_what_is_deleted)

    async def forget(self, conversation_id: str) -> None:
        """Delete every event of a conversation; Rasa begins it anew with the next message."""
        async with self._engine.begin() as store:
            if await store.run_sync(lambda sync: inspect(sync).has_table(_EVENTS.name)):
                await store.execute(delete(_EVENTS).where(_EVENTS.c.sender_id == conversation_id))


def _overwrite_what_is_deleted(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA secure_delete = ON")
