"""Runs in Rasa's environment: ``peer_rank.py MODEL QUERIES FOUND`` ranks queries with a Rasa model."""

import asyncio
import json
import sys
import time
from pathlib import Path

from rasa.core.agent import Agent

RETRIEVAL = "faq"


async def _rank(agent: Agent, text: str) -> dict[str, object]:
    start = time.perf_counter()
    parsed = await agent.parse_message(text)
    seconds = time.perf_counter() - start
    sure = next((row["confidence"] for row in parsed["intent_ranking"] if row["name"] == RETRIEVAL), 0.0)
    ranking = parsed.get("response_selector", {}).get(RETRIEVAL, {}).get("ranking", [])
    ids = [row["intent_response_key"].split("/", 1)[1] for row in ranking]
    best = ranking[0]["confidence"] if ranking else 0.0
    return {"ids": ids, "confidence": sure * best, "seconds": seconds}


async def _main(model: str, queries: str, found: str) -> None:
    agent = Agent.load(model)
    texts = json.loads(Path(queries).read_text("utf-8"))
    await _rank(agent, texts[0])  # the first one also pays for TensorFlow's start
    rows = [await _rank(agent, text) for text in texts]
    Path(found).write_text(json.dumps(rows), "utf-8")


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:4]))
