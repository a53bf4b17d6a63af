"""A translation beside the Chinese, sentence by sentence, and the way back from what was typed (pure).

The words around the points share one digest, each point has its own (`knowledge.translation`). A point
that was written anew is made from the Chinese as it is now; what stayed is so when somebody says so.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.labels import field_label
from knowledge.points import Point
from knowledge.schemas import PARAMETER, Entry
from knowledge.translation import Language, digest, point_source, source_digest

SEEN = "seen"
_LONG = 60


@dataclass(frozen=True, slots=True)
class Sentence:
    """One text of the entry and its translation; ``path`` names the input and the field of the record.

    A stale one was made from Chinese that has changed since; ``seen`` names the box that says it still fits.
    """

    path: str
    label: str
    source: str
    text: str
    required: bool = True
    is_stale: bool = False
    seen: str = ""
    error: str = ""

    @property
    def id(self) -> str:
        """Id of the input in the page."""
        return "t-" + self.path.replace(".", "-")

    @property
    def rows(self) -> int:
        """Height of the input."""
        return 5 if len(self.source) > _LONG else 2

    @property
    def lost(self) -> str:
        """What is wrong with the figures to be filled in; "" where both texts have the same."""
        if not self.text:
            return ""
        wanted, found = (Counter(PARAMETER.findall(text)) for text in (self.source, self.text))
        missing, strange = set(wanted) - set(found), set(found) - set(wanted)
        told = [f"少了 {{{{{name}}}}}" for name in sorted(missing)]
        told += [f"中文沒有 {{{{{name}}}}}" for name in sorted(strange)]
        return "、".join(told)


def blank(entry_id: str, language: Language) -> dict[str, Any]:
    """A translation of which nothing is written yet."""
    return {"id": entry_id, "language": language.value}


def sentences(
    entry: Entry, payload: Mapping[str, Any], errors: Mapping[str, str] | None = None
) -> tuple[Sentence, ...]:
    """Every text of ``entry`` that is translated, with what ``payload`` has for it."""
    errors = errors or {}
    written = payload.get("points") or {}
    found = []
    for path, label, source, required in _body(entry):
        found.append(Sentence(path, label, source, _at(payload, path), required, error=errors.get(path, "")))
    for point in Point:
        source = point_source(entry, point) or ""
        if not source:
            continue
        told, path = written.get(point) or {}, f"points.{point}"
        stale = bool(told) and told.get("of") != digest(source)
        seen = f"{SEEN}.{path}" if stale else ""
        error = errors.get(f"{path}.text", "")
        found.append(Sentence(path, point.label, source, told.get("text", ""), False, stale, seen, error))
    return tuple(found)


def lost(entry: Entry, payload: Mapping[str, Any]) -> str:
    """What is wrong with the figures of a translation, "" where they are the same in both languages."""
    return "；".join(f"{one.label}：{one.lost}" for one in sentences(entry, payload) if one.lost)


def is_body_stale(entry: Entry, payload: Mapping[str, Any]) -> bool:
    """Whether the Chinese around the points has changed since the translation was made."""
    return bool(payload.get("of")) and payload["of"] != source_digest(entry)


def typed(entry: Entry, before: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, Any]:
    """The translation that was typed, complete or not."""
    now = source_digest(entry)
    is_fresh = values.get(SEEN) == "true" or not before.get("of")
    return {
        "id": before.get("id", entry.id),
        "language": before["language"],
        "of": now if is_fresh else before["of"],
        "question": _text(values, "question"),
        "answer": _text(values, "answer"),
        "documents": _documents(entry, values),
        "say": _text(values, "say"),
        "points": _points(entry, before.get("points") or {}, values),
        "approved_by": _text(values, "approved_by") or None,
    }


def _body(entry: Entry) -> Iterator[tuple[str, str, str, bool]]:
    """Path, label, Chinese, and whether it has to be there, of what shares one digest."""
    yield "question", field_label("question"), entry.question, True
    yield "answer", field_label("answer"), entry.answer, True
    for n, group in enumerate(entry.documents):
        place = f"documents.{n}"
        yield f"{place}.situation", f"{field_label('documents')} {n + 1}", group.situation, True
        for m, item in enumerate(group.items):
            label = f"{field_label('documents')} {n + 1} › {m + 1}"
            yield f"{place}.items.{m}.name", label, item.name, True
            if item.missing:
                missing = f"{label} {field_label('missing')}"
                yield f"{place}.items.{m}.missing", missing, item.missing, False
    yield "say", field_label("say"), entry.window.say, True


def _at(payload: Mapping[str, Any], path: str) -> str:
    """What stands at ``path``, "" where nothing does."""
    value: Any = payload
    for step in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list | tuple):
            value = value[int(step)] if int(step) < len(value) else None
    return value if isinstance(value, str) else ""


def _documents(entry: Entry, values: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "situation": _text(values, f"documents.{n}.situation"),
            "items": [
                {
                    "name": _text(values, f"documents.{n}.items.{m}.name"),
                    "missing": _text(values, f"documents.{n}.items.{m}.missing") or None,
                }
                for m in range(len(group.items))
            ],
        }
        for n, group in enumerate(entry.documents)
    ]


def _points(entry: Entry, before: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, Any]:
    """The points that the entry answers as they were typed; what it answers no more is kept for later."""
    found = {}
    for point in Point:
        source, was = point_source(entry, point), before.get(point)
        if not source:
            found.update({point.value: was} if was else {})
            continue
        text = _text(values, f"points.{point}")
        if not text:
            continue
        stays = was is not None and was["text"] == text and values.get(f"{SEEN}.points.{point}") != "true"
        found[point.value] = {"of": was["of"] if was and stays else digest(source), "text": text}
    return found


def _text(values: Mapping[str, str], path: str) -> str:
    return values.get(path, "").replace("\r\n", "\n").strip()
