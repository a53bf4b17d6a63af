"""A conversation with every form behind it, on each database; Rasa is away, the rules are its own."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.handover import Agent, HandoverService
from bot.service import ConversationService
from cases.service import CaseService
from cases.subscriptions import topic_service
from cases.survey.service import Surveys
from composition import compose
from core.clock import TAIPEI
from core.database import Database
from core.encryption import Vault, first_key, vault_of
from core.settings import Settings
from retrieval.engine import Engine

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=TAIPEI)  # a Thursday, within the hours
NIGHT = datetime(2026, 11, 26, 22, 0, tzinfo=TAIPEI)
CHANNELS = {
    "line_channel_secret": "s",
    "line_channel_access_token": "t",
    "telegram_bot_token": "1:t",
    "telegram_webhook_secret": "s",
    "smtp_url": "smtp://127.0.0.1:9",
    "mail_from": "noreply@labor.example",
}
AROUND = {
    "rasa_url": "http://127.0.0.1:9",
    "rasa_timeout": 1.0,
    "public_url": "https://labor.example",
    "quiet_hours": "",
}
ANNA = Agent("anna", "林小姐")
BEN = Agent("ben", "陳先生")


@dataclass
class Clock:
    """The time, set by the test."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def after(self, **passed: float) -> None:
        self.now += timedelta(**passed)


@dataclass
class World:
    """All that a conversation needs."""

    database: Database
    clock: Clock
    cases: CaseService
    handover: HandoverService
    surveys: Surveys
    conversation: ConversationService

    async def everything_stored(self) -> str:
        """Every row of the tables that a conversation writes, as one text."""
        found = []
        async with self.database.transaction() as session:
            for table in ("conversation", "turn", "flow_draft", "flow_file", "handover_note"):
                rows = await session.execute(text(f"SELECT * FROM {table}"))
                found += [_readable(value) for row in rows for value in row]
        return "\n".join(found)


def _readable(value: object) -> str:
    """A stored value as text; JSON without its escapes."""
    try:
        return json.dumps(json.loads(str(value)), ensure_ascii=False)
    except ValueError:
        return str(value)


@dataclass
class Talk:
    """One citizen's conversation."""

    world: World
    channel: str = "webchat"
    name: str = "c1"
    body: dict[str, Any] = field(default_factory=dict)
    count: int = 0

    async def say(self, words: str, key: str | None = None) -> str:
        """Say something; what comes back, as text."""
        self.count += 1
        key = key or f"{self.name}-{self.count}"
        self.body = await self.world.conversation.answer(self.name, self.channel, words, key)
        return self.told

    async def say_all(self, *words: str) -> str:
        """Say one thing after the other; the last answer."""
        for said in words:
            await self.say(said)
        return self.told

    @property
    def told(self) -> str:
        """Everything that the last turn said."""
        return "\n".join(_as_text(block) for block in self.body["messages"])

    @property
    def options(self) -> list[str]:
        """The options of the last question."""
        asked = [block["options"] for block in self.body["messages"] if block["type"] == "choices"]
        return [option["label"] for option in asked[-1]] if asked else []

    async def recorded(self) -> list[str]:
        """What the record holds of the citizen's words."""
        session = self.world.conversation.tokens.sign(self.name)
        return [turn["text"] for turn in await self.world.conversation.history(session) if "text" in turn]


def _as_text(block: dict[str, Any]) -> str:
    if block["type"] == "faq_card":
        return f"【{block['entry']['question']}】"
    return block.get("text") or json.dumps(block, ensure_ascii=False)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """A vault of its own."""
    settings = Settings(_env_file=None, data_dir=tmp_path)
    first_key(settings)
    return vault_of(settings)


@pytest.fixture
async def world(database: Database, engine: Engine, vault: Vault, tmp_path: Path) -> AsyncIterator[World]:
    """The services on an empty database."""
    settings = Settings(_env_file=None, data_dir=tmp_path, **CHANNELS, **AROUND)
    clock = Clock()
    await topic_service.seed(database)
    services = compose(settings, database, vault, engine, clock)
    surveys = services.notifications.surveys
    yield World(database, clock, services.cases, services.handover, surveys, services.conversation)
    await services.close()


@pytest.fixture
def talk(world: World) -> Talk:
    """A conversation on the web."""
    return Talk(world)
