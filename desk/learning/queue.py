"""The open questions as staff work on them: groups with their evidence and the entries nearby."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from connectors.channel_labels import channel_label
from knowledge.intents import Kind
from publication.schemas import OpenQuestion
from retrieval.analysis.text import normalize
from retrieval.clustering import cluster
from retrieval.encoder.caching import CachingEncoder
from retrieval.engine import Candidate, Engine

NEAREST = 5
SOURCES = {
    "refusal": "婉拒",
    "related": "只有相關題目",
    "none_of_these": "以上皆非",
    "not_helpful": "沒幫助",
    "counter": "櫃台查不到",
}


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Questions that ask the same; ``nearest`` are the entries as search ranks them now.

    ``outside`` is the likeliest topic that we do not answer, "" for none.
    """

    ids: tuple[int, ...]
    text: str
    wordings: tuple[tuple[str, int], ...]
    sources: tuple[tuple[str, int], ...]
    channels: tuple[tuple[str, int], ...]
    shown: tuple[tuple[str, int], ...]
    nearest: tuple[Candidate, ...]
    outside: str
    assignee: str
    first_at: datetime
    last_at: datetime

    @property
    def count(self) -> int:
        """How often it was asked."""
        return len(self.ids)


def _topic(questions: Sequence[OpenQuestion], engine: Engine) -> QuestionGroup:
    catalogue = engine.catalogue
    wordings = Counter(question.text for question in questions)
    shown = Counter(c for question in questions for c in question.candidates)
    titles = [
        (entry.question if (entry := catalogue.get(c)) else c, n) for c, n in shown.most_common(NEAREST)
    ]
    text = wordings.most_common(1)[0][0]
    result = engine.search(text, NEAREST)
    return QuestionGroup(
        ids=tuple(question.id for question in questions),
        text=text,
        wordings=tuple(wordings.most_common()),
        sources=tuple(Counter(SOURCES[q.source] for q in questions).most_common()),
        channels=tuple(Counter(channel_label(q.channel) for q in questions).most_common()),
        shown=tuple(titles),
        nearest=result.results,
        outside=next((i.id for i in result.intents if i.kind is Kind.OUT_OF_SCOPE), ""),
        assignee=next((q.assignee for q in questions if q.assignee), ""),
        first_at=questions[0].created_at,
        last_at=questions[-1].created_at,
    )


def topics(questions: Sequence[OpenQuestion], encoder: CachingEncoder, engine: Engine) -> list[QuestionGroup]:
    """The groups of ``questions`` (oldest first), the most asked first; takes some time for new words."""
    if not questions:
        return []
    texts = [question.text for question in questions]
    vectors = encoder.queries([normalize(text) for text in texts])
    groups = cluster(texts, vectors)
    found = [_topic([questions[i] for i in group.members], engine) for group in groups]
    return sorted(found, key=lambda topic: (-topic.count, topic.first_at))
