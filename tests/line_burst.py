"""A burst of questions on LINE: how many answers went out free, how many as paid pushes; part of ``make bench``."""

import asyncio
import time
from collections import Counter

import httpx

from tests.faults.run import questions
from tests.faults.world import World, running
from tests.platforms import LinePlatform
from tests.platforms.base import Sent

BURST = 162
LONGEST = 600.0


def _kind(sent: Sent) -> str:
    if sent.how == "push":
        return "付費推播"
    # Every card ends with the generation; who waits too long is told so, with a button for the answer.
    return "免費回覆" if "版次" in str(sent.body) else "先給「看結果」按鈕"


async def _answered(world: World, line: LinePlatform) -> float:
    """Send the questions of as many citizens within a second; seconds until each has got something."""
    known = questions(world, 50)
    users = [f"U{number:032x}" for number in range(BURST)]
    start = time.monotonic()
    async with httpx.AsyncClient(timeout=30) as http:
        for number, user in enumerate(users):
            body, headers = line.webhook(line.text_event(user, known[number % len(known)].text))
            await http.post(f"{world.addresses[0]}/webhooks/line", content=body, headers=headers)
    end = start + LONGEST
    while len({sent.user for sent in line.sent}) < BURST and time.monotonic() < end:  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    return time.monotonic() - start


def measure() -> list[tuple[str, str]]:
    """One app with the real Rasa on SQLite."""
    with running(1, postgres=False) as world:
        (line,) = (one for one in world.platforms if isinstance(one, LinePlatform))
        seconds = asyncio.run(_answered(world, line))
        kinds = Counter(map(_kind, line.sent))
        answered = len({sent.user for sent in line.sent})
    told = "、".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
    return [(f"{BURST} 人同時在 LINE 提問", f"{answered} 人在 {seconds:.0f} 秒內得到回答：{told}")]


if __name__ == "__main__":
    for row in measure():
        print("：".join(row))
