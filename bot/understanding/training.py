"""Fit what ``labordesk train`` writes beside the ranker: four heads and the choice of an entry.

The choice of an entry learns from what the heads say of an author whom they have not read; so do the
thresholds of the acts.
"""

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bot.understanding.candidates import Cues
from bot.understanding.courtesy import without_courtesy
from bot.understanding.dialogues import DATA, read_wishes, shipped
from bot.understanding.examples import (
    OTHERS,
    Example,
    TurnExample,
    head_examples,
    in_context,
    left_out_of,
    targets,
)
from bot.understanding.heads import Head, Heads, Name, Scorer
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
_STEPS = np.arange(0.15, 0.75, 0.05)
_USUAL = 0.4

Authors = Mapping[str, Mapping[Name, Head]]


def fit(engine: Engine, without: str = "") -> Model:
    """The model from the material to learn from, without that of one author where it is to be judged."""
    conversations, wishes = shipped(judged=False)
    said = [one for one in in_context(conversations) if one.author != without]
    wishes = [wish for wish in wishes if wish.author != without]
    wishes += read_wishes(DATA / "own" / "wishes.jsonl", OTHERS)
    examples = head_examples(said, wishes, engine.generation.base.intents)
    texts = [example.text for example in examples]
    vectors = engine.encoder.queries([searchable(text) for text in texts])
    grams = gram_matrix(texts)
    kernel = likeness(vectors, grams, vectors, by_gram(grams))
    told = {name: targets(examples, name) for name in Name}
    heads = {name: fit_head(kernel, told[name]) for name in Name}
    by_name = {name: left_out_of(kernel, examples, told[name]) for name in Name}
    authors = {author: {name: by_name[name][author] for name in Name} for author in by_name[Name.ACTS]}
    asked = _asked_turns(engine, said, authors, kernel)
    thresholds = _thresholds(examples, authors, kernel)
    choice = _choice(Rollouts(without_openings(engine), asked))
    return Model(Heads.of(vectors, grams, heads), choice, thresholds)


def _asked_turns(
    engine: Engine, said: Sequence[TurnExample], authors: Authors, kernel: Floats
) -> list[list[AskedTurn]]:
    """The turns of each conversation that ask something; ``said`` are the first rows of the ``kernel``."""
    talks: dict[tuple[str, str], list[AskedTurn]] = {}
    for row, one in enumerate(said):
        entries = tuple(entry for entry in one.turn.asked.entries if entry in engine.catalogue)
        if not entries and Act.OUTSIDE not in one.turn.acts:
            continue
        cues = partial(Cues.of, Scorer(authors[one.author], kernel[row]))
        text = without_courtesy(without_names(one.turn.says)) or one.turn.says
        talks.setdefault((one.author, one.conversation), []).append(AskedTurn(text, entries, cues))
    return list(talks.values())


def without_openings(engine: Engine) -> Engine:
    """``engine`` with an index that lacks what conversations open with: what learns must not find itself."""
    now = engine.generation
    index = build(now.base, engine.encoder, now.number, now.day, now, without=CONVERSATIONS)
    return Engine(engine.encoder, engine.model, index)


def _choice(rollouts: Rollouts) -> Floats:
    """The weights, learned from right contexts, then from those too that they lead to."""
    weights = fit_choice(rollouts.groups())
    return fit_choice(rollouts.groups(weights) + rollouts.groups(weights, strays=True))


def fit_choice(groups: Sequence[Group]) -> Floats:
    """Weights of the conditional logit; each group is (rows of the candidates, which are right)."""
    stacked = np.vstack([matrix for matrix, _ in groups]).astype(np.float64)
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


def _thresholds(examples: Sequence[Example], authors: Authors, kernel: Floats) -> dict[str, float]:
    """From where on each act is told: the best F1 on left-out authors, the usual one for rare acts."""
    rows = [row for row, e in enumerate(examples) if e.author in authors and e.acts is not None]
    scored = [authors[examples[row].author][Name.ACTS].scores(kernel[row]) for row in rows]
    labels = next(iter(authors.values()))[Name.ACTS].labels
    found = {}
    for label, told in zip(labels, np.array(scored).T, strict=True):
        right = np.array([label in (examples[row].acts or ()) for row in rows])
        f1 = [
            2 * float(((told >= at) & right).sum()) / max(float((told >= at).sum() + right.sum()), 1)
            for at in _STEPS
        ]
        found[label] = round(float(_STEPS[int(np.argmax(f1))]), 2) if right.sum() >= _FEWEST else _USUAL
    return found
