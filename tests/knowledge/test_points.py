"""Points of entries: checked like every other text, counted, editable and never lost on the way."""

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import pytest

from core.clock import TAIPEI
from desk.curation.forms import FieldGroup, form, typed
from knowledge.checks import check
from knowledge.differences import differences
from knowledge.loader import KnowledgeBase
from knowledge.point_coverage import Presence, presence, presences, silent
from knowledge.points import Point
from knowledge.presentation import present
from knowledge.records import payload_of, with_records
from knowledge.schemas import Entry, LegalBasis, PointText, Unconfirmed
from publication.import_export import Format, read, write

TODAY = date(2026, 11, 26)
NOW = datetime(2026, 11, 26, 12, 0, tzinfo=TAIPEI)
BASIS = LegalBasis(law="勞動基準法", articles=("24",), figures=("77 日",))


@pytest.fixture
def entry(base: KnowledgeBase) -> Entry:
    """A real entry without points."""
    return base.entries[0].model_copy(update={"points": {}, "unconfirmed": ()})


def _with(entry: Entry, text: str, *basis: LegalBasis) -> Entry:
    return entry.model_copy(update={"points": {Point.AMOUNT: PointText(text=text, basis=basis)}})


def _problems(base: KnowledgeBase, entry: Entry) -> list[str]:
    proposed = with_records(base, [("entry", payload_of(entry))])
    return [p.message for p in check(proposed, TODAY) if p.field.startswith(f"{entry.id}.points")]


def test_a_figure_of_a_point_needs_a_source_and_its_own_basis_is_one(
    base: KnowledgeBase, entry: Entry
) -> None:
    assert any("77" in message for message in _problems(base, _with(entry, "要 77 日。")))
    assert _problems(base, _with(entry, "要 77 日。", BASIS)) == []


def test_a_point_is_short_traditional_and_cites_laws_that_exist(base: KnowledgeBase, entry: Entry) -> None:
    assert any("最多 150 字" in m for m in _problems(base, _with(entry, "很長" * 80)))
    assert any("簡體字" in m for m in _problems(base, _with(entry, "劳动")))
    unknown = LegalBasis(law="沒有這部法", articles=("1",))
    assert any("沒有這部法" in m for m in _problems(base, _with(entry, "可以。", unknown)))


def test_a_point_is_present_declared_missing_or_silent(entry: Entry) -> None:
    place = entry.window.place
    asked = (Unconfirmed(what="金額", ask=place, point=Point.AMOUNT),)
    assert presence(entry, Point.AMOUNT) is Presence.SILENT
    assert presence(entry.model_copy(update={"unconfirmed": asked}), Point.AMOUNT) is Presence.MISSING
    assert presence(_with(entry, "可以。"), Point.AMOUNT) is Presence.PRESENT
    assert presence(entry, Point.FEE) is Presence.PRESENT
    assert presences([entry])[Point.AMOUNT] == {Presence.SILENT: 1}
    assert Point.AMOUNT in dict(silent([entry]))[entry.id]


def test_points_are_found_by_search(entry: Entry) -> None:
    assert "每天一千元。" in _with(entry, "每天一千元。").passages


@pytest.mark.parametrize("kind", Format)
def test_points_survive_export_and_import(entry: Entry, kind: Format) -> None:
    payload = payload_of(_with(entry, "要 77 日。", BASIS))
    found = read("entry", write("entry", [payload], kind), f"x.{kind}", {})
    assert found.problems == () and found.payloads == ((entry.id, payload),)


def _values(nodes: object, found: dict[str, str]) -> dict[str, str]:
    for node in nodes if isinstance(nodes, tuple) else ():
        if isinstance(node, FieldGroup):
            if node.repeating:
                found[f"{node.path}.count"] = str(len(node.rows))
            for row in node.rows:
                _values(row, found)
        else:
            found[node.path] = node.value
    return found


def test_points_survive_the_form_and_those_left_out_stay_out(entry: Entry) -> None:
    payload = payload_of(_with(entry, "要 77 日。", BASIS))
    back = typed(Entry, _values(form(Entry, payload, {}, {}), {}))
    assert back["points"] == payload["points"]
    assert payload_of(Entry.model_validate(back))["points"] == payload["points"]


def _plain(view: dict[str, Any]) -> dict[str, Any]:
    """A view as JSON holds it."""
    return dict(json.loads(json.dumps(view)))


def test_a_changed_point_is_told_by_its_name(base: KnowledgeBase, entry: Entry) -> None:
    before, after = payload_of(_with(entry, "可以。")), payload_of(_with(entry, "不可以。"))
    (change,) = differences(before, after)
    shown = [asdict(present(e, base, NOW, 1)) for e in (_with(entry, "可以。"), _with(entry, "不可以。"))]
    assert "points" in {told.field for told in differences(*map(_plain, shown))}
    assert change.label == "要點"
    assert "不" in "".join(piece.text for line in change.lines for piece in line)
