"""The running app, without Rasa: every message is answered, bad input is told clearly."""

import json
import time

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect


@pytest.fixture(scope="module")
def client(live_server: str):  # type: ignore[no-untyped-def]
    with httpx.Client(base_url=live_server, timeout=10) as client:
        yield client


def test_without_rasa_the_citizen_is_answered_all_the_same(client: httpx.Client) -> None:
    start = time.monotonic()
    reply = client.post("/api/v1/chat", json={"session": None, "text": "老闆不給我加班費怎麼辦"}).json()
    assert time.monotonic() - start < 10
    assert reply["state"] == {"owner": "bot", "intent": "faq", "faq_id": "overtime-pay"}
    again = client.post("/api/v1/chat", json={"session": reply["session"], "text": "那要帶什麼證件？"}).json()
    assert again["state"]["faq_id"] == "overtime-pay"


def test_search_keeps_the_public_contract(client: httpx.Client) -> None:
    reply = client.post("/api/v1/search", json={"query": "申請調解", "limit": 3}).json()
    assert reply.keys() == {"decision", "generation", "language", "results"}
    assert len(reply["results"]) == 3
    assert reply["results"][0].keys() == {"id", "question", "category", "unit", "score", "confidence"}


@pytest.mark.parametrize(
    "body",
    [
        b'{"text": ""}',
        b'{"text": "   "}',
        json.dumps({"text": "長" * 10_000}).encode(),
        b'{"text": "\\u0000\\u0001\\u0007"}',
        b'{"text": "ok", "unknown": 1}',
        b'{"text": 5}',
        b"{not json",
        b"[]",
        b"",
        b'{"text": "\\ud800"}',
        b'{"session": "forged", "text": "hello"}',
    ],
)
def test_bad_input_is_a_problem_and_is_not_echoed(client: httpx.Client, body: bytes) -> None:
    reply = client.post("/api/v1/chat", content=body, headers={"content-type": "application/json"})
    assert 400 <= reply.status_code < 500
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["status"] == reply.status_code
    assert "長長" not in reply.text


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "'; DROP TABLE turn; --", "😀😀😀", "%s%n", "a\u202eb", "1" * 900]
)
def test_strange_text_gets_a_polite_reply(client: httpx.Client, text: str) -> None:
    reply = client.post("/api/v1/chat", json={"text": text})
    assert reply.status_code == 200
    assert reply.json()["messages"]


def test_an_oversized_body_is_refused(client: httpx.Client) -> None:
    body = b'{"text": "' + b"a" * (1024 * 1024 + 1) + b'"}'
    assert client.post("/api/v1/chat", content=body).status_code == 413


def test_a_wrong_method_and_an_unknown_page_are_problems(client: httpx.Client) -> None:
    assert client.put("/api/v1/search").status_code == 405
    assert client.get("/api/v1/faq/nothing").json()["status"] == 404


def test_there_is_nothing_internal_to_call(client: httpx.Client) -> None:
    assert client.post("/internal/understand", json={"text": "調解"}).status_code == 404


def test_the_socket_acknowledges_answers_once_and_resumes(live_server: str) -> None:
    with connect(live_server.replace("http", "ws") + "/ws/chat") as socket:
        socket.send(json.dumps({"session": None, "text": "申請調解", "id": "m1"}))
        frames = [json.loads(socket.recv()) for _ in range(3)]
        assert [frame.get("type") for frame in frames] == ["ack", "typing", None]
        session = frames[2]["session"]
        socket.send(json.dumps({"session": session, "text": "申請調解", "id": "m1"}))
        repeated = [json.loads(socket.recv()) for _ in range(3)]
        assert repeated[2]["messages"] == frames[2]["messages"]
        socket.send(json.dumps({"type": "resume", "session": session}))
        history = json.loads(socket.recv())
        assert [turn["role"] for turn in history["turns"]] == ["user", "bot"]


def test_a_plain_socket_client_gets_just_the_reply(live_server: str) -> None:
    with connect(live_server.replace("http", "ws") + "/ws/chat") as socket:
        socket.send(json.dumps({"session": None, "text": "你好"}))
        assert json.loads(socket.recv()).keys() == {"session", "messages", "state"}
        socket.send("{broken")
        assert json.loads(socket.recv())["type"] == "error"


@pytest.mark.parametrize(
    "frame",
    [
        b"\x00\xff\xfe",
        "[" * 16_000,
        "x" * 20_000,
        "null",
        "[]",
        '{"text": "\\ud800", "id": "\\ud800"}',
        '{"text": "你好", "id": "a\\u0000b"}',
        '{"type": "resume", "session": "forged.by-somebody"}',
    ],
)
def test_a_frame_that_is_no_message_gets_an_error_and_the_connection_stays(
    live_server: str, frame: str | bytes
) -> None:
    with connect(live_server.replace("http", "ws") + "/ws/chat") as socket:
        socket.send(frame)
        assert json.loads(socket.recv())["type"] == "error"
        socket.send(json.dumps({"text": "你好"}))
        assert json.loads(socket.recv())["messages"]


