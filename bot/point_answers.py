"""The answer to one point of an entry: what was asked, alone; what the entry lacks is said to be missing.

A point is answered by its own text, else by the structured field that holds it, and by nothing else.
"""

from collections.abc import Callable, Iterable

from bot.blocks import Block, Choices, Link, Option, Text
from bot.responses import load_responses
from knowledge.directory import UNCONFIRMED
from knowledge.points import Point
from knowledge.presentation import EntryView, PointView, WindowView
from knowledge.translated_view import DocumentSetView
from knowledge.translation import TranslatedPart

# What the buttons below an answer say; each is a question that people type as well.
SAYS = {
    Point.DOCUMENTS: "要帶什麼文件",
    Point.WINDOW: "窗口在哪裡",
    Point.FORMS: "表單在哪裡拿",
    Point.DEADLINE: "有期限嗎",
}
_ASKED = {said: point for point, said in SAYS.items()}
# The fields that a translation has as well.
_TRANSLATED = frozenset({Point.DOCUMENTS, Point.WINDOW})
_PROXIES = ("代理", "代辦", "代為", "委託", "委任")


def asked_by(text: str) -> Point | None:
    """The point that a button asks by saying ``text``."""
    return _ASKED.get(text)


def has_point(point: Point, view: EntryView) -> bool:
    """Whether the entry answers ``point``."""
    return view.point(point) is not None or bool(_FIELDS.get(point, _nothing)(view, None))


def papers_of(view: EntryView, role: str | None) -> tuple[int, ...]:
    """The document sets for ``role``: those that begin with it, all where there is only one, else none."""
    if len(view.documents) == 1:
        return (0,)
    return tuple(n for n, group in enumerate(view.documents) if role and group.situation.startswith(role))


def point_answer(
    point: Point | str, view: EntryView, role: str | None = None, language: str | None = None
) -> tuple[Block, ...]:
    """The blocks that answer ``point`` of an entry and name it, so that none is mixed up.

    ``role`` is who or what situation the papers are for; unknown, the situations are offered.
    Who talks in another ``language`` is told in it what follows in Chinese.

    Raises:
        ValueError: ``point`` is no `Point`.
    """
    point = Point(point)
    written, field = view.point(point), _FIELDS.get(point, _nothing)(view, role)
    if written is None and not field:
        return (Text(f"{_missing(point, view, language)}\n{_named(view)}"),)
    translated = [*_in_language(point, view)]
    chinese = [*_written(written, view), *(block.text for block in field if isinstance(block, Text))]
    said = [*translated, *chinese]
    others = (block for block in field if not isinstance(block, Text))
    is_translated = translated or (written is None and point in _TRANSLATED and view.translation)
    before = () if is_translated else chinese_only(language)
    return (*before, Text("\n".join([*said, _named(view)])), *others)


def nearly_asked(point: Point, view: EntryView) -> str | None:
    """What the entry says to ``point`` in one line with its name, beside what was asked; None for nothing."""
    other, written = view.translation, view.point(point)
    if other:
        translated = other.point(point)
        return f"{other.point_labels.get(point, point.label)}: {translated.text}" if translated else None
    if written:
        return f"{written.label}：{written.text}"
    texts = [block.text for block in _FIELDS.get(point, _nothing)(view, None) if isinstance(block, Text)]
    return texts[0] if texts and "\n" not in texts[0] else None


def chinese_only(language: str | None) -> tuple[Block, ...]:
    """That the Chinese that follows is not translated, in ``language``, and who explains it; else nothing."""
    responses = load_responses()
    if not responses.speaks(language):
        return ()
    return (Text(responses.pick("utter_chinese_only", 0, language)), Link("1955", "tel:1955"))


def _lines(*lines: str | None) -> str:
    return "\n".join(line for line in lines if line)


def _named(view: EntryView) -> str:
    if (other := view.translation) is None:
        return f"（關於「{view.question}」）"
    return _lines(
        f"（{other.question}）", f"（關於「{view.question}」）", other.standing(TranslatedPart.QUESTION)
    )


def _written(written: PointView | None, view: EntryView) -> Iterable[str]:
    if written is not None:
        yield written.text
        yield from [f"依據：{'；'.join(written.basis)}"] if written.basis else []


def _in_language(point: Point, view: EntryView) -> Iterable[str]:
    """The point in the language of who asks, with a mark when the Chinese has changed since."""
    if view.translation and (translated := view.translation.point(point)):
        yield translated.text
        yield from filter(None, [translated.notice])


def _missing(point: Point, view: EntryView, language: str | None) -> str:
    """That the entry lacks the point, and who knows: whom staff named for it, else its window."""
    named = next((found for found in view.missing_points if found.point == point), None)
    name, phone = (named.ask, named.phone) if named else (view.window.name, view.window.phone)
    label = view.translation.point_labels.get(point, point.label) if view.translation else point.label
    return load_responses().pick(
        "utter_point_missing", 0, language, {"label": label, "name": name, "phone": phone}
    )


def _nothing(view: EntryView, role: str | None) -> list[Block]:
    return []


