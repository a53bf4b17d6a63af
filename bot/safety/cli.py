"""Commands of the safety detector: ``labordesk train-safety`` and ``labordesk eval --safety``."""

from collections.abc import Callable
from functools import wraps
from inspect import Parameter, signature
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bot.safety import detect
from bot.safety.evaluation import as_table, judge
from bot.safety.examples import BadExamples, read_examples
from bot.safety.head import FILE
from bot.safety.learning import learn, learned
from core.clock import local_now
from core.settings import Settings
from knowledge.loader import load
from publication.cli import clear_errors, live_engine
from retrieval.encoder import load_encoder

console = Console()
_FILE = Annotated[
    Path | None, typer.Option(help="改量危險的偵測（CSV：text,language,kind；沒有危險的寫 none）")
]


def train() -> None:
    """用倉庫裡的例句重新學習危險的偵測，寫入 bot/safety/data/head.npz。"""
    with clear_errors():
        head = learn(learned(), load(), load_encoder(Settings()), local_now().date())
    head.save()
    console.print(f"學了 {len(learned())} 句，寫入 {FILE}")


def evaluate(file: Path) -> None:
    """Print the figures of the examples in ``file``."""
    try:
        examples = read_examples(file)
    except BadExamples as error:
        console.print(str(error), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(1) from None
    with clear_errors():
        engine = live_engine(Settings())
    console.print(as_table(judge(examples, lambda text: detect(engine, text))))


def with_safety(command: Callable[..., None]) -> Callable[..., None]:
    """``command`` with the option ``--safety FILE``, which measures the detector instead."""

    @wraps(command)
    def wrapped(safety: Path | None = None, **options: Any) -> None:
        if safety is None:
            command(**options)
        else:
            evaluate(safety)

    known = signature(command)
    option = Parameter("safety", Parameter.KEYWORD_ONLY, default=None, annotation=_FILE)
    wrapped.__signature__ = known.replace(parameters=[*known.parameters.values(), option])  # type: ignore[attr-defined]
    wrapped.__annotations__ = {**command.__annotations__, "safety": _FILE}
    return wrapped
