"""What the reader of messages adds to the choice of an entry: ``python -m tests.experiments.reader``.

The choice is fitted on the conversations that are kept for it, with and without what was read, and judged on
those that are only judged; three minutes. Amid a topic twice: as the conversations should go, and as the
choice leads them.
"""

from collections.abc import Sequence

import numpy as np

from bot.understanding.candidates import FEATURES, shares_of
from bot.understanding.dialogues import Split
from bot.understanding.likeness import Floats
from bot.understanding.model import load_model
from bot.understanding.rollouts import Group, Rollouts
from bot.understanding.training import AT_AN_OPENING, asked_turns, fit_choice, without_openings
from core.settings import Settings
from publication.cli import live_engine

_READ = ("read_share", "read_first")
_WITHOUT = [name for name in FEATURES if name not in _READ]


def judged(weights: Floats, groups: Sequence[Group]) -> str:
    """Minus the mean logarithm of the share of the right entries, and how often the first one is right."""
    shares = [(shares_of(weights, matrix), right) for matrix, right in groups]
    loss = -float(np.mean([np.log(max(float(found[right].sum()), 1e-9)) for found, right in shares]))
    first = float(np.mean([bool(right[int(np.argmax(found))]) for found, right in shares]))
    return f"log loss {loss:.3f}, first right {first:.3f}"


def main() -> None:
    """Print both fits side by side."""
    engine, heads = live_engine(Settings()), load_model().heads
    kept, held = (
        Rollouts(without_openings(engine), asked_turns(engine, heads, part))
        for part in (Split.VALIDATION, Split.TEST)
    )
    found = {}
    for name, features in (("without", _WITHOUT), ("with", FEATURES)):
        opening = fit_choice(kept.openings(), [one for one in AT_AN_OPENING if one in features])
        first = fit_choice(kept.groups(opening), features)
        strays = kept.groups(opening, first, strays=True)
        found[name] = opening, fit_choice(kept.groups(opening, first) + strays, features)
    for name, (opening, amid) in found.items():
        print(f"{name} reader")
        for place, weights, groups in (
            ("opening", opening, held.openings()),
            ("amid a topic", amid, held.groups(opening, amid)),
            ("as it goes", amid, held.groups(opening, amid, strays=True)),
        ):
            print(f"  {place}: {len(groups)} turns, {judged(weights, groups)}")


if __name__ == "__main__":
    main()
