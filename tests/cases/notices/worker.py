"""A process that sends notices until it is killed: ``python -m tests.cases.notices.worker URL FOLDER``."""

import asyncio
import sys
from pathlib import Path

from cases.notification_service import Notifications
from connectors import registry
from connectors.proactive_messages import Sender
from core.database import Database
from core.encryption import vault_of
from core.settings import Settings
from core.tasks import Task, Tasks


async def work(url: str, folder: Path) -> None:
    """Run the part that informs citizens, without the lanes that deliver."""
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        smtp_url="smtp://127.0.0.1:9",
        mail_from="noreply@labor.example",
        quiet_hours="",
    )
    database = Database(url)
    notifications = Notifications.build(
        settings, database, vault_of(settings), Sender(registry.build(settings))
    )
    tasks = Tasks([Task("informing", notifications.work, 1)])
    tasks.start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], Path(sys.argv[2])))
