"""A form made from a schema gives back what it was filled with."""

from typing import Any

import pytest

from desk.curation.forms import FieldGroup, FormField, Node, add_row, form, remove_row, typed
from knowledge.loader import KnowledgeBase
from knowledge.records import MODELS, payload_of, read
from knowledge.schemas import Entry


def _values(nodes: tuple[Node, ...]) -> dict[str, str]:
    """What a browser would send of a form."""
    found: dict[str, str] = {}
    for node in nodes:
        if isinstance(node, FieldGroup):
            found |= {f"{node.path}.count": str(len(node.rows))} if node.repeating else {}
            for row in node.rows:
                found |= _values(row)
        else:
            found[node.path] = node.value
    return found


def _fields(nodes: tuple[Node, ...]) -> dict[str, FormField]:
    inner = [f for n in nodes if isinstance(n, FieldGroup) for row in n.rows for f in _fields(row).values()]
    return {field.path: field for field in [*(n for n in nodes if isinstance(n, FormField)), *inner]}


@pytest.mark.parametrize("kind", sorted(MODELS))
def test_every_record_comes_back_from_its_form(base: KnowledgeBase, kind: str) -> None:
    records: dict[str, Any] = {
        "entry": base.entries,
        "parameter": base.parameters,
        "place": base.directory,
        "intent": base.intents,
        "danger": base.dangers,
        "translation": tuple(base.translations),
    }
    for record in records[kind]:
        payload = payload_of(record)
        again = typed(MODELS[kind], _values(form(MODELS[kind], payload, {}, {})))
        assert payload_of(read(kind, again)) == payload


def test_an_unfinished_record_keeps_what_was_typed() -> None:
    payload = typed(Entry, {"question": "怎麼辦？", "documents.count": "1", "documents.0.situation": "本人"})
    again = typed(Entry, _values(form(Entry, payload, {}, {})))
    assert again == payload
    assert (payload["question"], payload["documents"][0]["situation"]) == ("怎麼辦？", "本人")


def test_an_error_stands_at_its_field_and_names_the_line() -> None:
    errors = {"answer": "必填", "details.1": "必填", "documents.0.items.0.name": "必填"}
    payload = {"documents": [{"situation": "本人", "items": [{"name": ""}]}], "details": ["甲", ""]}
    fields = _fields(form(Entry, payload, errors, {}))
    assert fields["answer"].error == "必填"
    assert fields["details"].error == "第 2 行：必填"
    assert fields["documents.0.items.0.name"].error == "必填"


def test_a_row_is_added_and_removed_at_any_depth() -> None:
    payload = {"documents": [{"situation": "甲", "items": [{"name": "一"}]}]}
    more = add_row(payload, "documents.0.items")
    assert more["documents"][0]["items"] == [{"name": "一"}, {}]
    assert remove_row(more, "documents.0.items.1") == payload
    assert add_row({}, "documents") == {"documents": [{}]}


def test_a_stored_value_that_is_no_choice_any_more_is_kept() -> None:
    field = _fields(form(Entry, {"window": {"place": "old-window"}}, {}, {"place": [("new", "新")]}))[
        "window.place"
    ]
    assert field.value == "old-window"
    assert "old-window" in dict(field.question.options)
