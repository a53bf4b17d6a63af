"""What rules know of the choice of an entry beside what is learned: names, twins, doubt, what is out."""

import numpy as np

from bot.understanding.candidates import NONE, SERVICE
from bot.understanding.likeness import Floats
from bot.understanding.naming import named_alone
from bot.understanding.returning import named_back
from knowledge.catalogue import Catalogue
from knowledge.point_coverage import treats
from knowledge.points import Point
from knowledge.schemas import Entry
from retrieval.engine import SearchResult
from retrieval.ranking.decision import Decision

# Of entries less likely than this that leave the topic with a point asked, one in four is right.
_BEYOND_DOUBT, _GENERIC_BEYOND = 0.6, 0.9
# Entries about the service that are no point of any other matter.
_OF_THEIR_OWN = frozenset(
    f"{SERVICE}{name}"
    for name in ("interpreter", "accessibility", "certificate", "case-progress", "complaint-attitude")
)
_PLAIN = 0.7
# So sure it must be of the topic that it is answered: of the less sure three in ten are right.
SURE_OF_TOPIC = 0.6


def without(ids: tuple[str, ...], shares: Floats, excluded: frozenset[str]) -> Floats:
    """The shares among what is not excluded."""
    kept = np.where([entry in excluded for entry in ids], 0.0, shares).astype(np.float32)
    total = float(kept.sum())
    return kept / total if total > 0 else kept


def with_doubt(
    ids: tuple[str, ...], shares: Floats, topics: list[str], topic: Entry, point: str | None, is_bare: bool
) -> Floats:
    """The shares with the benefit of the doubt: who asks for a point mostly means the topic.

    Where the topic comes second it takes the place of an entry that is hardly likelier, and of one that
    treats the point of any matter (`service-*`); where the words are but the question for a point that it
    treats (要帶什麼), of any.
    """
    order, own = np.argsort(-shares), ids.index(topic.id)
    best = ids[int(order[0])]
    if point is None or best in (NONE, *topics) or int(order[1]) != own:
        return shares
    is_of_any = best.startswith(SERVICE) and best not in _OF_THEIR_OWN
    is_generic = is_of_any and not topic.id.startswith(SERVICE)
    is_treated = (is_generic or is_bare) and treats(topic, Point(point))
    beyond = 1.0 if is_treated and is_bare else _GENERIC_BEYOND if is_treated else _BEYOND_DOUBT
    if shares[order[0]] >= beyond:
        return shares
    changed = shares.copy()
    changed[[own, int(order[0])]] = shares[[int(order[0]), own]]
    return changed


def with_twin(
    ids: tuple[str, ...], shares: Floats, twin: str, at_least: float = SURE_OF_TOPIC
) -> tuple[tuple[str, ...], Floats]:
    """The shares with the ``twin`` of the topic, which may be no candidate yet, in the first place."""
    if twin not in ids:
        ids, shares = (*ids, twin), np.append(shares, np.float32(0.0))
    return ids, _named_first(ids, shares, twin, at_least)


def with_named(
    ids: tuple[str, ...],
    shares: Floats,
    text: str,
    found: SearchResult,
    topics: list[str],
    catalogue: Catalogue,
    point: str | None,
) -> Floats:
    """The shares where the words are but a name: of the topic, or of another entry, which the topic's
    question lacks; 會扣薪水嗎 names a deduction, but is a ``point`` of a leave.

    An interpreter or access without steps is asked for in plain words, and about no topic.
    """
    name, best = named_alone(text), found.results[0].id
    if name is not None and name in catalogue[topics[0]].question and topics[0] in ids:
        return _named_first(ids, shares, topics[0]) if shares[ids.index(topics[0])] > 0.0 else shares
    is_other = best in ids and best not in topics and found.decision is Decision.ANSWER
    if not is_other:
        return shares
    # A sum may be that of the other entry: 那我有資遣費嗎.
    is_of_topic = point not in (None, Point.AMOUNT) and treats(catalogue[topics[0]], Point(point))
    is_named = name is not None and name in catalogue[best].question and not is_of_topic
    is_plain = best in _OF_THEIR_OWN and float(shares.max()) < _PLAIN
    if not (is_plain or (is_named and str(name) not in catalogue[topics[0]].question)):
        return shares
    return _first(ids, shares, best)


def of_topics(
    ids: tuple[str, ...], shares: Floats, topics: list[str], text: str, catalogue: Catalogue
) -> Floats:
    """The shares among what was talked about: 剛剛那個通報可以線上弄嗎 opens no other matter.

    What the words name (通報) stands in the entry that is meant, if in any.
    """
    name = named_back(text)
    naming = [
        entry for entry in topics if name and name in f"{catalogue[entry].question}{catalogue[entry].answer}"
    ]
    return _among(ids, shares, naming or topics)


def of_the_named(
    ids: tuple[str, ...], shares: Floats, topics: list[str], name: str, catalogue: Catalogue
) -> Floats:
    """The shares among the topics that speak of ``name``; where none does, among those before the running
    one, which nobody would call by a name."""
    speaking = [entry for entry in topics if name in _words_of(catalogue[entry])]
    return _among(ids, shares, speaking or topics[1:])


def _words_of(entry: Entry) -> str:
    return "\n".join((entry.question, entry.answer, *entry.all_variants))


def _among(ids: tuple[str, ...], shares: Floats, some: list[str]) -> Floats:
    """The shares among ``some``; as they are where those have none."""
    kept = np.where([entry in some for entry in ids], shares, 0.0).astype(np.float32)
    total = float(kept.sum())
    return kept / total if total > 0 else shares


def _named_first(ids: tuple[str, ...], shares: Floats, entry: str, at_least: float = SURE_OF_TOPIC) -> Floats:
    """As `_first`, where ``entry`` is named, if in few words: it is answered."""
    changed, own = _first(ids, shares, entry), ids.index(entry)
    changed[own] = max(float(changed[own]), at_least)
    return changed


def _first(ids: tuple[str, ...], shares: Floats, entry: str) -> Floats:
    """The shares where ``entry`` has changed places with the likeliest."""
    own, best = ids.index(entry), int(np.argmax(shares))
    changed = shares.copy()
    changed[[own, best]] = shares[[best, own]]
    return changed
