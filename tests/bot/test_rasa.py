"""The real Rasa beside the real app: same answers, long conversations stay fast, nothing is kept."""

import statistics
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import supervisor
from bot.blocks import as_json
from bot.in_process_turn import answer_directly
from bot.policy import RasaClient
from bot.policy.client import TOKEN_HEADER, RasaUnavailable
from bot.policy.slots import slots_of
from bot.responses import load_responses
from bot.state import DialogueState
from bot.turn import Situation
from bot.understanding import MISS, Understanding
from core.clock import local_now
from core.settings import ROOT, Settings
from retrieval.engine import Engine
from tests.conftest import free_port

pytestmark = pytest.mark.slow
TOKEN = "token-of-the-tests"


def _turn(client: httpx.Client, session: str | None, text: str) -> dict[str, Any]:
    found: dict[str, Any] = client.post("/api/v1/chat", json={"session": session, "text": text}).json()
    return found


@pytest.fixture
def client(live_server: str, rasa: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=live_server, timeout=10) as client:
        deadline = time.monotonic() + 20
        while client.get("/readyz").json()["rasa"] != "ok" and time.monotonic() < deadline:
            time.sleep(0.2)
        time.sleep(2.1)  # the app tries Rasa again after an outage
        yield client


def test_rasa_answers_and_the_topic_is_remembered(client: httpx.Client) -> None:
    first = _turn(client, None, "老闆不給我加班費怎麼辦")
    assert first["state"]["faq_id"] == "overtime-pay"
    second = _turn(client, first["session"], "那要帶什麼證件？")
    assert second["state"]["faq_id"] == "overtime-pay"


def test_the_fiftieth_turn_is_as_fast_as_the_first_ten(client: httpx.Client) -> None:
    session, seconds = None, []
    for _ in range(60):
        start = time.perf_counter()
        reply = _turn(client, session, "勞資爭議調解要怎麼申請？")
        seconds.append(time.perf_counter() - start)
        session = reply["session"]
        assert reply["state"]["faq_id"]
    assert statistics.median(seconds[-10:]) < 2 * statistics.median(seconds[:10])


def test_a_form_begins_the_same_with_and_without_rasa(client: httpx.Client, engine: Engine) -> None:
    with_rasa = _turn(client, None, "我要陳情")["messages"]
    _, turn = answer_directly(engine, "我要陳情", DialogueState(), local_now())
    assert with_rasa[: len(turn.blocks)] == as_json(turn.blocks)
    assert turn.state.flow == "complaint"


def test_the_channel_needs_the_token(rasa: str, engine: Engine) -> None:
    body = {"intent": "greet", "slots": dict(slots_of(_nothing_yet(engine)))}
    assert httpx.post(f"{rasa}/webhooks/labordesk/next", json=body).status_code == 401
    reply = httpx.post(f"{rasa}/webhooks/labordesk/next", json=body, headers={TOKEN_HEADER: TOKEN})
    assert reply.json() == {"actions": ["action_greet"]}


def test_rasa_says_the_same_when_it_is_asked_again_and_another_thing_in_another_situation(
    rasa: str, engine: Engine
) -> None:
    calm = dict(slots_of(_nothing_yet(engine)))
    asked = [{"intent": "greet", "slots": slots} for slots in (calm, calm, {**calm, "danger": True}, calm)]
    replies = [
        httpx.post(f"{rasa}/webhooks/labordesk/next", json=body, headers={TOKEN_HEADER: TOKEN}).json()
        for body in asked
    ]
    greeted, again, in_danger, calm_again = replies
    assert greeted == again == calm_again != in_danger


@pytest.mark.parametrize(
    "body",
    [
        {"intent": "sing_a_song", "slots": {}},
        {"intent": "greet", "slots": {"danger": "maybe"}},
        {"intent": "greet", "slots": {}, "text": "我的電話是 0912345678"},
        ["greet"],
    ],
)
def test_what_does_not_fit_the_domain_is_refused_with_a_sentence(rasa: str, body: object) -> None:
    reply = httpx.post(f"{rasa}/webhooks/labordesk/next", json=body, headers={TOKEN_HEADER: TOKEN})
    assert reply.status_code == 400 and reply.json()["reason"]


def test_rasas_own_interface_is_off(rasa: str) -> None:
    for path in ("status", "domain", "conversations/x/tracker", "webhooks/rest/webhook"):
        assert httpx.get(f"{rasa}/{path}", headers={TOKEN_HEADER: TOKEN}).status_code == 404


def _nothing_yet(engine: Engine) -> Situation:
    understanding = Understanding("", MISS, confidence=0.0)
    return Situation(understanding, DialogueState(), engine.catalogue, load_responses(), local_now())


async def test_a_dead_rasa_is_passed_over(rasa: str, engine: Engine) -> None:
    client = RasaClient([f"http://127.0.0.1:{free_port()}", rasa], TOKEN, 2.0)
    slots = slots_of(_nothing_yet(engine))
    for _ in range(4):
        assert await client.next_actions("thanks", slots) == ("action_thanks",)
    await client.close()


async def test_without_any_rasa_the_client_says_so(engine: Engine) -> None:
    client = RasaClient([f"http://127.0.0.1:{free_port()}"], TOKEN, 2.0)
    for _ in range(2):
        with pytest.raises(RasaUnavailable):
            await client.next_actions("thanks", slots_of(_nothing_yet(engine)))
    await client.close()


def test_no_words_of_a_citizen_stay_with_rasa(
    client: httpx.Client, rasa_folder: Path, live_folder: Path
) -> None:
    told = ("A123456789", "0912345678", "阿土伯小吃店")
    session = _turn(client, None, f"我是{told[0]}，電話{told[1]}，{told[2]}沒給我加班費怎麼辦")["session"]
    _turn(client, session, f"我要檢舉{told[2]}")
    files = [file for folder in (rasa_folder, live_folder) for file in folder.rglob("*.log")]
    assert files
    for file in files:
        kept = file.read_text("utf-8", errors="replace")
        assert not [word for word in told if word in kept], file
    assert not list(live_folder.glob("rasa.db*")) and not list(rasa_folder.glob("*.db"))


def _rasa(settings: Settings, *arguments: str) -> None:
    command = [supervisor.rasa_command(settings)[0], *arguments]
    environment = supervisor.rasa_environment(settings)
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-2000:]


def test_rasas_own_story_tests_pass(settings: Settings, tmp_path: Path) -> None:
    model = str(settings.data_dir / "rasa" / "labordesk.tar.gz")
    stories = ("--stories", "bot/tests", "--fail-on-prediction-errors", "--out", str(tmp_path))
    _rasa(settings, "test", "core", *stories, "--model", model)
