"""How a question is put: as offices write, or as people type on a phone (register; Biber 1988).

The same evidence means something else in each: formal questions share words with an entry that does not
answer them more often. So each register has a calibration of its own; none counts as out of scope.
"""

from functools import cache
from importlib.resources import files

import numpy as np
import yaml
from numpy.typing import NDArray

Floats = NDArray[np.float32]
SIGNS = ("formal", "everyday", "length", "question_mark", "ends_asking", "spaces")
_PER = 10


@cache
def _words() -> dict[str, tuple[str, ...]]:
    data = yaml.safe_load(files("retrieval.data").joinpath("register.yml").read_text("utf-8"))
    return {name: tuple(words) for name, words in data.items()}


def signs(text: str) -> Floats:
    """What tells the register of ``text``, in the order of `SIGNS`, shape (signs,).

    The words of each register per ten characters, the logarithm of the length, whether it has a
    full-width question mark, ends with one, has spaces inside.
    """
    length = max(len(text), 1)
    shares = [_PER * sum(word in text for word in _words()[name]) / length for name in SIGNS[:2]]
    put = ("？" in text, text.rstrip().endswith("？"), " " in text.strip())
    return np.array([*shares, np.log(length), *map(float, put)], dtype=np.float32)
