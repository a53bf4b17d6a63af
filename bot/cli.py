"""Commands of the dialogue: ``eval --dialogues``, ``openings``, ``tune``, ``train-understanding``."""

import json
from collections.abc import Callable
from functools import wraps
from inspect import Parameter, signature
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bot.evaluation import as_table, chats
from bot.understanding import openings
from bot.understanding.dialogues import Split, read_dialogues, shipped
from bot.understanding.evaluation import evaluate_dialogues
from bot.understanding.model import FILE
from bot.understanding.reader import FILE as READER
from bot.understanding.training import fit
from core.clock import local_now
from core.settings import Settings
from knowledge.loader import load
from publication.cli import clear_errors, live_engine

console = Console()
_FILE = Annotated[
    Path | None, typer.Option(help="改量對話（JSON lines：id、locale、turns；每輪有 says 與 expect）")
]
_JSON = Annotated[bool, typer.Option("--json", help="對話的結果印成 JSON，給程式讀")]


def train() -> None:
    """用倉庫裡的對話重新學習對話的理解，寫入 bot/understanding/data/model.npz。"""
    with clear_errors():
        fit(live_engine(Settings())).save()
    console.print(f"寫入 {FILE}")


def tune() -> None:
    """用倉庫裡的對話微調讀訊息的語意模型（要 torch，約半小時），寫入 bot/understanding/data/reader.npz。"""
    from bot.understanding.tuned_files import tune_reader  # torch: only here

    with clear_errors():
        tune_reader(console.print)
    console.print(f"寫入 {READER}")


def write_openings() -> None:
    """把倉庫裡的對話開始談一件事的問句寫給檢索學習（retrieval/data/train_conversations.csv）。"""
    known = openings.known_texts(load())
    openings.write(openings.openings(shipped(Split.TRAIN)[0], known))
    console.print(f"寫入 {openings.FILE}")


def evaluate(file: Path, as_json: bool) -> None:
    """Print the figures of the conversations in ``file``."""
    with clear_errors():
        conversations = read_dialogues(file)
        evaluation = evaluate_dialogues(conversations, chats(live_engine(Settings()), local_now()))
    if as_json:
        print(json.dumps(evaluation.as_json(), ensure_ascii=False, indent=1))
    else:
        console.print(as_table(evaluation))


def with_dialogues(command: Callable[..., None]) -> Callable[..., None]:
    """``command`` with the option ``--dialogues FILE``, which measures conversations instead."""

    @wraps(command)
    def wrapped(dialogues: Path | None = None, json: bool = False, **options: Any) -> None:
        if dialogues is None:
            command(**options)
        else:
            evaluate(dialogues, json)

    known = signature(command)
    options = (
        Parameter("dialogues", Parameter.KEYWORD_ONLY, default=None, annotation=_FILE),
        Parameter("json", Parameter.KEYWORD_ONLY, default=False, annotation=_JSON),
    )
    wrapped.__signature__ = known.replace(parameters=[*known.parameters.values(), *options])  # type: ignore[attr-defined]
    wrapped.__annotations__ = {**command.__annotations__, "dialogues": _FILE, "json": _JSON}
    return wrapped
