"""What the detector learns from, and learning it: ``labordesk train-safety``."""

from collections.abc import Sequence
from datetime import date

from bot.safety.examples import AUTHORS, NEAR_DANGER, SafetyExample, of_authors
from bot.safety.head import SafetyHead, fit
from bot.safety.phrases import Phrases
from bot.understanding.dialogues import Dialogue, Split, shipped
from bot.understanding.structure import Act
from knowledge.loader import KnowledgeBase
from knowledge.safety import DangerKind
from retrieval.analysis.glossary import searchable
from retrieval.analysis.language import is_chinese, language_of
from retrieval.encoder.base import Encoder
from retrieval.index.documents import collect

# Our own sentences, and those of the one who wrote phrases as well: nobody is judged by them.
OURS = ("own", "fifth", "sixth", "seventh", "eighth", "ninth")
# The harmless turns of more authors only raised what counts as danger: three of 150 more were missed.
_ENOUGH = frozenset(
    f"twenty_{name}" for name in ("third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
)
CRISIS = "crisis"
_CHINESE_STEP, _OTHER_STEP = 3, 1


def learned() -> tuple[SafetyExample, ...]:
    """The examples to learn from: ours, and those of the authors that are not kept for judging."""
    return of_authors(OURS) + tuple(one for one in of_authors(AUTHORS) if not one.is_judged)


def ordinary(base: KnowledgeBase, day: date) -> tuple[str, ...]:
    """Questions and small talk that no phrase of danger is in: a fixed part of what search learns from."""
    phrases = Phrases(base.dangers)
    asked = (d.text for d in collect(base, day) if d.role.is_question and d.label != CRISIS)
    texts = sorted(text for text in set(asked) if not phrases.heard(text))
    chinese = [text for text in texts if is_chinese(text)]
    others = [text for text in texts if not is_chinese(text)]
    return (*chinese[::_CHINESE_STEP], *others[::_OTHER_STEP])


def harmless_turns(
    conversations: Sequence[Dialogue], phrases: Phrases, author: str | None = None
) -> tuple[str, ...]:
    """What people say in conversations about something else, of one ``author`` if given.

    Where danger is near, a turn teaches nothing either way and is left out.
    """
    turns = (turn for talk in conversations if author in (None, talk.author) for turn in talk.turns)
    harmless = {
        turn.says
        for turn in turns
        if Act.DANGER not in turn.acts
        and not any(entry.startswith(NEAR_DANGER) for entry in turn.asked.entries)
        and not phrases.heard(turn.says)
    }
    return tuple(sorted(harmless))


def crisis(base: KnowledgeBase) -> tuple[SafetyExample, ...]:
    """The examples of the intent `CRISIS`, each of the kind that its phrase names."""
    phrases = Phrases(base.dangers)
    texts = (text for intent in base.intents if intent.id == CRISIS for text in intent.examples)
    heard = ((text, phrases.heard(text)) for text in texts)
    return tuple(
        SafetyExample(text, language_of(text), found[0].kind if found else DangerKind.SELF_HARM)
        for text, found in heard
    )


def learn(examples: Sequence[SafetyExample], base: KnowledgeBase, encoder: Encoder, day: date) -> SafetyHead:
    """The head that these examples, the ordinary questions of ``base`` and harmless conversations teach."""
    talks = [talk for talk in shipped(Split.TRAIN)[0] if talk.author not in _ENOUGH]
    beside = (*ordinary(base, day), *harmless_turns(talks, Phrases(base.dangers)))
    examples = (*examples, *crisis(base))
    texts = [example.text for example in examples]
    vectors = encoder.queries([searchable(text) for text in texts])
    return fit(
        texts,
        [example.kind for example in examples],
        vectors,
        beside,
        encoder.queries([searchable(text) for text in beside]),
    )
