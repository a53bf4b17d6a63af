"""Telegram Bot API: the methods that we call, with the limits of its reference."""

import asyncio
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.platforms.base import Answer, Platform, Sent, require

SECRET, TOKEN = "telegram-secret", "123456:TELEGRAM-TOKEN"
_START = 1_790_000_000


@dataclass
class TelegramPlatform(Platform):
    """No idempotency; a pressed button wants an answer."""

    name: str = "telegram"
    answered: list[str] = field(default_factory=list)
    blocked: set[str] = field(default_factory=set)
    press_seconds: float = 0.0
    waiting: list[dict[str, Any]] = field(default_factory=list)
    configured: dict[str, Any] = field(default_factory=dict)

    @property
    def settings(self) -> dict[str, str]:
        """The app's settings for this platform."""
        return {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_WEBHOOK_SECRET": SECRET}

    def routes(self) -> Iterable[web.RouteDef]:
        """See `Platform.routes`."""
        return [
            web.post(f"/bot{TOKEN}/{{method}}", self._call),  # type: ignore[arg-type]  # None: dropped
            web.get(f"/file/bot{TOKEN}/photos/1.jpg", self.file),
        ]

    def text_event(self, user: str, text: str, number: int | None = None) -> dict[str, Any]:
        """See `Platform.text_event`."""
        return self._message(user, number, text=text)

    def attachment_event(self, user: str) -> dict[str, Any]:
        """See `Platform.attachment_event`."""
        return self._message(user, photo=[{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}])

    def edited_event(self, user: str, text: str) -> dict[str, Any]:
        """See `Platform.edited_event`."""
        update = self._message(user, text=text, edit_date=_START + 60)
        return {"update_id": update["update_id"], "edited_message": update["message"]}

    def foreign_press_event(self, user: str, text: str) -> dict[str, Any]:
        """See `Platform.foreign_press_event`."""
        keyboard = [
            [{"text": "別的", "callback_data": "old:41"}],
            [{"text": text, "callback_data": "old:42"}],
        ]
        chat = {"id": int(user), "type": "private"}
        query = {
            "id": uuid.uuid4().hex,
            "from": {"id": int(user), "is_bot": False, "first_name": "小明"},
            "chat_instance": "c",
            "data": "old:42",
            "message": {
                "message_id": 5,
                "date": 1,
                "chat": chat,
                "reply_markup": {"inline_keyboard": keyboard},
            },
        }
        return {"update_id": self.next_number(), "callback_query": query}

    def group_events(self, group: str, user: str) -> list[dict[str, Any]]:
        """The bot comes into a group, then somebody writes there."""
        chat = {"id": int(group), "type": "supergroup", "title": "鄰居"}
        member = {"status": "member", "user": {"id": 1, "is_bot": True, "first_name": "b"}}
        date = {
            "date": _START,
            "chat": chat,
            "from": {"id": int(user), "is_bot": False, "first_name": "小明"},
        }
        said = self._message(user, text="老闆欠薪怎麼辦？")
        said["message"]["chat"] = chat
        join = {"my_chat_member": date | {"new_chat_member": member}}
        return [{"update_id": said["update_id"] - 1} | join, said]

    def leave_event(self, group: str) -> dict[str, Any]:
        """The bot was put out of a group."""
        chat = {"id": int(group), "type": "supergroup", "title": "鄰居"}
        member = {"status": "kicked", "user": {"id": 1, "is_bot": True, "first_name": "b"}}
        change = {"date": _START, "chat": chat, "new_chat_member": member}
        return {"update_id": self.next_number(), "my_chat_member": change}

    def without_token(self) -> Answer:
        """See `Platform.without_token`."""
        return Answer(401, b'{"ok": false, "error_code": 401, "description": "Unauthorized"}')

    def unknown_event(self, user: str) -> dict[str, Any]:
        """See `Platform.unknown_event`."""
        return {"update_id": self.next_number(), "hologram": {"shape": [1, {"deep": None}]}}

    def _message(self, user: str, number: int | None = None, **content: Any) -> dict[str, Any]:
        self.next_number()  # leaves room for one before it
        update = self.next_number()
        chat = {"id": int(user), "type": "private", "first_name": "小明"}
        date = _START + (update if number is None else number)
        sender = {"id": int(user), "is_bot": False, "first_name": "小明"}
        message = {"message_id": update, "date": date, "chat": chat, "from": sender, **content}
        return {"update_id": update, "message": message}

    def press_events(self, user: str) -> list[tuple[str, dict[str, Any]]]:
        """See `Platform.press_events`."""
        last = [sent for sent in self.sent if sent.user == user][-1]
        rows = last.body.get("reply_markup", {}).get("inline_keyboard", [])
        pressed = []
        for button in (button for row in rows for button in row):
            query = {
                "id": uuid.uuid4().hex,
                "from": {"id": int(user), "is_bot": False, "first_name": "小明"},
                "message": {"message_id": 1, "date": _START, "chat": {"id": int(user), "type": "private"}},
                "chat_instance": "c",
                "data": button["callback_data"],
            }
            update = {"update_id": self.next_number(), "callback_query": query}
            pressed.append((button["text"], update))
        return pressed

    def webhook(self, *events: dict[str, Any], signed: bool = True) -> tuple[bytes, dict[str, str]]:
        """See `Platform.webhook`: one update a request."""
        (update,) = events
        secret = SECRET if signed else "wrong"
        headers = {"x-telegram-bot-api-secret-token": secret, "content-type": "application/json"}
        return json.dumps(update).encode(), headers

    def accepted(self, sent: Sent) -> web.Response:
        """See `Platform.accepted`."""
        chat = {"id": int(sent.user), "type": "private"}
        result = {"message_id": self.next_number(), "date": _START, "chat": chat, "text": sent.texts[0]}
        return web.json_response({"ok": True, "result": result})

    def error(self, status: int, message: str = "") -> web.Response:
        """See `Platform.error`."""
        body: dict[str, Any] = {"ok": False, "error_code": status, "description": message or "error"}
        if status == 429:
            body |= {"description": "Too Many Requests: retry after 1", "parameters": {"retry_after": 1}}
        return web.json_response(body, status=status)

    async def _call(self, request: web.Request) -> web.Response | None:
        method = request.match_info["method"]
        body = await _parameters(request)
        match method:
            case "sendMessage":
                return await self._send(request, body)
            case "sendChatAction":
                require(body["action"] == "typing", "action")
            case "answerCallbackQuery":
                require(len(str(body.get("text", ""))) <= 200, "text of at most 200")
                await asyncio.sleep(self.press_seconds)
                self.answered.append(str(body["callback_query_id"]))
            case "getUpdates":
                offset = int(body.get("offset", 0))
                found = [update for update in self.waiting if _number(update) >= offset]
                return web.json_response({"ok": True, "result": found})
            case "getFile":
                size = len(self.content)
                file = {"file_id": body["file_id"], "file_unique_id": "u", "file_size": size}
                return web.json_response({"ok": True, "result": file | {"file_path": "photos/1.jpg"}})
            case "getChat":
                chat = {"id": int(body["chat_id"]), "type": "private", "first_name": "小明"}
                more = {"accent_color_id": 0, "max_reaction_count": 0, "accepted_gift_types": _GIFTS}
                return web.json_response({"ok": True, "result": chat | more})
            case _:
                self.configured[method] = body
        return web.json_response({"ok": True, "result": True})

    async def _send(self, request: web.Request, body: dict[str, Any]) -> web.Response | None:
        require(1 <= len(body["text"]) <= 4096, "text of 1 to 4096")
        rows = body.get("reply_markup", {}).get("inline_keyboard", [])
        for button in (button for row in rows for button in row):
            require(1 <= len(button["callback_data"].encode()) <= 64, "callback_data of 1 to 64 bytes")
            require(button["text"], "button text")
        if str(body["chat_id"]) in self.blocked:
            return self.error(403, "Forbidden: bot was blocked by the user")
        return await self.take(request, Sent(str(body["chat_id"]), (body["text"],), "message", body))


_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)


async def _parameters(request: web.Request) -> dict[str, Any]:
    """The parameters of a call: JSON, or a form whose objects are JSON texts."""
    if request.content_type == "application/json":
        body: dict[str, Any] = await request.json()
        return body
    form = await request.post()
    return {name: _value(str(value)) for name, value in form.items()}


def _number(update: dict[str, Any]) -> float:
    number = update["update_id"]
    return number if isinstance(number, int) else float("inf")


def _value(text: str) -> Any:
    return json.loads(text) if text.startswith(("{", "[")) else text
