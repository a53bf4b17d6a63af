"""The real Rasa beside the real app: same answers, long conversations stay fast."""

import base64
import json
import statistics
import subprocess
import time
from pathlib import Path

import httpx
import pytest

import service
from bot.blocks import as_json
from bot.direct import answer_directly
from bot.state import DialogueState
from core.clock import local_now
from core.settings import ROOT, Settings
from retrieval.engine import Engine

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


# No punctuation: the API brings its width into one form.
STORY = "老闆從三月起都沒有給加班費而且叫我住鼓山區"


def _tracker(rasa: str, session: str) -> str:
    """All that Rasa remembers of a conversation."""
    payload = session.rsplit(".", 1)[0]
    conversation = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    found = httpx.get(f"{rasa}/conversations/{conversation}/tracker?include_events=ALL").json()
    return json.dumps(found, ensure_ascii=False)


def test_rasa_begins_a_form_whose_answers_it_never_hears(client: httpx.Client, rasa: str) -> None:
    session = _turn(client, None, "我要陳情")["session"]
    for text in ("檢舉公司違反勞動法令", "同意", "工資", STORY):
        reply = _turn(client, session, text)
    assert "什麼時候發生的" in reply["messages"][-1]["text"]
    _turn(client, session, "取消")
    _turn(client, session, "刪除草稿")
    assert _turn(client, session, "老闆不給我加班費怎麼辦")["state"]["faq_id"] == "overtime-pay"
    second = _turn(client, session, "那要帶什麼證件？")
    assert second["state"]["faq_id"] == "overtime-pay"
    remembered = _tracker(rasa, session)
    assert "action_file_complaint" in remembered
    assert "action_answer" in remembered
    assert STORY not in remembered


def test_a_form_begins_the_same_with_and_without_rasa(client: httpx.Client, engine: Engine) -> None:
    with_rasa = _turn(client, None, "我要陳情")["messages"]
    _, turn = answer_directly(engine, "我要陳情", DialogueState(), local_now())
    assert with_rasa[: len(turn.blocks)] == json.loads(json.dumps(as_json(turn.blocks)))
    assert turn.state.flow == "complaint"


def test_who_asks_to_be_forgotten_is_forgotten_by_rasa_too(client: httpx.Client, rasa: str) -> None:
    session = None
    for _ in range(10):  # on a busy machine the app may answer before Rasa does
        session = _turn(client, session, STORY)["session"]
        if STORY in _tracker(rasa, session):
            break
        time.sleep(2.1)
    assert STORY in _tracker(rasa, session)
    _turn(client, session, "刪除我的資料")
    _turn(client, session, "確定刪除")
    assert STORY not in _tracker(rasa, session)
    assert _turn(client, session, "老闆不給我加班費怎麼辦")["state"]["faq_id"] == "overtime-pay"


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
