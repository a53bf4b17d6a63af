"""A translation beside the Chinese, sentence by sentence, and the way back from what was typed (pure).

Each part and each point has a digest of its own (`knowledge.translation`). A point that was written anew
is made from the Chinese as it is now; what stayed, and a part, is so when somebody says so.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.labels import field_label
from knowledge.points import Point
from knowledge.schemas import PARAMETER, Entry
from knowledge.translation import Language, TranslatedPart, digest, part_digests, point_source, source_digest

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
    unseen = stale = stale_parts(entry, payload)
    for part, path, label, source, required in _body(entry):
        # One box for a part, at its first sentence.
        seen, unseen = (f"{SEEN}.{part}" if part in unseen else ""), unseen - {part}
        error = errors.get(path, "")
        text = _at(payload, path)
        found.append(Sentence(path, label, source, text, required, part in stale, seen, error))
    for point in Point:
        source = point_source(entry, point) or ""
        if not source:
            continue
        told, path = written.get(point) or {}, f"points.{point}"
        is_stale = bool(told) and told.get("of") != digest(source)
        seen = f"{SEEN}.{path}" if is_stale else ""
        error = errors.get(f"{path}.text", "")
        found.append(Sentence(path, point.label, source, told.get("text", ""), False, is_stale, seen, error))
    return tuple(found)


def lost(entry: Entry, payload: Mapping[str, Any]) -> str:
    """What is wrong with the figures of a translation, "" where they are the same in both languages."""
    return "；".join(f"{one.label}：{one.lost}" for one in sentences(entry, payload) if one.lost)


def stale_parts(entry: Entry, payload: Mapping[str, Any]) -> frozenset[TranslatedPart]:
    """The parts whose Chinese has changed since the translation was made; all, where one digest is of all."""
    was, now = payload.get("of"), part_digests(entry)
    if not was:
        return frozenset()
    if isinstance(was, str):
        return frozenset() if was == source_digest(entry) else frozenset(TranslatedPart)
    return frozenset(part for part in TranslatedPart if was.get(part) != getattr(now, part))


def typed(entry: Entry, before: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, Any]:
    """The translation that was typed, complete or not."""
    return {
        "id": before.get("id", entry.id),
        "language": before["language"],
        "of": _digests(entry, before, values),
        "question": _text(values, "question"),
        "answer": _text(values, "answer"),
        "documents": _documents(entry, values),
        "say": _text(values, "say"),
        "points": _points(entry, before.get("points") or {}, values),
        "approved_by": _text(values, "approved_by") or None,
    }


def _digests(entry: Entry, before: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, str]:
    """The digest of each part: of the Chinese as it is now, or as it was where nobody has read it again."""
    was, stale, now = before.get("of"), stale_parts(entry, before), part_digests(entry)
    kept = stale - {part for part in TranslatedPart if values.get(f"{SEEN}.{part}") == "true"}
    return {
        part.value: (was if isinstance(was, str) else was[part])
        if was and part in kept
        else getattr(now, part)
        for part in TranslatedPart
    }


def _body(entry: Entry) -> Iterator[tuple[TranslatedPart, str, str, str, bool]]:
    """Part, path, label, Chinese, and whether it has to be there, of what stands around the points."""
    question = TranslatedPart.QUESTION
    yield question, "question", field_label("question"), entry.question, True
    yield question, "say", field_label("say"), entry.window.say, True
    yield TranslatedPart.ANSWER, "answer", field_label("answer"), entry.answer, True
    for n, group in enumerate(entry.documents):
        place = f"documents.{n}"
        situation = f"{field_label('documents')} {n + 1}"
        yield TranslatedPart.DOCUMENTS, f"{place}.situation", situation, group.situation, True
        for m, item in enumerate(group.items):
            label = f"{situation} › {m + 1}"
            yield TranslatedPart.DOCUMENTS, f"{place}.items.{m}.name", label, item.name, True
            if item.missing:
                missing = f"{label} {field_label('missing')}"
                yield TranslatedPart.DOCUMENTS, f"{place}.items.{m}.missing", missing, item.missing, False


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
