"""An app of its own for the attacks: every channel is open, and leads to nobody."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.settings import Settings
from tests.conftest import database_in, free_port, running_app
from tests.platforms import FacebookPlatform, LinePlatform, TelegramPlatform
from tests.staff import Desk

BOUNCE_TOKEN = "bounce-token"
_NOBODY = "http://127.0.0.1:9"
_PLATFORMS = (LinePlatform, FacebookPlatform, TelegramPlatform)
_CHANNELS = {f"LABORDESK_{name}": value for kind in _PLATFORMS for name, value in kind().settings.items()}
_MAIL = {
    "SMTP_URL": "smtp://127.0.0.1:9",
    "MAIL_FROM": "labor@labor.example",
    "MAIL_BOUNCE_TOKEN": BOUNCE_TOKEN,
}
_BASES = ("LINE_API_BASE", "LINE_DATA_API_BASE", "FACEBOOK_API_BASE", "TELEGRAM_API_BASE")


@dataclass(frozen=True, slots=True)
class Besieged:
    """The app under attack."""

    address: str
    process_id: int
    folder: Path

    @property
    def desk(self) -> Desk:
        """Gives signed-in staff of it."""
        return Desk(self.address, Settings(database_url=database_in(self.folder)).database)

    def faults(self) -> list[str]:
        """Lines of its log that tell of an error nobody thought of."""
        lines = (self.folder / "app.log").read_text("utf-8", "replace").splitlines()
        return [line for line in lines if not line.startswith("{") or _event(line) in _UNTHOUGHT]

    def memory(self) -> int:
        """Bytes of memory it holds now."""
        status = Path(f"/proc/{self.process_id}/status").read_text()
        (line,) = (line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) * 1024


_UNTHOUGHT = frozenset({"unexpected", "task_failed", "event_failed"})


def _event(line: str) -> str:
    return str(json.loads(line).get("event"))


@pytest.fixture(scope="session")
def besieged(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Besieged]:
    """Without Rasa: it never sees what citizens write."""
    folder = tmp_path_factory.mktemp("besieged")
    mail = {f"LABORDESK_{name}": value for name, value in _MAIL.items()}
    more = _CHANNELS | mail | {f"LABORDESK_{name}": _NOBODY for name in _BASES}
    more |= {"LABORDESK_METRICS_PORT": "0", "LABORDESK_CHAT_RATE": "100000/minute"}
    more |= {"LABORDESK_API_RATE": "100000/minute"}
    with running_app(folder, settings, free_port(), more) as (address, process_id):
        yield Besieged(address, process_id, folder)
