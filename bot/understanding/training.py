"""Fit what ``labordesk train`` writes beside the ranker: four heads and the choice of an entry.

The choice of an entry learns from conversations that neither the heads nor the reader have read; the
thresholds of the acts from authors whom the heads have not read.
"""

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bot.understanding.candidates import FEATURES, Cues
from bot.understanding.courtesy import without_courtesy
from bot.understanding.dialogues import DATA, Split, read_wishes, shipped
from bot.understanding.examples import (
    OTHERS,
    Example,
    head_examples,
    in_context,
    left_out_of,
    targets,
)
from bot.understanding.heads import Head, Heads, Name
from bot.understanding.likeness import Floats, by_gram, gram_matrix, likeness
from bot.understanding.masking import without_names
from bot.understanding.model import Model
from bot.understanding.ridge import fit_head
from bot.understanding.rollouts import AskedTurn, Group, Rollouts
from bot.understanding.structure import Act
from retrieval.analysis.glossary import searchable
from retrieval.engine import Engine
from retrieval.index.documents import CONVERSATIONS
from retrieval.index.generation import build

PENALTY = 1e-3
_FEWEST = 8
# Openings are few, one a conversation: with more features than these the choice goes against what search and
# reader agree on.
AT_AN_OPENING = ("own_share", "said_share", "read_share", "none", "none_outside")
_STEPS = np.arange(0.15, 0.75, 0.05)
_USUAL = 0.4


def fit(engine: Engine, without: str = "") -> Model:
    """The model from the material to learn from, without that of one author where it is to be judged."""
    conversations, wishes = shipped(Split.TRAIN)
    said = [one for one in in_context(conversations) if one.author != without]
    wishes = [wish for wish in wishes if wish.author != without]
    wishes += read_wishes(DATA / "own" / "wishes.jsonl", OTHERS)
    examples = head_examples(said, wishes, engine.generation.base.intents)
    texts = [example.text for example in examples]
    vectors = engine.encoder.queries([searchable(text) for text in texts])
    grams = gram_matrix(texts)
    kernel = likeness(vectors, grams, vectors, by_gram(grams))
    told = {name: targets(examples, name) for name in Name}
    heads = Heads.of(vectors, grams, {name: fit_head(kernel, told[name]) for name in Name})
    authors = left_out_of(kernel, examples, told[Name.ACTS])
    asked = asked_turns(engine, heads, Split.VALIDATION, without)
    rollouts = Rollouts(without_openings(engine), asked)
    opening = fit_choice(rollouts.openings(), AT_AN_OPENING)
    return Model(heads, _choice(rollouts, opening), opening, _thresholds(examples, authors, kernel))


def asked_turns(engine: Engine, heads: Heads, part: Split, without: str = "") -> list[list[AskedTurn]]:
    """The turns that ask something of each conversation of a part."""
    talks: dict[tuple[str, str], list[AskedTurn]] = {}
    for one in in_context(shipped(part)[0]):
        entries = tuple(entry for entry in one.turn.asked.entries if entry in engine.catalogue)
        is_asked = bool(entries) or Act.OUTSIDE in one.turn.acts
        if not is_asked or one.author == without:
            continue
        text = without_courtesy(without_names(one.turn.says)) or one.turn.says
        cues = partial(Cues.of, heads.read(engine.vector(text), text))
        turn = AskedTurn(text, entries, one.turn.asked.points[0], cues)
        talks.setdefault((one.author, one.conversation), []).append(turn)
    return list(talks.values())


def without_openings(engine: Engine) -> Engine:
    """``engine`` with an index that lacks what conversations open with: what learns must not find itself."""
    now = engine.generation
    index = build(now.base, engine.encoder, now.number, now.day, now, without=CONVERSATIONS)
    return Engine(engine.encoder, engine.model, index)


def _choice(rollouts: Rollouts, opening: Floats) -> Floats:
    """The weights, learned from right contexts, then from those too that they lead to."""
    weights = fit_choice(rollouts.groups(opening))
    return fit_choice(rollouts.groups(opening, weights) + rollouts.groups(opening, weights, strays=True))


def fit_choice(groups: Sequence[Group], features: Sequence[str] = FEATURES) -> Floats:
    """Weights of the conditional logit; each group is (rows of the candidates, which are right). What is not
    among ``features`` has none."""
    stacked = np.vstack([matrix for matrix, _ in groups]).astype(np.float64)
    stacked *= np.array([name in features for name in FEATURES])
    right = np.concatenate([found for _, found in groups])
    starts = np.cumsum([0, *(len(found) for _, found in groups)])[:-1]
    owner = np.repeat(np.arange(len(groups)), [len(found) for _, found in groups])

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = stacked @ weights
        shares = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
        shares /= np.add.reduceat(shares, starts)[owner]
        mass = np.maximum(np.add.reduceat(shares * right, starts), 1e-12)
        value = 0.5 * PENALTY * float(weights @ weights) - float(np.log(mass).mean())
        excess = shares - shares * right / mass[owner]
        return value, PENALTY * weights + excess @ stacked / len(groups)

    found = minimize(loss, np.zeros(stacked.shape[1]), jac=True, method="L-BFGS-B").x
    return np.asarray(np.round(found, 4), dtype=np.float32)


def _thresholds(examples: Sequence[Example], authors: Mapping[str, Head], kernel: Floats) -> dict[str, float]:
    """From where on each act is told: the best F1 on left-out authors, the usual one for rare acts."""
    rows = [row for row, e in enumerate(examples) if e.author in authors and e.acts is not None]
    scored = [authors[examples[row].author].scores(kernel[row]) for row in rows]
    labels = next(iter(authors.values())).labels
    found = {}
    for label, told in zip(labels, np.array(scored).T, strict=True):
        right = np.array([label in (examples[row].acts or ()) for row in rows])
        f1 = [
            2 * float(((told >= at) & right).sum()) / max(float((told >= at).sum() + right.sum()), 1)
            for at in _STEPS
        ]
        found[label] = round(float(_STEPS[int(np.argmax(f1))]), 2) if right.sum() >= _FEWEST else _USUAL
    return found
