"""Whole dialogues of an author whom the model has not read: ``python -m tests.experiments.dialogues``.

A fit an author: half an hour on a busy machine. Only the part that is learned from is held. With the
argument ``judged``: the part that nothing learns from, of each author, by the shipped model.
"""

import sys
from unittest.mock import patch

from rich.console import Console

from bot.evaluation import as_table, chats
from bot.understanding.dialogues import Split, shipped
from bot.understanding.evaluation import DialogueEvaluation, JudgedTurn, evaluate_dialogues
from bot.understanding.training import fit, without_openings
from core.clock import local_now
from core.settings import Settings
from publication.cli import live_engine


def left_out() -> DialogueEvaluation:
    """Each author's conversations, understood by what the others wrote."""
    engine, turns = without_openings(live_engine(Settings())), list[JudgedTurn]()
    conversations, _ = shipped(Split.TRAIN)
    for author in sorted({talk.author for talk in conversations}):
        model, own = fit(engine, author), [talk for talk in conversations if talk.author == author]
        with patch("bot.understanding.reading.load_model", return_value=model):
            turns += evaluate_dialogues(own, chats(engine, local_now())).turns
    return DialogueEvaluation(tuple(turns))


def judged() -> dict[str, DialogueEvaluation]:
    """The judged conversations of each author, understood by the shipped model."""
    engine, (conversations, _) = live_engine(Settings()), shipped(Split.TEST)
    return {
        author: evaluate_dialogues(
            [talk for talk in conversations if talk.author == author], chats(engine, local_now())
        )
        for author in sorted({talk.author for talk in conversations})
    }


if __name__ == "__main__":
    if sys.argv[1:] == ["judged"]:
        for name, found in judged().items():
            strict = f"{found.right:.3f} right, {found.flawless:.3f} flawless"
            helps = f"{found.helpful:.3f} help, {found.helpful_throughout:.3f} throughout"
            print(f"{name}: {len(found.turns)} turns, {strict}; {helps}")
    else:
        Console().print(as_table(left_out()))
