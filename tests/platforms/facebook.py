"""Messenger Platform: the Send API as Meta documents it (no OpenAPI file is published)."""

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from connectors.signatures import hex_digest
from tests.platforms.base import Answer, Platform, Sent, require

SECRET, TOKEN, VERIFY = "facebook-secret", "facebook-token", "facebook-verify"
VERSION = "v24.0"


@dataclass
class FacebookPlatform(Platform):
    """No idempotency: what it takes twice is shown twice."""

    name: str = "facebook"
    profile: dict[str, Any] = field(default_factory=dict)

    @property
    def settings(self) -> dict[str, str]:
        """The app's settings for this platform."""
        return {
            "FACEBOOK_APP_SECRET": SECRET,
            "FACEBOOK_PAGE_ACCESS_TOKEN": TOKEN,
            "FACEBOOK_VERIFY_TOKEN": VERIFY,
            "FACEBOOK_GRAPH_VERSION": VERSION,
        }

    def routes(self) -> Iterable[web.RouteDef]:
        """See `Platform.routes`."""
        return [
            web.post(f"/{VERSION}/me/messages", self._send),  # type: ignore[arg-type]  # None: dropped
            web.post(f"/{VERSION}/me/messenger_profile", self._set_profile),
            web.get(f"/{VERSION}/{{user}}", self._user),
            web.get("/files/a.jpg", self.file),
        ]

    def _event(self, user: str, number: int | None = None, **event: Any) -> dict[str, Any]:
        number = self.next_number() if number is None else number
        import time

        return {
            "sender": {"id": user},
            "recipient": {"id": "PAGE"},
            "timestamp": int(time.time() * 1000) // 1_000_000 * 1_000_000 + number,
            **event,
        }

    def text_event(self, user: str, text: str, number: int | None = None) -> dict[str, Any]:
        """See `Platform.text_event`."""
        return self._event(user, number, message={"mid": f"m_{uuid.uuid4().hex}", "text": text})

    def attachment_event(self, user: str) -> dict[str, Any]:
        """See `Platform.attachment_event`."""
        attachment = {"type": "image", "payload": {"url": f"{self.address}/files/a.jpg"}}
        message = {"mid": f"m_{uuid.uuid4().hex}", "attachments": [attachment]}
        return self._event(user, message=message)

    def echo_event(self, user: str, text: str, **message: Any) -> dict[str, Any]:
        """A message that the page sent, by us or by a person."""
        event = self._event(user, message={"mid": f"m_{uuid.uuid4().hex}", "is_echo": True, "text": text})
        event["message"] |= message
        event["sender"], event["recipient"] = {"id": "PAGE"}, {"id": user}
        return event

    def deletion_event(self, user: str, mid: str, **message: Any) -> dict[str, Any]:
        """The user took a message back: the event bears that message's id."""
        return self._event(user, message={"mid": mid, "is_deleted": True, **message})

    def edited_event(self, user: str, text: str) -> dict[str, Any]:
        """See `Platform.edited_event`."""
        return self._event(user, message_edit={"mid": f"m_{uuid.uuid4().hex}", "text": text, "num_edit": 1})

    def foreign_press_event(self, user: str, text: str) -> dict[str, Any]:
        """See `Platform.foreign_press_event`."""
        postback = {"mid": f"m_{uuid.uuid4().hex}", "title": text, "payload": "old:42"}
        return self._event(user, postback=postback)

    def thread_event(self, user: str, name: str, owner: str) -> dict[str, Any]:
        """The conversation passes to the app ``owner``, as ``pass_thread_control`` or ``take_...``."""
        owners: dict[str, Any] = {name: {"previous_owner_app_id": "1", "new_owner_app_id": owner}}
        return self._event(user, **owners)

    def without_token(self) -> Answer:
        """See `Platform.without_token`."""
        error = {"message": "Error validating access token", "type": "OAuthException", "code": 190}
        return Answer(400, json.dumps({"error": error}).encode(), {"content-type": "application/json"})

    def unknown_event(self, user: str) -> dict[str, Any]:
        """See `Platform.unknown_event`."""
        return self._event(user, hologram={"shape": [1, {"deep": None}]})

    def press_events(self, user: str) -> list[tuple[str, dict[str, Any]]]:
        """See `Platform.press_events`."""
        last = [sent for sent in self.sent if sent.user == user][-1]
        pressed = []
        for reply in last.body["message"].get("quick_replies", []):
            message = {
                "mid": f"m_{uuid.uuid4().hex}",
                "text": reply["title"],
                "quick_reply": {"payload": reply["payload"]},
            }
            said = reply["payload"].removeprefix("say:").partition("\u241f")[0]
            pressed.append((said, self._event(user, message=message)))
        return pressed

    def webhook(self, *events: dict[str, Any], signed: bool = True) -> tuple[bytes, dict[str, str]]:
        """See `Platform.webhook`: one entry an event."""
        entries = [{"id": "PAGE", "time": 1, "messaging": [event]} for event in events]
        body = json.dumps({"object": "page", "entry": entries}).encode()
        signature = hex_digest(SECRET if signed else "wrong", body)
        return body, {"x-hub-signature-256": signature, "content-type": "application/json"}

    def accepted(self, sent: Sent) -> web.Response:
        """See `Platform.accepted`."""
        return web.json_response({"recipient_id": sent.user, "message_id": f"m_{uuid.uuid4().hex}"})

    def error(self, status: int, message: str = "") -> web.Response:
        """See `Platform.error`."""
        code = {429: 613, 500: 2}.get(status, 100)
        body = {"error": {"message": message or "error", "type": "OAuthException", "code": code}}
        return web.json_response(body, status=status if status != 429 else 400)

    async def _send(self, request: web.Request) -> web.Response | None:
        require(request.headers.get("authorization") == f"Bearer {TOKEN}", "access token")
        require("access_token" not in request.query, "the token is in the address")
        body = await request.json()
        user = body["recipient"]["id"]
        if "sender_action" in body:
            require(body["sender_action"] in ("typing_on", "typing_off", "mark_seen"), "sender_action")
            return web.json_response({"recipient_id": user})
        require(body.get("messaging_type") in ("RESPONSE", "UPDATE", "MESSAGE_TAG"), "messaging_type")
        message = body["message"]
        _check_message(message)
        text = message.get("text") or message["attachment"]["payload"]["text"]
        return await self.take(request, Sent(user, (text,), "message", body))

    async def _set_profile(self, request: web.Request) -> web.Response:
        body = await request.json()
        for menu in body.get("persistent_menu", []):
            require(1 <= len(menu["call_to_actions"]) <= 20, "persistent menu")
            require("get_started" in body or "get_started" in self.profile, "a menu needs get_started")
        for group in body.get("ice_breakers", []):
            require(1 <= len(group["call_to_actions"]) <= 4, "ice breakers")
        self.profile |= body
        return web.json_response({"result": "success"})

    async def _user(self, request: web.Request) -> web.Response:
        return web.json_response({"id": request.match_info["user"], "first_name": "小明"})


def _check_message(message: dict[str, Any]) -> None:
    require(("text" in message) != ("attachment" in message), "text or attachment")
    require(len(message.get("text", "")) <= 2000, "text of at most 2000")
    require(len(message.get("metadata", "")) <= 1000, "metadata of at most 1000")
    require(len(message.get("quick_replies", [])) <= 13, "at most 13 quick replies")
    for reply in message.get("quick_replies", []):
        require(reply["content_type"] == "text", "content_type")
        require(1 <= len(reply["title"]) <= 20 and len(reply["payload"]) <= 1000, "quick reply")
    if "attachment" in message:
        payload = message["attachment"]["payload"]
        require(payload["template_type"] == "button", "template type")
        require(1 <= len(payload["text"]) <= 640, "template text of at most 640")
        require(1 <= len(payload["buttons"]) <= 3, "1 to 3 buttons")
        for button in payload["buttons"]:
            require(1 <= len(button["title"]) <= 20, "button title")
            require(button["type"] in ("web_url", "postback"), "button type")
