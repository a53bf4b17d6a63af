"""The real Rasa beside the real app: same answers, long conversations stay fast."""

import json
import statistics
import subprocess
import time
from pathlib import Path

import httpx
import pytest

import service
from core.settings import ROOT, Settings

pytestmark = pytest.mark.slow


def _turn(client: httpx.Client, session: str | None, text: str) -> dict:  # type: ignore[type-arg]
    return client.post("/api/v1/chat", json={"session": session, "text": text}).json()


@pytest.fixture
def client(live_server: str, rasa: str):  # type: ignore[no-untyped-def]
    with httpx.Client(base_url=live_server, timeout=10) as client:
        deadline = time.monotonic() + 20
        while client.get("/readyz").json()["rasa"] != "ok" and time.monotonic() < deadline:
            time.sleep(0.2)
        time.sleep(2.1)  # the app tries Rasa again after an outage
        yield client


def test_rasa_answers_and_remembers_the_topic(client: httpx.Client) -> None:
    first = _turn(client, None, "老闆不給我加班費怎麼辦")
    assert first["state"]["faq_id"] == "overtime-pay"
    second = _turn(client, first["session"], "那要帶什麼證件？")
    assert second["state"] == {"owner": "bot", "intent": "ask_documents", "faq_id": "overtime-pay"}


def test_the_fiftieth_turn_is_as_fast_as_the_first_ten(client: httpx.Client) -> None:
    session, seconds = None, []
    for _ in range(60):
        start = time.perf_counter()
        reply = _turn(client, session, "勞資爭議調解要怎麼申請？")
        seconds.append(time.perf_counter() - start)
        session = reply["session"]
        assert reply["state"]["faq_id"]
    assert statistics.median(seconds[-10:]) < 2 * statistics.median(seconds[:10])


def test_the_topic_survives_a_fresh_rasa_session(client: httpx.Client) -> None:
    session = _turn(client, None, "老闆不給我加班費怎麼辦")["session"]
    for _ in range(25):
        reply = _turn(client, session, "謝謝")
    reply = _turn(client, session, "那要帶什麼證件？")
    assert reply["state"]["faq_id"] == "overtime-pay"


def _rasa_test(settings: Settings, live_server: str, *arguments: str) -> None:
    """Run ``rasa test`` with the app as its NLU; its model is the trained one."""
    model = str(settings.data_dir / "rasa" / "labordesk.tar.gz")
    command = [service.rasa_command(settings)[0], "test", *arguments, "--model", model]
    environment = service.rasa_environment(settings) | {
        "LABORDESK_INTERNAL_URL": live_server,
        "LABORDESK_INTERNAL_TOKEN": "token-of-the-tests",
    }
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-2000:]


def test_rasas_own_story_tests_pass(settings: Settings, live_server: str, tmp_path: Path) -> None:
    stories = ("--stories", "bot/tests", "--fail-on-prediction-errors")
    _rasa_test(settings, live_server, "core", *stories, "--out", str(tmp_path))


def test_rasas_own_nlu_test_finds_every_intent(settings: Settings, live_server: str, tmp_path: Path) -> None:
    _rasa_test(settings, live_server, "nlu", "--nlu", "bot/data/nlu.yml", "--out", str(tmp_path), "--no-plot")
    report = json.loads((tmp_path / "intent_report.json").read_text("utf-8"))
    assert report["accuracy"] == 1, (tmp_path / "intent_errors.json").read_text("utf-8")
