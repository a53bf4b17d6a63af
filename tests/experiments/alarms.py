"""What harmless conversations teach the safety detector: ``python -m tests.experiments.alarms``.

Four fits a weight, each without one author of sentences and one of conversations (two, where there are
five); only the part that is learned from is held. Some three minutes.
"""

from collections.abc import Sequence
from itertools import zip_longest

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression

from bot.safety.examples import AUTHORS, KINDS, of_authors
from bot.safety.head import ORDINARY_WEIGHT, PENALTY, features
from bot.safety.learning import OURS, harmless_turns, ordinary
from bot.safety.phrases import Phrases
from bot.understanding.dialogues import Split, shipped
from core.clock import local_now
from core.settings import Settings
from knowledge.loader import load
from retrieval.analysis.glossary import searchable
from retrieval.encoder import load_encoder

WEIGHTS = (0.0, 0.1, 0.2, 0.4, 0.8)
# Likeness that is enough alone, and with a phrase of staff.
THRESHOLDS = ((0.25, 0.05), (0.3, 0.05), (0.35, 0.1), (0.45, 0.1))


def main() -> None:
    """Print recall, false alarms among look-alikes, and among turns of conversations."""
    encoder, base = load_encoder(Settings()), load()
    phrases = Phrases(base.dangers)
    beside = ordinary(base, local_now().date())
    talks, _ = shipped(Split.TRAIN)
    turns = {author: list(harmless_turns(talks, phrases, author)) for author in {t.author for t in talks}}
    examples = {
        name: [e for e in of_authors((name,)) if name in OURS or not e.is_judged]
        for name in (*OURS, *AUTHORS)
    }

    def rows(texts: Sequence[str]) -> csr_matrix:
        return features(texts, encoder.queries([searchable(text) for text in texts]))

    told = {name: rows([example.text for example in some]) for name, some in examples.items()}
    said = {name: rows(some) for name, some in turns.items()}
    quiet = rows(beside)
    # Each author of sentences is left out together with an author of conversations.
    pairs = list(zip_longest(AUTHORS, sorted(turns), fillvalue=AUTHORS[0]))
    table = Table("權重", "門檻", "找到", "虛驚（像危險的句子）", "虛驚（對話的一輪）")
    for weight in WEIGHTS:
        danger, alike, talk = list[tuple[float, bool]](), list[tuple[float, bool]](), list[float]()
        for author in AUTHORS:
            out = {theirs for ours, theirs in pairs if ours == author}
            kept = [name for name in examples if name != author]
            learned = [
                *(told[name] for name in kept),
                quiet,
                *(said[name] for name in turns if name not in out),
            ]
            kinds = [KINDS.index(example.kind) for name in kept for example in examples[name]]
            others = sum(said[name].shape[0] for name in turns if name not in out)
            model = LogisticRegression(C=1 / PENALTY, max_iter=400).fit(
                vstack(learned),
                [*kinds, *[0] * (len(beside) + others)],
                sample_weight=[
                    *[1.0] * len(kinds),
                    *[ORDINARY_WEIGHT] * len(beside),
                    *[max(weight, 1e-9)] * others,
                ],
            )
            likeness = 1 - model.predict_proba(told[author])[:, 0]
            for example, value in zip(examples[author], likeness, strict=True):
                heard = bool(phrases.heard(example.text))
                (danger if example.is_danger else alike).append((float(value), heard))
            for name in out:
                talk += [float(value) for value in 1 - model.predict_proba(said[name])[:, 0]]
        for alone, with_phrase in THRESHOLDS:
            table.add_row(
                f"{weight}",
                f"{alone}、{with_phrase}",
                f"{_share(danger, alone, with_phrase):.3f}",
                f"{_share(alike, alone, with_phrase):.3f}",
                f"{np.mean([value >= alone for value in talk]):.4f}",
            )
    Console().print(table)


def _share(values: Sequence[tuple[float, bool]], alone: float, with_phrase: float) -> float:
    return float(np.mean([value >= (with_phrase if heard else alone) for value, heard in values]))


if __name__ == "__main__":
    main()
