"""The sentence of an entry that answers."""

from retrieval.engine import Engine
from retrieval.index.documents import TextRole
from retrieval.index.passages import PassageKind, best_passage


def test_a_passage_asked_in_its_own_words_is_found_with_its_kind(engine: Engine) -> None:
    for entry in list(engine.catalogue)[:5]:
        for text in entry.details[:2]:
            if "{{" in text:
                continue
            found = best_passage(engine, entry.id, text)
            assert found is not None
            assert (found.kind, found.text) == (PassageKind.DETAIL, text)


def test_the_passage_belongs_to_the_entry_and_is_in_chinese(engine: Engine) -> None:
    found = best_passage(engine, "migrant-passport-withheld", "My employer keeps my passport")
    entry = engine.catalogue["migrant-passport-withheld"]
    assert found is not None
    assert found.text in [
        engine.generation.base.parameters.render(t, engine.generation.day) for t in entry.passages
    ]


def test_an_entry_that_is_not_there_has_none(engine: Engine) -> None:
    assert best_passage(engine, "no-such-entry", "資遣費怎麼算") is None


def test_points_are_indexed_under_a_role_of_their_own_and_found_within_their_entry(engine: Engine) -> None:
    generation = engine.generation
    for entry in list(engine.catalogue)[::15]:
        documents = generation.documents[generation.passages_of(entry.id)]
        points = [document.text for document in documents if document.role is TextRole.POINT]
        texts = [point.text for point in entry.points.values()]
        assert points == [generation.base.parameters.render(text, generation.day) for text in texts]
        for point, text in zip(entry.points, points, strict=True):
            found = best_passage(engine, entry.id, text)
            assert found is not None
            assert (found.text, found.kind, found.point) == (text, PassageKind.POINT, point)
