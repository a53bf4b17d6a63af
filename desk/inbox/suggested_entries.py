"""The entries that fit a conversation, each for the person's situation as far as it was told (pure)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.facts import Facts
from bot.facts.display import value_text
from bot.facts.personalization import near, papers_role
from bot.handover import Summary
from bot.responses import load_responses
from desk.inbox.canned_answers import Canned, canned
from desk.phrases.service import Insertable
from knowledge.catalogue import Catalogue
from knowledge.presentation import EntryView

SHOWN = 3


def for_person(view: EntryView, facts: Facts) -> Canned:
    """The answer of an entry: nearest window first, of the situations those that the person is in."""
    answer, word = canned(near(view, facts)), papers_role(view, facts)
    mine = tuple(one for one in answer.choices if word and one.situation.startswith(word))
    return replace(answer, choices=mine) if mine else answer


def talked_of(summary: Summary, catalogue: Catalogue, now: datetime) -> tuple[EntryView, ...]:
    """The entries that a conversation is about: its topic, then what was shown last; ``now`` is local."""
    shown = [entry_id for entry_id, _ in reversed(summary.entries)]
    ids = dict.fromkeys(filter(None, (summary.topic, *shown)))
    return tuple(filter(None, (catalogue.view(entry_id, now) for entry_id in ids)))[:SHOWN]


def last_words(summary: Summary) -> str:
    """What the citizen said last, "" for nothing."""
    return next((line.text for line in reversed(summary.lines) if line.who == "citizen"), "")


def situation(facts: Facts) -> tuple[str, ...]:
    """What was told of the situation, one fact each."""
    voice = load_responses().voice(None)
    return tuple(f"{kind.label} {value_text(kind, facts.values[kind], voice)}" for kind in facts)


def insertable(answers: Iterable[Canned]) -> Sequence[Insertable]:
    """Every answer with every situation that is left, as 「/」 offers them."""
    return [
        Insertable(
            f"{answer.question}{f'（{choice.situation}）' if choice.situation else ''}", "題庫", choice.text
        )
        for answer in answers
        for choice in answer.choices
    ]
