"""LINE Messaging API: reply and push as line/line-openapi and the reference describe them.

Requests are read with the models that LINE generates from its OpenAPI files (line-bot-sdk), which
refuse wrong types and too many objects; character limits come from the reference.
"""

import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from linebot.v3.messaging import PushMessageRequest, ReplyMessageRequest

from connectors.signatures import base64_digest
from connectors.text import units
from tests.platforms.base import Answer, Platform, Sent, require

SECRET, TOKEN = "line-secret", "line-token"
TOKEN_SECONDS = 60.0


@dataclass
class LinePlatform(Platform):
    """Reply tokens work once within a minute; a retry key is taken once."""

    name: str = "line"
    limit: int | None = 200
    used: int = 0
    quota_answer: Answer | None = None
    tokens: dict[str, tuple[str, float]] = field(default_factory=dict)
    keys: dict[str, Sent] = field(default_factory=dict)
    rich_menus: list[dict[str, Any]] = field(default_factory=list)
    default_menu: str = ""

    @property
    def settings(self) -> dict[str, str]:
        """The app's settings for this platform."""
        return {"LINE_CHANNEL_SECRET": SECRET, "LINE_CHANNEL_ACCESS_TOKEN": TOKEN}

    def routes(self) -> Iterable[web.RouteDef]:
        """See `Platform.routes`."""
        return [
            web.post("/v2/bot/message/reply", self._reply),  # type: ignore[arg-type]  # None: dropped
            web.post("/v2/bot/message/push", self._push),  # type: ignore[arg-type]  # None: dropped
            web.get("/v2/bot/message/quota", self._quota),
            web.get("/v2/bot/message/{id}/content", self._content),
            web.get("/v2/bot/message/quota/consumption", self._consumption),
            web.post("/v2/bot/chat/loading/start", self._loading),
            web.post("/v2/bot/richmenu", self._create_menu),
            web.get("/v2/bot/richmenu/list", self._list_menus),
            web.delete("/v2/bot/richmenu/{id}", self._delete_menu),
            web.post("/v2/bot/richmenu/{id}/content", self._menu_image),
            web.post("/v2/bot/user/all/richmenu/{id}", self._default_menu),
            web.put("/v2/bot/channel/webhook/endpoint", self._endpoint),
        ]

    def _event(self, user: str, number: int | None = None, **event: Any) -> dict[str, Any]:
        number = self.next_number() if number is None else number
        token = uuid.uuid4().hex
        self.tokens[token] = (user, time.monotonic())
        return {
            "mode": "active",
            "timestamp": 1_790_000_000_000 + number * 10,
            "source": {"type": "user", "userId": user},
            "webhookEventId": f"01LINE{uuid.uuid4().hex[:20].upper()}",
            "deliveryContext": {"isRedelivery": False},
            "replyToken": token,
            **event,
        }

    def text_event(self, user: str, text: str, number: int | None = None) -> dict[str, Any]:
        """See `Platform.text_event`."""
        message = {"type": "text", "id": str(self.next_number()), "quoteToken": "q", "text": text}
        return self._event(user, number, type="message", message=message)

    def attachment_event(self, user: str) -> dict[str, Any]:
        """See `Platform.attachment_event`."""
        message = {"type": "image", "id": str(self.next_number()), "contentProvider": {"type": "line"}}
        return self._event(user, type="message", message=message)

    async def _content(self, request: web.Request) -> web.Response:
        require(request.headers.get("Authorization") == f"Bearer {TOKEN}", "Authorization")
        return await self.file(request)

    def follow_event(self, user: str) -> dict[str, Any]:
        """The user added the account."""
        return self._event(user, type="follow", follow={"isUnblocked": False})

    def unsend_event(self, user: str, message_id: str) -> dict[str, Any]:
        """The user took a message back."""
        return self._event(user, type="unsend", unsend={"messageId": message_id})

    def edited_event(self, user: str, text: str) -> dict[str, Any]:
        """See `Platform.edited_event`; so far LINE only tells it of groups."""
        return self.text_event(user, text) | {"type": "messageEdited"}

    def foreign_press_event(self, user: str, text: str) -> dict[str, Any]:
        """See `Platform.foreign_press_event`: LINE tells the data alone."""
        return self._event(user, type="postback", postback={"data": text})

    def group_events(self, group: str, user: str) -> list[dict[str, Any]]:
        """The account comes into a group, then somebody writes there."""
        source = {"type": "group", "groupId": group, "userId": user}
        join = self._event(group, type="join") | {"source": {"type": "group", "groupId": group}}
        said = self.text_event(user, "老闆欠薪怎麼辦？") | {"source": source}
        self.tokens[said["replyToken"]] = (group, time.monotonic())
        return [join, said]

    def leave_event(self, group: str) -> dict[str, Any]:
        """The account was put out of a group."""
        return self._event(group, type="leave") | {"source": {"type": "group", "groupId": group}}

    def without_token(self) -> Answer:
        """See `Platform.without_token`."""
        return Answer(401, b'{"message": "Authentication failed"}')

    def unknown_event(self, user: str) -> dict[str, Any]:
        """See `Platform.unknown_event`."""
        return self._event(user, type="hologram", hologram={"shape": [1, {"deep": None}]})

    def press_events(self, user: str) -> list[tuple[str, dict[str, Any]]]:
        """See `Platform.press_events`: a message action is sent as the user's own text, a postback as data."""
        last = [sent for sent in self.sent if sent.user == user][-1]
        items = last.body["messages"][-1].get("quickReply", {}).get("items", [])
        return [self._press(user, item["action"]) for item in items]

    def _press(self, user: str, action: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        if action["type"] == "message":
            return action["text"], self.text_event(user, action["text"])
        postback = {"data": action["data"]}
        return action["displayText"], self._event(user, type="postback", postback=postback)

    def webhook(self, *events: dict[str, Any], signed: bool = True) -> tuple[bytes, dict[str, str]]:
        """See `Platform.webhook`."""
        import json

        body = json.dumps({"destination": "U0", "events": list(events)}).encode()
        signature = base64_digest(SECRET if signed else "wrong", body)
        return body, {"x-line-signature": signature, "content-type": "application/json"}

    def accepted(self, sent: Sent) -> web.Response:
        """See `Platform.accepted`."""
        messages = [{"id": str(self.next_number()), "quoteToken": "q"} for _ in sent.body["messages"]]
        return web.json_response({"sentMessages": messages})

    def error(self, status: int, message: str = "") -> web.Response:
        """See `Platform.error`."""
        return web.json_response({"message": message or "error"}, status=status)

    async def _reply(self, request: web.Request) -> web.Response | None:
        _authorized(request)
        require("x-line-retry-key" not in request.headers, "a retry key is not allowed on reply")
        body = await request.json()
        ReplyMessageRequest.from_dict(body)
        _check_messages(body["messages"])
        user, issued = self.tokens.get(body["replyToken"], ("", 0.0))
        if not user or time.monotonic() - issued > TOKEN_SECONDS:
            return self.error(400, "Invalid reply token")
        if self.will_take:
            del self.tokens[body["replyToken"]]
        return await self.take(request, Sent(user, _texts(body["messages"]), "reply", body))

    async def _push(self, request: web.Request) -> web.Response | None:
        _authorized(request)
        key = request.headers.get("x-line-retry-key", "")
        uuid.UUID(key)
        body = await request.json()
        PushMessageRequest.from_dict(body)
        _check_messages(body["messages"])
        if key in self.keys:
            answer = self.error(409, "The retry key is already accepted")
            answer.headers["x-line-accepted-request-id"] = "r"
            return answer
        if self.limit is not None and self.used >= self.limit:
            return self.error(429, "You have reached your monthly limit.")
        sent = Sent(body["to"], _texts(body["messages"]), "push", body)
        if self.will_take:
            self.keys[key] = sent
            self.used += 1
        return await self.take(request, sent)

    async def _quota(self, request: web.Request) -> web.Response:
        if self.quota_answer:
            odd = self.quota_answer
            return web.Response(status=odd.status, body=odd.body, headers=odd.headers)
        if self.limit is None:
            return web.json_response({"type": "none"})
        return web.json_response({"type": "limited", "value": self.limit})

    async def _consumption(self, request: web.Request) -> web.Response:
        return web.json_response({"totalUsage": self.used})

    async def _loading(self, request: web.Request) -> web.Response:
        body = await request.json()
        seconds = body.get("loadingSeconds", 20)
        require(5 <= seconds <= 60 and seconds % 5 == 0, "loadingSeconds")
        return web.json_response({}, status=202)

    async def _create_menu(self, request: web.Request) -> web.Response:
        body = await request.json()
        require(len(body["areas"]) <= 20, "areas")
        require(len(body["chatBarText"]) <= 14 and len(body["name"]) <= 300, "names")
        width, height = body["size"]["width"], body["size"]["height"]
        require(800 <= width <= 2500 and height >= 250 and width / height >= 1.45, "size")
        for area in body["areas"]:
            bounds = area["bounds"]
            inside = bounds["x"] + bounds["width"] <= width and bounds["y"] + bounds["height"] <= height
            require(inside, "an area lies outside")
            require(len(area["action"].get("label", "")) <= 20, "label")
        menu = body | {"richMenuId": f"richmenu-{self.next_number()}"}
        self.rich_menus.append(menu)
        return web.json_response({"richMenuId": menu["richMenuId"]})

    async def _list_menus(self, request: web.Request) -> web.Response:
        return web.json_response({"richmenus": self.rich_menus})

    async def _delete_menu(self, request: web.Request) -> web.Response:
        self.rich_menus = [m for m in self.rich_menus if m["richMenuId"] != request.match_info["id"]]
        return web.json_response({})

    async def _menu_image(self, request: web.Request) -> web.Response:
        image = await request.read()
        require(len(image) <= 1024 * 1024, "image of more than 1 MB")
        require(request.content_type in ("image/png", "image/jpeg"), "content type")
        return web.json_response({})

    async def _default_menu(self, request: web.Request) -> web.Response:
        self.default_menu = request.match_info["id"]
        return web.json_response({})

    async def _endpoint(self, request: web.Request) -> web.Response:
        body = await request.json()
        require(body["endpoint"].startswith("https://") and len(body["endpoint"]) <= 500, "endpoint")
        return web.json_response({})


def _authorized(request: web.Request) -> None:
    require(request.headers.get("authorization") == f"Bearer {TOKEN}", "access token")


def _texts(messages: list[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(message.get("text") or message.get("altText", "") for message in messages)


def _check_messages(messages: list[dict[str, Any]]) -> None:
    import json

    require(1 <= len(messages) <= 5, "1 to 5 message objects")
    for message in messages:
        if message["type"] == "text":
            require(1 <= units(message["text"]) <= 5000, "text of 1 to 5000 characters")
        if message["type"] == "flex":
            require(1 <= units(message["altText"]) <= 400, "altText of at most 400")
            require(len(json.dumps(message["contents"]).encode()) <= 30 * 1024, "bubble over 30 KB")
            _check_flex(message["contents"])
        items = message.get("quickReply", {}).get("items", [])
        require(len(items) <= 13, "at most 13 quick replies")
        for item in items:
            _check_action(item["action"])


def _check_flex(node: Any) -> None:
    if isinstance(node, list):
        for child in node:
            _check_flex(child)
    elif isinstance(node, dict):
        if node.get("type") == "text":
            require(node.get("text"), "an empty text component")
        if isinstance(node.get("action"), dict):
            _check_action(node["action"])
        for child in node.values():
            _check_flex(child)


def _check_action(action: dict[str, Any]) -> None:
    require(1 <= units(action.get("label", "x")) <= 20, "label of at most 20")
    if action["type"] == "message":
        require(1 <= units(action["text"]) <= 300, "action text of at most 300")
    if action["type"] == "postback":
        require(1 <= units(action["data"]) <= 300, "postback data of at most 300")
        require(1 <= units(action["displayText"]) <= 300, "displayText of at most 300")
    if action["type"] == "uri":
        require(action["uri"].startswith(("https://", "http://", "tel:")), "uri scheme")
