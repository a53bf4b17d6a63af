"""Recall of danger by kind and language, and false alarms among look-alikes: ``labordesk eval --safety``."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.table import Table

from bot.safety.detector import DetectedDanger
from bot.safety.examples import SafetyExample

Detect = Callable[[str], DetectedDanger | None]


@dataclass(frozen=True, slots=True)
class JudgedExample:
    """One example and what was detected in it."""

    example: SafetyExample
    found: DetectedDanger | None


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``of``."""

    hits: int
    of: int

    def __str__(self) -> str:
        return f"{self.hits / self.of:.3f} ({self.hits}/{self.of})" if self.of else "–"


@dataclass(frozen=True, slots=True)
class SafetyFigures:
    """``found``: danger of any kind; ``named``: of the right kind; ``alarms``: look-alikes taken for it."""

    found: Share
    named: Share
    alarms: Share


def judge(examples: Sequence[SafetyExample], detect: Detect) -> tuple[JudgedExample, ...]:
    """Every example with what ``detect`` says of it."""
    return tuple(JudgedExample(example, detect(example.text)) for example in examples)


def figures(judged: Sequence[JudgedExample]) -> SafetyFigures:
    """The figures of these examples."""
    danger = [one for one in judged if one.example.is_danger]
    harmless = [one for one in judged if not one.example.is_danger]
    found = sum(one.found is not None for one in danger)
    named = sum(one.found is not None and one.found.kind == one.example.kind for one in danger)
    alarms = sum(one.found is not None for one in harmless)
    return SafetyFigures(Share(found, len(danger)), Share(named, len(danger)), Share(alarms, len(harmless)))


def as_table(judged: Sequence[JudgedExample]) -> Table:
    """The figures of all, of each language and of each kind."""
    table = Table(title="危險的偵測", box=None, padding=(0, 2, 0, 0))
    for title in ("", "找到", "種類也對", "虛驚"):
        table.add_column(title, no_wrap=True)

    def row(name: str, part: Sequence[JudgedExample]) -> None:
        shown = figures(part)
        table.add_row(name, str(shown.found), str(shown.named), str(shown.alarms))

    row("全部", judged)
    for language in sorted({one.example.language for one in judged}):
        row(language, [one for one in judged if one.example.language == language])
    for kind in sorted({one.example.kind for one in judged}):
        row(kind, [one for one in judged if one.example.kind == kind])
    return table