def test_a_session_that_is_not_ours_is_told_as_what_to_do(live_server: str) -> None:
    with connect(live_server.replace("http", "ws") + "/ws/chat") as socket:
        socket.send('{"text": "你好", "session": "tampered"}')
        told = json.loads(socket.recv())
    assert (told["reason"], told["title"], told["detail"]) == ("expired", "對話已過期", "請重新開始。")


def test_an_id_that_no_database_keeps_is_refused(client: httpx.Client) -> None:
    assert client.post("/api/v1/chat", json={"text": "你好", "id": "a\0b"}).status_code == 422


def test_personal_numbers_are_masked_in_the_history(live_server: str) -> None:
    with connect(live_server.replace("http", "ws") + "/ws/chat") as socket:
        socket.send(json.dumps({"text": "我的電話 0912-345-678 身分證 A123456789"}))
        session = json.loads(socket.recv())["session"]
        socket.send(json.dumps({"type": "resume", "session": session}))
        said = json.loads(socket.recv())["turns"][0]["text"]
        assert "0912" not in said
        assert "A123456789" not in said


def _to_the_story(client: httpx.Client) -> str:
    """A conversation in which the form asks for the story."""
    session = None
    for text in ("我要陳情", "檢舉公司違反勞動法令", "同意", "工資"):
        reply = client.post("/api/v1/chat", json={"session": session, "text": text}).json()
        session = reply["session"]
    assert "發生了什麼事" in reply["messages"][-1]["text"]
    return str(session)


def test_a_message_that_is_too_long_is_told_with_its_length(client: httpx.Client) -> None:
    assert client.post("/api/v1/chat", json={"text": "長" * 1000}).status_code == 200
    refused = client.post("/api/v1/chat", json={"text": "長" * 1001})
    assert refused.status_code == 422
    assert "一次最多 1,000 字，您寫了 1,001 字" in refused.json()["detail"]
    assert [error["field"] for error in refused.json()["errors"]] == ["text"]


def test_while_a_form_asks_for_a_story_a_message_may_be_as_long_as_that(client: httpx.Client) -> None:
    session = _to_the_story(client)
    refused = client.post("/api/v1/chat", json={"session": session, "text": "長" * 5001})
    assert refused.status_code == 422 and "最多 5,000 字" in refused.json()["detail"]
    taken = client.post("/api/v1/chat", json={"session": session, "text": "長" * 5000}).json()
    assert "什麼時候發生的" in taken["messages"][-1]["text"]
    again = client.post("/api/v1/chat", json={"session": session, "text": "長" * 1001})
    assert again.status_code == 422


def test_the_socket_takes_a_story_and_gives_back_what_is_too_long(client: httpx.Client) -> None:
    session = _to_the_story(client)
    with connect(f"{_socket(client)}/ws/chat", max_size=None) as socket:
        socket.send(json.dumps({"session": session, "text": "😀" * 5001, "id": "long"}))
        refused = json.loads(socket.recv(10))
        assert (refused["type"], refused["id"], refused["edit"]) == ("error", "long", True)
        socket.send(json.dumps({"session": session, "text": "😀" * 5000}))
        assert "什麼時候發生的" in json.loads(socket.recv(10))["messages"][-1]["text"]


def test_lines_and_punctuation_of_a_story_stay_as_they_were_typed(client: httpx.Client) -> None:
    session, story = _to_the_story(client), "三月：老闆說「不給」！！！\n四月：又沒有給，①加班費②特休"
    texts = (story, "略過", "略過", "某某行", "去查", "要保密", "王小明", "0912-345-678", "略過")
    for text in texts:
        reply = client.post("/api/v1/chat", json={"session": session, "text": text}).json()
    if "都不是" in str(reply["messages"]):
        reply = client.post("/api/v1/chat", json={"session": session, "text": "都不是，繼續陳情"}).json()
    assert story in "\n".join(block["text"] for block in reply["messages"])


def test_a_page_of_another_site_may_not_chat(client: httpx.Client) -> None:
    foreign = {"origin": "https://evil.example"}
    reply = client.post("/api/v1/chat", json={"text": "你好"}, headers=foreign)
    assert reply.status_code == 403 and reply.headers["content-type"] == "application/problem+json"
    assert client.post("/chat", data={"text": "你好"}, headers=foreign).status_code == 403
    with pytest.raises(InvalidStatus), connect(f"{_socket(client)}/ws/chat", origin="https://evil.example"):
        pass


def test_our_own_page_may_chat(client: httpx.Client) -> None:
    own = str(client.base_url).rstrip("/")
    assert client.post("/api/v1/chat", json={"text": "你好"}, headers={"origin": own}).status_code == 200
    with connect(f"{_socket(client)}/ws/chat", origin=own) as socket:
        socket.send(json.dumps({"text": "你好"}))
        assert json.loads(socket.recv(10))["messages"]


def _socket(client: httpx.Client) -> str:
    return f"ws://{client.base_url.host}:{client.base_url.port}"
