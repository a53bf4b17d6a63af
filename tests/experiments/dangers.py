"""Who is found in danger, by kind and language: ``python -m tests.experiments.dangers [--misses]``.

The whole detector, phrases included, on each author of sentences whom its head has not read, and on the
turns of each author of conversations likewise. Only the part that is learned from is held; four fits.
"""

import sys
from collections.abc import Sequence
from itertools import zip_longest

import numpy as np
from rich.console import Console

from bot.safety.detector import DetectedDanger, Detector
from bot.safety.evaluation import as_table, judge
from bot.safety.examples import AUTHORS, SafetyExample, of_authors
from bot.safety.head import fit
from bot.safety.learning import OURS, crisis, harmless_turns, ordinary
from bot.safety.phrases import Phrases
from bot.understanding.dialogues import Split, shipped
from core.clock import local_now
from core.settings import Settings
from knowledge.loader import load
from retrieval.analysis.glossary import searchable
from retrieval.encoder import load_encoder
from retrieval.encoder.base import Vectors


class _Vectors:
    """The vectors of texts, each encoded once."""

    def __init__(self) -> None:
        self._encoder = load_encoder(Settings())
        self._known: dict[str, Vectors] = {}

    def __call__(self, texts: Sequence[str]) -> Vectors:
        fresh = [text for text in dict.fromkeys(texts) if text not in self._known]
        if fresh:
            vectors = self._encoder.queries([searchable(text) for text in fresh])
            self._known |= dict(zip(fresh, vectors, strict=True))
        return np.stack([self._known[text] for text in texts])


def left_out() -> tuple[
    list[SafetyExample], list[DetectedDanger | None], list[str], list[DetectedDanger | None]
]:
    """Sentences and harmless turns, each with what a detector says that has not read their author."""
    encode, base = _Vectors(), load()
    phrases, (talks, _) = Phrases(base.dangers), shipped(Split.TRAIN)
    talkers = sorted({talk.author for talk in talks})
    said = {one: harmless_turns(talks, phrases, one) for one in talkers}
    written = {one: [e for e in of_authors((one,)) if not e.is_judged] for one in AUTHORS}
    ours, quiet = (*of_authors(OURS), *crisis(base)), ordinary(base, local_now().date())
    pairs = list(zip_longest(AUTHORS, talkers, fillvalue=AUTHORS[0]))
    sentences, dangers = list[SafetyExample](), list[DetectedDanger | None]()
    turns, alarms = list[str](), list[DetectedDanger | None]()
    for author in AUTHORS:
        out = [theirs for one, theirs in pairs if one == author]
        learned = [*ours, *(e for one in AUTHORS if one != author for e in written[one])]
        beside = [*quiet, *(turn for one in talkers if one not in out for turn in said[one])]
        texts = [example.text for example in learned]
        head = fit(texts, [e.kind for e in learned], encode(texts), beside, encode(beside))
        detector = Detector(phrases, head)
        sentences += written[author]
        dangers += [detector.detect(example.text, encode) for example in written[author]]
        heard = [turn for one in out for turn in said[one]]
        turns += heard
        alarms += [detector.detect(turn, encode) for turn in heard]
    return sentences, dangers, turns, alarms


def main() -> None:
    """Print the shares; with ``--misses`` also the sentences that are missed or taken for danger."""
    sentences, dangers, turns, alarms = left_out()
    told = dict(zip((example.text for example in sentences), dangers, strict=True))
    console = Console()
    console.print(as_table(judge(sentences, lambda text: told[text])))
    console.print(f"對話的一輪：虛驚 {np.mean([one is not None for one in alarms]):.4f}（{len(turns)} 輪）")
    if "--misses" in sys.argv:
        for example, danger in zip(sentences, dangers, strict=True):
            if (danger is None) is example.is_danger:
                print(f"{example.language} {example.kind} -> {danger and danger.kind}: {example.text}")
        for turn, alarm in zip(turns, alarms, strict=True):
            if alarm:
                print(f"turn -> {alarm.kind} {alarm.likeness:.2f} {alarm.evidence}: {turn}")


if __name__ == "__main__":
    main()
