"""Proof that a withdrawn entry cannot be reached: every way a citizen could meet it is tried for real."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

import httpx
from fastapi import FastAPI

from bot.blocks import FaqCard
from bot.in_process_turn import answer_directly
from bot.state import DialogueState
from core.clock import local_now
from knowledge.schemas import Entry
from retrieval.engine import Engine

_ALL = 500
_FOLLOW_UP = "要帶什麼文件"


@dataclass(frozen=True, slots=True)
class Trial:
    """One way to the entry: what was tried, how often, and whether it is closed."""

    way: str
    tries: int
    closed: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """All ways to one entry, tried on generation ``generation``."""

    id: str
    question: str
    generation: int
    trials: tuple[Trial, ...]

    @property
    def holds(self) -> bool:
        """Whether every way is closed."""
        return all(trial.closed for trial in self.trials)


def _search(engine: Engine, entry: Entry) -> Trial:
    texts = (entry.question, *entry.all_variants, *entry.passages)
    reached = [t for t in texts if entry.id in [hit.id for hit in engine.search(t, _ALL).results]]
    return Trial("檢索（題目、每句說法、每段答案）", len(texts), not reached)


def _chat(engine: Engine, entry: Entry) -> Trial:
    """By its words, and as the topic that an earlier conversation still remembers."""
    remembered = DialogueState(topic=entry.id)
    asked = ((entry.question, DialogueState()), (_FOLLOW_UP, remembered), ("沒幫助", remembered))
    reached = 0
    for text, state in asked:
        _, turn = answer_directly(engine, text, state, local_now())
        offered = entry.question in {option.value for option in turn.state.choices}
        shown = any(isinstance(block, FaqCard) and block.entry.id == entry.id for block in turn.blocks)
        reached += offered or shown
    return Trial("對話（問題目、接著追問、沒幫助）", len(asked), not reached)


def _related(engine: Engine, entry: Entry) -> Trial:
    views = [engine.catalogue.view(other.id, local_now()) for other in engine.catalogue]
    linked = [view for view in views if view and entry.id in view.related]
    return Trial("其他問答的相關連結", len(views), not linked)


async def _pages(app: FastAPI, entry: Entry) -> list[Trial]:
    """Real requests to the app, within this process."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        page = await client.get(f"/faq/{entry.id}")
        record = await client.get(f"/api/v1/faq/{entry.id}")
        found = await client.post("/api/v1/search", json={"query": entry.question[:200], "limit": 20})
        listed = await client.get("/api/v1/faq")
    gone = HTTPStatus.NOT_FOUND
    ids = {hit["id"] for hit in found.json()["results"]} | {item["id"] for item in listed.json()["entries"]}
    return [
        Trial("網頁 /faq/…", 1, page.status_code == gone),
        Trial("介面 /api/v1/faq/…", 1, record.status_code == gone),
        Trial("介面的搜尋與清單", 2, entry.id not in ids),
    ]


async def prove(app: FastAPI, engine: Engine, entries: Sequence[Entry]) -> list[Proof]:
    """Try every way to each of ``entries`` in the live generation of this process."""
    proofs = []
    for entry in entries:
        ways = [await asyncio.to_thread(way, engine, entry) for way in (_search, _chat, _related)]
        trials = (*ways, *await _pages(app, entry))
        proofs.append(Proof(entry.id, entry.question, engine.generation.number, trials))
    return proofs
