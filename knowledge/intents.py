"""Examples of what people say to the dialogue itself, and of what the bureau does not answer."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from knowledge.schemas import Strict, Text


class Kind(StrEnum):
    """What a label of the index stands for."""

    FAQ = "faq"
    DIALOGUE = "dialogue"
    ASPECT = "aspect"
    OUT_OF_SCOPE = "out_of_scope"


class Intent(Strict):
    """A dialogue intent, a follow-up aspect, or a topic outside the bureau's work."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    kind: Kind
    title: Text
    examples: Annotated[tuple[Text, ...], Field(min_length=5)]
