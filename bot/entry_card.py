"""An entry as it is shown first: what fits on one screen of a phone, and what one may ask next."""

from bot.blocks import FEEDBACK, Brief, FaqCard, Option, Row
from bot.point_answers import SAYS, has_point, papers_of, with_chinese
from bot.responses import load_responses
from knowledge.points import Point
from knowledge.presentation import EntryView
from knowledge.translated_view import DocumentSetView, TranslationView
from knowledge.translation import TranslatedPart

# What a button below an answer says, and what it is called.
_ONLINE = "可以線上辦嗎"
_REGISTER = ("登記", "我要陳情")
_PERSON = ("真人", "我要找真人")
_MINE = "您的情況"
_ARTICLES = 3  # of the first law, named on the card


def faq_card(
    view: EntryView,
    language: str | None = None,
    feedback: tuple[Option, ...] = FEEDBACK,
    role: str | None = None,
    lead: str | None = None,
    mine: str | None = None,
) -> FaqCard:
    """The card of an entry; ``role`` is whose papers are named, ``lead`` the sentence that answers best,
    ``mine`` what the entry says of the person who asks."""
    return FaqCard(view, feedback, language, chips(view, language), brief(view, role, lead, mine))


def chips(view: EntryView, language: str | None = None) -> tuple[Option, ...]:
    """What one may ask or do next about an entry, as buttons that say it."""
    asked = [
        (Point.DOCUMENTS, "帶什麼"),
        (Point.WINDOW, "去哪裡"),
        (Point.FORMS, "表格"),
        (Point.DEADLINE, "期限"),
    ]
    pairs = [(label, SAYS[point]) for point, label in asked if has_point(point, view)]
    if view.online:
        pairs.append((Point.ONLINE.label, _ONLINE))
    label = load_responses().label
    return tuple(
        Option(label(value, chinese, language), value) for chinese, value in (*pairs, _REGISTER, _PERSON)
    )


def brief(
    view: EntryView, role: str | None = None, lead: str | None = None, mine: str | None = None
) -> Brief:
    """The answer, what to do today, the last day, and where: in one language, never in two."""
    return _translated(view, role, mine) if view.translation else _chinese(view, role, lead, mine)


def _chinese(view: EntryView, role: str | None, lead: str | None, mine: str | None) -> Brief:
    more = view.answer if lead and lead != view.answer else None
    deadline = view.point(Point.DEADLINE)
    papers = [view.documents[number] for number in papers_of(view, role)] if role else []
    rows = [
        ("今天先做", view.steps[0] if view.steps else ""),
        ("期限", view.time_limit or (deadline.text if deadline else "")),
        *(("帶什麼", "、".join(item.name for item in group.items)) for group in papers),
        ("窗口", view.window.name),
        ("電話", view.window.phone),
        ("依據", _law(view)),
    ]
    return Brief(view.question, lead or view.answer, (*_of_me(_MINE, mine), *_rows(rows)), more)


def _law(view: EntryView) -> str:
    """The first law with its first articles; the others stand below the answer."""
    articles = view.legal_basis[0].split("、")
    has_more = len(view.legal_basis) > 1 or len(articles) > _ARTICLES
    return "、".join(articles[:_ARTICLES]) + ("等" if has_more else "")


def _translated(view: EntryView, role: str | None, mine: str | None) -> Brief:
    other = view.translation
    assert other is not None
    voice = load_responses().voice(other.language)
    papers = [other.documents[number] for number in papers_of(view, role)] if role else []
    deadline = other.point(Point.DEADLINE)
    rows = [
        *([(deadline.label, deadline.text)] if deadline and not deadline.notice else []),
        *((other.labels["documents"], _papers(group, other)) for group in papers),
        (other.labels["window"], with_chinese(other.window, view.window.name)),
        (other.labels["phone"], view.window.phone),
        (other.labels["say"], f"{other.say}（{view.say}）"),
    ]
    return Brief(
        other.question,
        other.answer,
        (*_of_me(voice.phrase(_MINE), mine), *_rows(rows)),
        None,
        other.language,
        other.standing(TranslatedPart.QUESTION, TranslatedPart.ANSWER),
    )


def _papers(group: DocumentSetView, other: TranslationView) -> str:
    """The papers' names in another language, marked where the Chinese has changed since."""
    names = ", ".join(item.name for item in group.items)
    return f"{names}（{mark}）" if (mark := other.marks.get(TranslatedPart.DOCUMENTS)) else names


def _rows(pairs: list[tuple[str, str]]) -> tuple[Row, ...]:
    return tuple(Row(label, text) for label, text in pairs if text)


def _of_me(label: str, mine: str | None) -> tuple[Row, ...]:
    return (Row(label, mine, folds=True),) if mine else ()
