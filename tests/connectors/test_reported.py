"""What SDKs, desks and bots of others got wrong by their public reports, as the platforms send it to us.

Each file of ``payloads/reported/<platform>/<outcome>/`` is one webhook, says where it was ``seen`` and whose
chat it is; the folder is what has to come of it. All of a platform arrive in one running product.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from connectors.models import DeliveryState, EventState
from tests.connectors.conftest import MakeDesk
from tests.connectors.payloads import HERE, send
from tests.platforms import PLATFORMS, Platform

_FILES = HERE / "reported"
_ANSWER, _WORDS_ONLY, _GREETING, _GROUP = "資遣費", "只看得懂文字", "自動回覆服務", "一對一"


def _is_one(texts: list[str], words: str) -> bool:
    return len(texts) == 1 and words in texts[0]


OUTCOMES: Mapping[str, Callable[[list[str]], bool]] = {
    "answered": lambda texts: "資遣費怎麼計算" in "".join(texts) and _WORDS_ONLY not in "".join(texts),
    "greeted": lambda texts: _GREETING in "".join(texts) and _ANSWER not in "".join(texts),
    "words_only": lambda texts: _is_one(texts, _WORDS_ONLY),
    "group_told": lambda texts: _is_one(texts, _GROUP),
    "silent": lambda texts: not texts,
}


def _outcomes(platform: str) -> list[tuple[Path, dict[str, Any]]]:
    found = sorted((_FILES / platform).rglob("*.json"))
    return [(path, json.loads(path.read_bytes())) for path in found]


@pytest.mark.parametrize("kind", PLATFORMS, ids=lambda kind: kind.name)
async def test_what_others_got_wrong_ends_as_it_should(make_desk: MakeDesk, kind: type[Platform]) -> None:
    platform = kind()
    platform.address = platform.start()
    desk = make_desk(platform)
    reported = _outcomes(platform.name)
    assert len({file["user"] for _, file in reported}) == len(reported), "two files speak of one chat"
    refused = [path.stem for path, file in reported if await send(desk, file["webhook"]) != 200]
    await desk.settle()
    wrong = {
        f"{path.parent.name}/{path.stem}": texts
        for path, file in reported
        if not OUTCOMES[path.parent.name](texts := platform.texts_to(file["user"]))
    }
    chats = {file["user"] for _, file in reported}
    elsewhere = [sent.user for sent in platform.sent if sent.user not in chats]
    platform.stop()
    assert (refused, wrong, elsewhere, platform.violations) == ([], {}, [], [])
    assert {(row.state, row.attempts) for row in await desk.inbox()} == {(EventState.DONE, 1)}
    assert {row.state for row in await desk.outbox()} == {DeliveryState.ACCEPTED}
