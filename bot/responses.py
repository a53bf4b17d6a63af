"""The fixed sentences, kept in Rasa's domain so that Rasa and the app read one file."""

from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "domain" / "responses.yml"


class Responses:
    """Texts by response name; a name may have several wordings."""

    def __init__(self, texts: dict[str, tuple[str, ...]]) -> None:
        self._texts = texts

    def pick(self, name: str, turn: int = 0) -> str:
        """The wording of ``name`` for the ``turn``-th time it is said, from 0; they take turns."""
        wordings = self._texts[name]
        return wordings[turn % len(wordings)]


@cache
def load_responses() -> Responses:
    """The responses of the Rasa domain."""
    data = yaml.safe_load(FILE.read_text("utf-8"))["responses"]
    return Responses({name: tuple(v["text"].strip() for v in variants) for name, variants in data.items()})
