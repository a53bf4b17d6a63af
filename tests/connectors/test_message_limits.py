"""An answer that a channel would cut in two is told to whoever writes it."""

from dataclasses import replace

from connectors.message_limits import CHANNELS, channel_problems
from connectors.registry import CHANNELS as REGISTERED
from core.clock import local_now
from knowledge.loader import KnowledgeBase
from knowledge.translation import Translations


def test_every_channel_with_a_limit_is_asked() -> None:
    without_limit = {"email"}
    assert set(CHANNELS) == set(REGISTERED) - without_limit


def test_every_answer_in_every_language_fits_into_one_message(base: KnowledgeBase) -> None:
    assert channel_problems(base, local_now()) == []


def test_a_translation_that_is_too_long_is_named_with_its_channel(base: KnowledgeBase) -> None:
    first, *others = base.translations
    long = first.model_copy(update={"answer": "Ask the window. " * 150})
    texts = Translations([long, *others], base.translations.places, base.translations.labels)
    problems = channel_problems(replace(base, translations=texts), local_now())
    assert [(p.field, "facebook" in p.message) for p in problems] == [
        (f"{first.id}.answer ({first.language})", True)
    ]
