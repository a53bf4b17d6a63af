"""The answer to a follow-up question, taken from one entry."""

from collections.abc import Callable, Iterable

from bot.blocks import Block, Link, Text
from knowledge.presentation import DocumentSetView, EntryView, WindowView


def _lines(*lines: str | None) -> str:
    return "\n".join(line for line in lines if line)


def _window_text(window: WindowView) -> str:
    return _lines(
        window.name,
        f"地址：{window.address}" if window.address else None,
        f"電話：{window.phone}",
        window.open_text if window.open == "unknown" else f"服務時間：{window.hours}（{window.open_text}）",
        window.note,
        window.remark,
    )


def _papers(groups: Iterable[DocumentSetView], optional: str, missing: str) -> Text:
    parts = []
    for group in groups:
        parts.append(f"【{group.situation}】")
        for item in group.items:
            parts.append(f"・{item.name}" + ("" if item.required else f"（{optional}）"))
            if item.missing:
                parts.append(f"　{missing}：{item.missing}")
    return Text("\n".join(parts))


def _documents(view: EntryView) -> list[Block]:
    if not view.documents:
        return [Text("這一項沒有規定要帶的文件；建議帶身分證明和相關資料，出發前先打電話確認。")]
    other = view.translation
    translated = (
        [_papers(other.documents, other.labels["optional"], other.labels["missing"])] if other else []
    )
    return [*translated, _papers(view.documents, "有就帶", "沒有時")]


def _translated_window(view: EntryView) -> list[Block]:
    if (other := view.translation) is None:
        return []
    lines = (
        f"{other.labels['window']}: {other.window}（{view.window.name}）",
        f"{other.labels['phone']}: {view.window.phone}",
        f"{other.labels['say']}: {other.say}（{view.say}）",
    )
    return [Text(_lines(*lines))]


def _window(view: EntryView) -> list[Block]:
    others = [f"{when}：{window.name}，電話 {window.phone}" for when, window in view.other_windows]
    said = f"到窗口可以這樣說：「{view.say}」"
    return [*_translated_window(view), Text(_lines(_window_text(view.window), said, *others))]


def _forms(view: EntryView) -> list[Block]:
    if not view.forms:
        return [Text("這一項不需要另外的表格。")]
    lines = [f"・{form.name}：{form.where}" for form in view.forms]
    links = [Link(form.name, form.url) for form in view.forms if form.url]
    return [Text("\n".join(lines)), *links]


def _fee(view: EntryView) -> list[Block]:
    return [Text(f"費用：{view.fee}")]


def _duration(view: EntryView) -> list[Block]:
    known = _lines(
        f"辦理時間：{view.duration}" if view.duration else None,
        f"期限：{view.time_limit}" if view.time_limit else None,
    )
    return [Text(known or f"辦理時間待確認，請洽{view.window.name}，電話 {view.window.phone}。")]


def _phone(view: EntryView) -> list[Block]:
    return [Text(f"{view.window.name}，電話 {view.window.phone}（{view.window.open_text}）")]


def _law(view: EntryView) -> list[Block]:
    return [Text("依據：" + "；".join(view.legal_basis))]


def _online(view: EntryView) -> list[Block]:
    if view.online is None:
        return [Text("這一項目前查不到線上申辦的管道，請到窗口或先打電話詢問。")]
    text = Text(_lines(f"可以線上辦理：{view.online.name}", view.online.note))
    return [text, Link(view.online.name, view.online.url)] if view.online.url else [text]


_ASPECTS: dict[str, Callable[[EntryView], list[Block]]] = {
    "documents": _documents,
    "window": _window,
    "forms": _forms,
    "fee": _fee,
    "duration": _duration,
    "phone": _phone,
    "law": _law,
    "online": _online,
}
ASPECTS = tuple(_ASPECTS)


def aspect_answer(aspect: str, view: EntryView) -> tuple[Block, ...]:
    """The blocks that answer ``aspect`` of an entry; they name the entry, so that none is mixed up.

    Raises:
        KeyError: ``aspect`` is none of `ASPECTS`.
    """
    translated = f"{view.translation.question}\n{view.translation.notice or ''}\n" if view.translation else ""
    return (Text(f"{translated}關於「{view.question}」"), *_ASPECTS[aspect](view))
