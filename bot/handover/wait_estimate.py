"""How long the queue takes: an estimate from what was, or the honest word that nobody knows."""

import math
import statistics
from collections.abc import Sequence

# With fewer than this many talks to go by, nothing is said.
FEWEST = 3


def expected_wait(position: int, present: int, talks: Sequence[float]) -> int | None:
    """Minutes until the person at ``position`` (from 1) is served.

    ``talks`` are the lengths of recent talks in seconds; ``present`` people serve side by side, so a
    place waits for as many rounds of the median talk as it takes them to get there.
    """
    if len(talks) < FEWEST or present < 1:
        return None
    rounds = math.ceil(position / present)
    return max(1, round(rounds * statistics.median(talks) / 60))
