"""Reading signed webhook bodies whose shape may be anything."""

import json
import math
from datetime import UTC, datetime
from typing import Any

from connectors.contract import MalformedWebhook, Payload

_LATEST = 32_503_680_000.0  # year 3000: larger numbers are no seconds


def json_object(body: bytes) -> Payload:
    """The JSON object of a webhook.

    Raises:
        MalformedWebhook: no JSON, or no object.
    """
    try:
        data = storable(json.loads(body, parse_constant=_no_number, parse_float=_finite))
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise MalformedWebhook("內容不是 JSON 物件，請依平台的規格傳送。")
    return data


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _finite(digits: str) -> float:
    """A number that JSON can hold again: ``1e999`` is read as infinity, which no database takes."""
    number = float(digits)
    return number if math.isfinite(number) else _no_number(digits)


def objects(value: Any) -> list[Payload]:
    """The objects of a list; anything else holds none."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def member(payload: Any, *path: str) -> Any:
    """The value at ``path``, None where anything on the way is missing or no object."""
    for name in path:
        payload = payload.get(name) if isinstance(payload, dict) else None
    return payload


def text_at(payload: Any, *path: str) -> str:
    """The string (or number as a string) at ``path``, "" when it is none."""
    value = member(payload, *path)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value)


def moment(value: Any, *, per_second: int, default: datetime) -> datetime:
    """A platform's timestamp as an aware datetime; ``default`` when it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return default
    if not 0 <= value < _LATEST * per_second:
        return default
    return datetime.fromtimestamp(value / per_second, UTC)


def storable(value: Any) -> Any:
    """``value`` without what no database keeps in a text: NUL and halves of surrogate pairs."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [storable(item) for item in value]
    if isinstance(value, dict):
        return {storable(name): storable(item) for name, item in value.items()}
    return value
