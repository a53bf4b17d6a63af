"""The fixed sentences, kept in Rasa's domain so that Rasa and the app read one file."""

from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "domain" / "responses.yml"


class Responses:
    """Texts by response name; a name may have several wordings."""

    def __init__(self, texts: dict[str, tuple[str, ...]]) -> None:
        self._texts = texts

    def pick(self, name: str) -> str:
        """The first wording of ``name``."""
        return self._texts[name][0]

    def text(self, wording: str) -> str:
        """The wording that `next_after` named."""
        name, index = wording.rsplit("#", 1)
        return self._texts[name][int(index)]

    def next_after(self, name: str, last: str | None) -> str:
        """A wording of ``name``, as ``name#index``, that is not ``last``."""
        wordings = [f"{name}#{index}" for index in range(len(self._texts[name]))]
        if last not in wordings:
            return wordings[0]
        return wordings[(wordings.index(last) + 1) % len(wordings)]


@cache
def load_responses() -> Responses:
    """The responses of the Rasa domain."""
    data = yaml.safe_load(FILE.read_text("utf-8"))["responses"]
    return Responses({name: tuple(v["text"].strip() for v in variants) for name, variants in data.items()})