def _papers(groups: Iterable[DocumentSetView], optional: str, missing: str) -> str:
    parts = []
    for group in groups:
        parts.append(f"【{group.situation}】")
        for item in group.items:
            parts.append(f"・{item.name}" + ("" if item.required else f"（{optional}）"))
            if item.missing:
                parts.append(f"　{missing}：{item.missing}")
    return "\n".join(parts)


def _documents(view: EntryView, role: str | None) -> list[Block]:
    if not view.documents:
        return []
    chosen, other = papers_of(view, role), view.translation
    if not chosen:
        return [Choices(_which(view), _situations(view))]
    groups = [view.documents[number] for number in chosen]
    texts = [_papers(groups, "有就帶", "沒有時")]
    if other:
        theirs = [other.documents[number] for number in chosen]
        told = _papers(theirs, other.labels["optional"], other.labels["missing"])
        texts.insert(0, _lines(told, other.marks.get(TranslatedPart.DOCUMENTS)))
    return [Text(text) for text in texts]


def _which(view: EntryView) -> str:
    return load_responses().pick(
        "utter_which_role", 0, view.translation.language if view.translation else None
    )


def _situations(view: EntryView) -> tuple[Option, ...]:
    """The situations that have papers of their own, to choose from; choosing one says it."""
    if (other := view.translation) is None:
        return tuple(Option(group.situation, group.situation) for group in view.documents)
    pairs = zip(other.documents, view.documents, strict=True)
    return tuple(Option(f"{theirs.situation}（{own.situation}）", own.situation) for theirs, own in pairs)


def _window_text(window: WindowView) -> str:
    return _lines(
        window.name,
        f"地址：{window.address}" if window.address else None,
        f"電話：{window.phone}",
        _hours_text(window),
        window.note,
        window.remark,
    )


def _hours_text(window: WindowView) -> str:
    return window.open_text if window.open == "unknown" else f"服務時間：{window.hours}（{window.open_text}）"


def with_chinese(name: str, chinese: str) -> str:
    """A window's name with the Chinese, which some translations hold already."""
    return name if chinese in name else f"{name}（{chinese}）"


def _translated_window(view: EntryView) -> list[Block]:
    if (other := view.translation) is None:
        return []
    lines = (
        f"{other.labels['window']}: {with_chinese(other.window, view.window.name)}",
        f"{other.labels['phone']}: {view.window.phone}",
        f"{other.labels['say']}: {other.say}（{view.say}）",
    )
    return [Text(_lines(*lines))]


def _window(view: EntryView, role: str | None) -> list[Block]:
    others = [f"{when}：{window.name}，電話 {window.phone}" for when, window in view.other_windows]
    said = f"到窗口可以這樣說：「{view.say}」"
    return [*_translated_window(view), Text(_lines(_window_text(view.window), said, *others))]


def _hours(view: EntryView, role: str | None) -> list[Block]:
    return [Text(_lines(f"{view.window.name}，電話 {view.window.phone}", _hours_text(view.window)))]


def _forms(view: EntryView, role: str | None) -> list[Block]:
    if not view.forms:
        return []
    lines = [f"・{form.name}：{form.where}" for form in view.forms]
    links = [Link(form.name, form.url) for form in view.forms if form.url]
    return [Text("\n".join(lines)), *links]


def _fee(view: EntryView, role: str | None) -> list[Block]:
    return [] if view.fee == UNCONFIRMED else [Text(f"費用：{view.fee}")]


def _duration(view: EntryView, role: str | None) -> list[Block]:
    return [Text(f"辦理時間：{view.duration}")] if view.duration else []


def _deadline(view: EntryView, role: str | None) -> list[Block]:
    return [Text(f"期限：{view.time_limit}")] if view.time_limit else []


def _phone(view: EntryView, role: str | None) -> list[Block]:
    return [Text(f"{view.window.name}，電話 {view.window.phone}（{view.window.open_text}）")]


def _law(view: EntryView, role: str | None) -> list[Block]:
    return [Text("依據：" + "；".join(view.legal_basis))]


def _online(view: EntryView, role: str | None) -> list[Block]:
    if view.online is None:
        return []
    text = Text(_lines(f"可以線上辦理：{view.online.name}", view.online.note))
    return [text, Link(view.online.name, view.online.url)] if view.online.url else [text]


def _proxy(view: EntryView, role: str | None) -> list[Block]:
    groups = [group for group in view.documents if any(word in group.situation for word in _PROXIES)]
    return [Text(_papers(groups, "有就帶", "沒有時"))] if groups else []


_FIELDS: dict[Point, Callable[[EntryView, str | None], list[Block]]] = {
    Point.DOCUMENTS: _documents,
    Point.WINDOW: _window,
    Point.FORMS: _forms,
    Point.FEE: _fee,
    Point.DURATION: _duration,
    Point.DEADLINE: _deadline,
    Point.PHONE: _phone,
    Point.HOURS: _hours,
    Point.LAW: _law,
    Point.ONLINE: _online,
    Point.PROXY: _proxy,
}
