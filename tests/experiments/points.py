"""Whether the texts of points help or harm the ranking between entries: with them and without."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from core.settings import Settings
from retrieval.encoder import load_encoder
from retrieval.engine import IndexSearch
from retrieval.evaluation.measures import Search, evaluate
from retrieval.evaluation.queries import DATA, read_queries
from retrieval.index import generation as generations
from retrieval.index.documents import TextRole
from retrieval.index.generation import Generation
from retrieval.index.index import Index, Stored, parts
from retrieval.index.lexical import LexicalIndex
from retrieval.index.vectors import VectorIndex
from retrieval.ranking.decision import Decision
from retrieval.ranking.ranker import RankerModel

SPLITS = ("test", "unseen", "judge")


def without_points(generation: Generation) -> Generation:
    """``generation`` as it would be if points were not indexed; questions and classifier stay the same."""
    kept = [row for row, document in enumerate(generation.documents) if document.role is not TextRole.POINT]
    documents = [generation.documents[row] for row in kept]
    vectors = VectorIndex.build(np.ascontiguousarray(generation.vectors.vectors()[kept]))
    lexical = LexicalIndex.of([document.text for document in documents])
    weights = generation.classifier.weights if generation.classifier else None
    return replace(generation, **parts(documents, vectors, Stored(weights, lexical)))


def _bound(search: IndexSearch, index: Index) -> Search:
    return lambda text, limit: search.search(index, text, limit)


def results() -> Iterator[str]:
    """One line per split and way."""
    settings = Settings()
    root = settings.data_dir / "index"
    generation = generations.load(root, generations.newest_number(root))
    search = IndexSearch(load_encoder(settings), RankerModel.load())
    ways = {"with points": generation, "without": without_points(generation)}
    for split in SPLITS:
        queries = read_queries(DATA / f"{split}.csv", set(generation.layout.labels))
        for name, index in ways.items():
            found = evaluate(_bound(search, index), queries)
            yield (
                f"{split}, {name}: Hit@1 {found.hit_at(1):.3f}, Hit@3 {found.hit_at(3):.3f}, "
                f"answered {found.decided(Decision.ANSWER):.3f}, wrong {found.answered_wrong:.3f}, "
                f"outside answered {found.outside_answered:.3f}"
            )


if __name__ == "__main__":
    for line in results():
        print(line, flush=True)
