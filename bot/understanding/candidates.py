"""Which entry a message asks about, given the running topic: a conditional logit over a few candidates.

Candidates are the topic, the earlier topics, what was thought of beside the topic, the entries that the
search finds for the words alone and beside the topic, what was meant where the like was said, what the tuned
encoder reads, and none of them (McFadden 1974, as in `retrieval.ranking.ranker`). The weights are learned
from conversations; what each feature says is its name.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from bot.understanding.context import Context
from bot.understanding.heads import Name, Scorer
from bot.understanding.likeness import Floats
from bot.understanding.reader import NO_ENTRY, Meaning
from bot.understanding.structure import WHOLE
from knowledge.catalogue import Catalogue
from knowledge.intents import Kind
from knowledge.schemas import Entry
from retrieval.engine import Scored
from retrieval.ranking.features import FEATURES as SEARCH_FEATURES
from retrieval.ranking.features import Layout

FEATURES = (
    "own_share",
    "beside_share",
    "own_rank_first",
    "own_words",
    "own_passages",
    "said_share",
    "said_first",
    "read_share",
    "read_first",
    "is_topic",
    "topic_follows",
    "topic_deixis",
    "topic_point",
    "topic_other_words",
    "topic_aspect_share",
    "is_earlier",
    "earlier_back",
    "was_considered",
    "considered_first",
    "considered_follows",
    "is_related",
    "same_category",
    "is_service",
    "none",
    "none_outside",
)
NONE = ""
_OWN, _BESIDE, _SAID, _READ = 6, 4, 3, 3
_FEWEST, _MOST, _LEAST = 2, 6, 0.03
_FLOOR = 1e-4
_LEAST_SAID, _LEAST_READ = 0.01, 1e-4
# The score of a head is a probability only nearly.
_INSIDE = (0.02, 0.98)
SERVICE = "service-"
_PASSAGES = SEARCH_FEATURES.index("passage_best")
_DEIXIS = re.compile(
    r"^(?:那|這|他|她|它|啊|阿|ㄚ|欸|所以|如果|萬一|還是|可是|但)|(?:那|這)(?:個|樣|種|些|邊"
    r"|裡|份|張)|呢[？?]?$|^(?:it|that|this|they|what if|and|so|if)\b"
    r"|^(?:vậy|vay|thế|the|còn|con|nếu|neu)\b|^(?:kalau|terus|itu|jadi|lalu)\b|^(?:yun|eh"
    r"|paano kung|kung|pano kung|tapos)\b|^(?:แล้ว|ถ้า|งั้น)"
)
_BACK = re.compile(
    r"剛剛|剛才|之前|前面|上面|上一個|上個|回到|回去|一開始|最前面|原本|earlier|before"
    r"|previous|go back|first (?:one|question)"
    r"|lúc nãy|luc nay|hồi nãy|hoi nay|ban nãy|quay lại|quay lai|tadi|sebelumnya|kembali"
    r"|kanina|balik|nauna|เมื่อกี้|ก่อนหน้า|กลับไป|ตะกี้"
)


@dataclass(frozen=True, slots=True)
class Cues:
    """What the heads say of the words amid a topic: how likely they go on with it, ask for a point of it, and
    mean each entry (``said``: by what was said in other conversations)."""

    follows: float
    point: float
    said: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, scorer: Scorer, topic: str) -> "Cues":
        """From the heads."""
        follows, whole = scorer.of(Name.FOLLOWS, topic)["True"], scorer.of(Name.POINTS, topic)[WHOLE]
        return cls(_inside(follows), _inside(1 - whole), scorer.of(Name.ENTRIES))


def _inside(score: float) -> float:
    return float(np.clip(score, *_INSIDE))


def candidates(
    layout: Layout, own: Scored, beside: Scored | None, cues: Cues, read: Meaning, context: Context
) -> tuple[str, ...]:
    """Entry ids that may be meant, the topic first; the last is `NONE`."""
    is_faq = layout.of_kind[Kind.FAQ]
    found = [context.topic, *context.earlier] if context.topic else list(context.earlier)
    for scored, count in ((own, _OWN), (beside, _BESIDE)):
        if scored is not None:
            order = np.argsort(-np.where(is_faq, scored.distribution, -1.0))[:count]
            found += [layout.labels[int(i)] for i in order]
    found += [*context.considered, *_likeliest_said(cues)[:_SAID], *read.likeliest(_READ)]
    known = set(layout.labels)
    return (*dict.fromkeys(entry for entry in found if entry in known), NONE)


def rows(
    ids: Sequence[str],
    text: str,
    own: Scored,
    beside: Scored,
    cues: Cues,
    read: Meaning,
    context: Context,
    catalogue: Catalogue,
    layout: Layout,
) -> Floats:
    """One row of `FEATURES` for each of ``ids``."""
    position = {label: index for index, label in enumerate(layout.labels)}
    is_faq = layout.of_kind[Kind.FAQ]
    topic = catalogue.get(context.topic) if context.topic else None
    others = is_faq.copy()
    if context.topic in position:
        others[position[context.topic]] = False
    mass = {kind: float(own.distribution[layout.of_kind[kind]].sum()) for kind in Kind}
    lowered = text.lower()
    of_topic = {
        "is_topic": 1.0,
        "topic_follows": _logit(cues.follows),
        "topic_deixis": float(bool(_DEIXIS.search(lowered))),
        "topic_point": _logit(cues.point),
        "topic_other_words": float(own.found.words[others].max(initial=0.0)),
        "topic_aspect_share": np.log(mass[Kind.ASPECT] + _FLOOR),
    }
    of_earlier = {"is_earlier": 1.0, "earlier_back": float(bool(_BACK.search(lowered)))}
    first = int(np.argmax(np.where(is_faq, own.distribution, -1)))
    said_first = max(cues.said, key=lambda entry: cues.said[entry], default=None)
    read_first = next(iter(read.likeliest(1)), None)
    matrix = np.zeros((len(ids), len(FEATURES)), dtype=np.float32)
    for row, entry_id in enumerate(ids):
        if entry_id == NONE:
            others_said = 1 - max(cues.said.values(), default=0.0)
            value = {
                "none": 1.0,
                "none_outside": np.log(mass[Kind.OUT_OF_SCOPE] + _FLOOR),
                "said_share": np.log(max(others_said, _LEAST_SAID)),
                "read_share": _read(NO_ENTRY, read, 1.0),
            }
        else:
            at = position[entry_id]
            value = {
                "own_share": np.log(float(own.distribution[at]) + _FLOOR),
                "beside_share": np.log(float(beside.distribution[at]) + _FLOOR),
                "own_rank_first": float(at == first),
                "own_words": float(own.found.words[at]),
                "own_passages": float(own.found.matrix[at, _PASSAGES]),
                "said_share": np.log(max(cues.said.get(entry_id, 0.0), _LEAST_SAID)),
                "said_first": float(entry_id == said_first),
                "read_share": _read(entry_id, read, float(own.distribution[at])),
                "read_first": float(entry_id == read_first),
                "is_service": float(entry_id.startswith(SERVICE)),
            }
            value |= of_topic if entry_id == context.topic else _kinship(topic, catalogue.get(entry_id))
            value |= of_earlier if entry_id in context.earlier else {}
            value |= _considered(entry_id, context, cues)
        matrix[row] = [value.get(name, 0.0) for name in FEATURES]
    return matrix


def _likeliest_said(cues: Cues) -> list[str]:
    """The entries by what was said in other conversations, the likeliest first."""
    return sorted(cues.said, key=lambda entry: -cues.said[entry])


def _read(entry_id: str, read: Meaning, otherwise: float) -> float:
    """The logarithm of what the reader says of an entry; of one that it has not learned, ``otherwise``."""
    share = read.entries.get(entry_id, otherwise) if read.entries else 1.0
    return float(np.log(max(share, _LEAST_READ)))


def _considered(entry_id: str, context: Context, cues: Cues) -> dict[str, float]:
    if entry_id not in context.considered:
        return {}
    return {
        "was_considered": 1.0,
        "considered_first": 1 / (1 + context.considered.index(entry_id)),
        "considered_follows": _logit(cues.follows),
    }


def _kinship(topic: Entry | None, entry: Entry | None) -> dict[str, float]:
    if topic is None or entry is None:
        return {}
    return {
        "is_related": float(entry.id in topic.related or topic.id in entry.related),
        "same_category": float(entry.category == topic.category),
    }


def _logit(probability: float) -> float:
    inside = min(max(probability, 0.01), 0.99)
    return float(np.log(inside / (1 - inside)))


def kept(entries: Sequence[tuple[str, float]]) -> tuple[str, ...]:
    """The entries to keep in mind of those with their probability, best first: two, and the likely ones."""
    known = [(entry, share) for entry, share in entries if entry != NONE]
    likely = (entry for place, (entry, share) in enumerate(known) if place < _FEWEST or share >= _LEAST)
    return tuple(likely)[:_MOST]


def shares_of(weights: Floats, matrix: Floats) -> Floats:
    """The probability of each candidate, shape (candidates,)."""
    scores = matrix @ weights
    exponents = np.exp(scores - scores.max())
    return np.asarray(exponents / exponents.sum(), dtype=np.float32)
