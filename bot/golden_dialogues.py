"""The project's own dialogues, held when knowledge is to be published: `publication.gate` compares them."""

from datetime import datetime
from functools import cache
from pathlib import Path

from bot.evaluation import chats
from bot.understanding.dialogues import Dialogue, read_dialogues
from bot.understanding.evaluation import JudgedTurn, evaluate_dialogues
from publication.golden_dialogues import HeldTurn
from retrieval.engine import Engine

FILE = Path(__file__).parent / "dialogues" / "golden.jsonl"


@cache
def golden_dialogues() -> tuple[Dialogue, ...]:
    """The dialogues that staff keep."""
    return tuple(read_dialogues(FILE))


def hold(engine: Engine, now: datetime) -> tuple[HeldTurn, ...]:
    """Hold them all at ``now`` (local time); turns whose right entries are all withdrawn are left out."""
    turns = evaluate_dialogues(golden_dialogues(), chats(engine, now)).turns
    return tuple(
        HeldTurn(turn.conversation, turn.place, turn.expected.says, turn.right, _answered(turn))
        for turn in turns
        if not (right := turn.expected.asked.entries) or any(entry in engine.catalogue for entry in right)
    )


def _answered(turn: JudgedTurn) -> str:
    replied = turn.replied
    shown = " ".join(replied.shown) or replied.understanding.intent
    return f"{shown}（{replied.point}）" if replied.point and replied.shown else shown
