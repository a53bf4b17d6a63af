"""The kinds of records that staff edit, and a knowledge base with some of them replaced."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from knowledge.directory import Place
from knowledge.errors import InvalidRecord
from knowledge.intents import Intent
from knowledge.loader import KnowledgeBase
from knowledge.parameters import Parameter
from knowledge.safety import Danger
from knowledge.schemas import Entry
from knowledge.snapshot import Snapshot
from knowledge.translation import Translation, translation_key

MODELS: Mapping[str, type[BaseModel]] = {
    "entry": Entry,
    "parameter": Parameter,
    "place": Place,
    "intent": Intent,
    "danger": Danger,
    "translation": Translation,
}
KEYS = {
    "entry": "id",
    "parameter": "name",
    "place": "key",
    "intent": "id",
    "danger": "id",
    "translation": "key",
}
_FIELDS = {
    "entry": "entries",
    "parameter": "parameters",
    "place": "places",
    "intent": "intents",
    "danger": "dangers",
    "translation": "translations",
}
_REASONS = {
    "missing": "必填",
    "string_too_short": "必填",
    "extra_forbidden": "沒有這個欄位",
    "enum": "請從選項裡選一個",
    "literal_error": "請從選項裡選一個",
    "date_from_datetime_parsing": "日期請寫成 2026-01-31",
    "date_from_datetime_inexact": "日期請寫成 2026-01-31",
    "date_parsing": "日期請寫成 2026-01-31",
    "time_parsing": "時間請寫成 08:30",
    "decimal_parsing": "請填數字",
    "bool_parsing": "請填是或否",
    "too_short": "數量不足",
    "string_type": "請填文字",
}
_PATTERNS = {
    "id": "只能用小寫英文、數字和連字號",
    "key": "只能用小寫英文、數字和連字號",
    "name": "只能用小寫英文、數字和底線",
    "place": "請填窗口代號",
    "ask": "請填窗口代號",
    "articles": "條號請寫成 24 或 32-1",
    "figures": "請以數字開頭，例如 30 日",
    "website": "網址請以 https:// 開頭",
    "hotlines": "請只填電話號碼的數字",
    "phrases": "至少兩個字；「…」代表中間隔幾個字，「(甲|乙)」代表其中一個，「(甲)?」代表可有可無",
    "harmless": "至少兩個字；「…」代表中間隔幾個字，「(甲|乙)」代表其中一個，「(甲)?」代表可有可無",
}


def payload_of(record: BaseModel) -> dict[str, Any]:
    """A record as the database keeps it."""
    return record.model_dump(mode="json", exclude={"parameters"})


def key_of(kind: str, payload: Mapping[str, Any]) -> str:
    """What identifies the record among its kind, "" when that is not filled in."""
    if kind == "translation":
        entry_id, language = payload.get("id"), payload.get("language")
        return translation_key(str(entry_id), str(language)) if entry_id and language else ""
    return str(payload.get(KEYS[kind]) or "")


def read(kind: str, payload: Mapping[str, Any]) -> BaseModel:
    """The record that ``payload`` describes.

    Raises:
        InvalidRecord: with the reason for each field, by its path, e.g. ``documents.0.items.1.name``.
    """
    try:
        return MODELS[kind].model_validate(payload)
    except ValidationError as error:
        raise InvalidRecord(
            {".".join(map(str, detail["loc"])) or "record": _reason(detail) for detail in error.errors()}
        ) from None


def changed(kind: str, before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> bool:
    """Whether two payloads are different records; a field that did not exist yet is empty."""
    return before is None or payload_of(read(kind, before)) != after


def _reason(detail: Mapping[str, Any]) -> str:
    """Why a field was refused, in staff's words."""
    kind, names = detail["type"], [part for part in detail["loc"] if isinstance(part, str)]
    if kind == "string_pattern_mismatch":
        return _PATTERNS.get(names[-1] if names else "", "格式不對")
    if kind == "value_error":
        return "同一天有兩個數值，或前一個數值沒有結束日"
    if kind == "too_short":
        return f"至少要有 {detail['ctx']['min_length']} 項"
    return _REASONS.get(kind, "格式不對")


def with_records(base: KnowledgeBase, changes: Iterable[tuple[str, Mapping[str, Any]]]) -> KnowledgeBase:
    """``base`` with the records of ``changes``, each (kind, payload), put in or replaced.

    Raises:
        InvalidRecord: a payload is not valid.
    """
    snapshot = Snapshot.of(base)
    for kind, payload in changes:
        record, field, name = read(kind, payload), _FIELDS[kind], KEYS[kind]
        held = {getattr(item, name): item for item in getattr(snapshot, field)}
        held[key_of(kind, payload)] = record
        snapshot = snapshot.model_copy(update={field: tuple(held.values())})
    return snapshot.assemble()
