"""One entry as people see it on one day: the single view that chat, pages, desk and API share."""

from dataclasses import dataclass
from datetime import datetime

from core.calendar import PUBLIC, Calendar
from knowledge.calculators import offered_by
from knowledge.directory import UNCONFIRMED, OpenState, Place
from knowledge.laws import law_text
from knowledge.loader import KnowledgeBase
from knowledge.points import Point
from knowledge.schemas import DocumentForm, Entry
from knowledge.translated_view import DocumentSetView, DocumentView, TranslationView, translated

OFFICIAL_SITE_NOTE = "以勞工局網站公告為準"
_FORM_NAMES = {
    DocumentForm.ORIGINAL: "正本",
    DocumentForm.COPY: "影本",
    DocumentForm.BOTH: "正本及影本",
    DocumentForm.ANY: "",
}
OPEN_TEXT = {
    OpenState.OPEN: "現在有服務",
    OpenState.CLOSED: "現在沒有服務",
    OpenState.UNKNOWN: "服務時間請先電洽",
}


@dataclass(frozen=True, slots=True)
class FormView:
    """A form, where it is obtained, and its page if known."""

    name: str
    where: str
    url: str | None


@dataclass(frozen=True, slots=True)
class OnlineView:
    """An online application."""

    name: str
    url: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class WindowView:
    """A window as shown: unverified facts read 待確認; ``open`` is open, closed or unknown."""

    name: str
    address: str
    phone: str
    hours: str
    open: str
    open_text: str
    note: str | None
    website: str | None
    remark: str | None


@dataclass(frozen=True, slots=True)
class CalculatorView:
    """A calculator that an entry offers, at ``/tools/{id}``."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class PointView:
    """The answer to one point (`knowledge.points.Point`) with its law."""

    point: str
    label: str
    text: str
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MissingPointView:
    """A point that the entry is known to lack, and who can be asked."""

    point: str
    label: str
    ask: str
    phone: str


@dataclass(frozen=True, slots=True)
class EntryView:
    """Everything shown of an entry on the day of the answer; texts have their figures filled in."""

    id: str
    category: str
    unit: str
    question: str
    answer: str
    details: tuple[str, ...]
    steps: tuple[str, ...]
    documents: tuple[DocumentSetView, ...]
    forms: tuple[FormView, ...]
    online: OnlineView | None
    window: WindowView
    say: str
    other_windows: tuple[tuple[str, WindowView], ...]
    fee: str
    time_limit: str | None
    duration: str | None
    legal_basis: tuple[str, ...]
    unconfirmed: tuple[str, ...]
    related: tuple[str, ...]
    as_of: str
    generation: int
    languages: tuple[tuple[str, str], ...] = ()
    calculators: tuple[CalculatorView, ...] = ()
    translation: TranslationView | None = None
    points: tuple[PointView, ...] = ()
    missing_points: tuple[MissingPointView, ...] = ()

    def point(self, name: str) -> PointView | None:
        """The answer to a point, None when the entry has none."""
        return next((found for found in self.points if found.point == name), None)


def present_window(place: Place, now: datetime, calendar: Calendar = PUBLIC) -> WindowView:
    """``place`` as shown at ``now`` (local time); what is not verified reads 待確認."""
    state = place.hours.state(now, calendar)
    closure = calendar.closures.get(now.date()) if state is OpenState.CLOSED else None
    has_address = place.address is not None
    return WindowView(
        name=place.name,
        address=(place.address.shown if place.address else None) or (UNCONFIRMED if has_address else ""),
        phone=place.phone_text or UNCONFIRMED,
        hours=str(place.hours),
        open=state.value,
        open_text=f"今天沒有服務：{closure}" if closure else OPEN_TEXT[state],
        note=place.note,
        website=place.website,
        remark=OFFICIAL_SITE_NOTE if place.needs_confirmation else None,
    )


def _missing(point: Point, ask: str, base: KnowledgeBase) -> MissingPointView:
    place = base.directory[ask]
    return MissingPointView(point, point.label, place.name, place.phone_text or UNCONFIRMED)


def present(
    entry: Entry,
    base: KnowledgeBase,
    now: datetime,
    generation: int,
    language: str | None = None,
    calendar: Calendar = PUBLIC,
) -> EntryView:
    """``entry`` as it is shown at ``now`` (local time), stamped with the index generation.

    ``language`` adds a translation to the Chinese text when there is one; windows are open or
    closed by ``calendar``.
    """
    day = now.date()

    def fill(text: str) -> str:
        return base.parameters.render(text, day)

    def fill_optional(text: str | None) -> str | None:
        return None if text is None else fill(text)

    documents = tuple(
        DocumentSetView(
            group.situation,
            tuple(
                DocumentView(
                    fill(item.name) + (f"（{name}）" if (name := _FORM_NAMES[item.form]) else ""),
                    item.required,
                    fill_optional(item.missing),
                )
                for item in group.items
            ),
        )
        for group in entry.documents
    )
    limit = entry.time_limit
    counts_from = f"（{limit.counts_from}）" if limit and limit.counts_from else ""
    return EntryView(
        id=entry.id,
        category=entry.category,
        unit=entry.unit,
        question=entry.question,
        answer=fill(entry.answer),
        details=tuple(map(fill, entry.details)),
        steps=tuple(map(fill, entry.steps)),
        documents=documents,
        forms=tuple(FormView(form.name, form.where, form.url) for form in entry.forms),
        online=OnlineView(entry.online.name, entry.online.url, entry.online.note) if entry.online else None,
        window=present_window(base.directory[entry.window.place], now, calendar),
        say=entry.window.say,
        other_windows=tuple(
            (other.when, present_window(base.directory[other.place], now, calendar))
            for other in entry.other_windows
        ),
        fee=fill(entry.fee),
        time_limit=fill(limit.limit + counts_from) if limit else None,
        duration=fill_optional(entry.duration),
        legal_basis=tuple(map(law_text, entry.legal_basis)),
        unconfirmed=tuple(
            f"{item.what}：{UNCONFIRMED}，請洽{base.directory[item.ask].name}" for item in entry.unconfirmed
        ),
        related=entry.related,
        as_of=day.isoformat(),
        generation=generation,
        languages=tuple((tag, tag.own_name) for tag in base.translations.languages(entry)),
        calculators=tuple(CalculatorView(found.id, found.title) for found in offered_by(entry.id)),
        translation=translated(entry, base, language, fill) if language else None,
        points=tuple(
            PointView(point, point.label, fill(written.text), tuple(map(law_text, written.basis)))
            for point, written in entry.points.items()
        ),
        missing_points=tuple(
            _missing(item.point, item.ask, base) for item in entry.unconfirmed if item.point
        ),
    )
