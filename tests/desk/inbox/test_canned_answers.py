"""放進回覆: the papers of one situation, never those of all."""

from core.clock import local_now
from desk.inbox.canned_answers import canned
from retrieval.engine import Engine

_PAPERS = ("要帶", "有的話請帶")


def test_each_choice_holds_the_papers_of_its_situation_alone(engine: Engine) -> None:
    several = 0
    for entry in engine.catalogue:
        view = engine.catalogue.view(entry.id, local_now())
        assert view is not None
        choices = canned(view).choices
        several += len(choices) > 1
        assert len(choices) == max(1, len(view.documents))
        for choice, group in zip(choices, view.documents, strict=False):
            own = {item.name for item in group.items}
            foreign = {item.name for other in view.documents for item in other.items} - own
            papers = "\n".join(line for line in choice.text.splitlines() if line.startswith(_PAPERS))
            assert all(name in papers for name in own), entry.id
            apart = {name for name in foreign if not any(name in mine for mine in own)}
            assert not [name for name in apart if name in papers], entry.id
    assert several > 10


def test_an_entry_with_one_situation_does_not_ask_for_it(engine: Engine) -> None:
    views = [engine.catalogue.view(entry.id, local_now()) for entry in engine.catalogue]
    simple = [view for view in views if view and len(view.documents) < 2]
    assert simple
    assert all(choice.situation == "" for view in simple for choice in canned(view).choices)
