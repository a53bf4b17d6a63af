"""Conversations with expectations held in this process: what `labordesk eval --dialogues` measures."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from rich.table import Table

from bot.blocks import Block, Choices, FaqCard, Link, Text
from bot.facts import NO_FACTS
from bot.in_process_turn import situation, usual_turn
from bot.point_answers import nearly_asked
from bot.state import DialogueState
from bot.turn import Situation
from bot.understanding import WHOLE
from bot.understanding.evaluation import Chat, DialogueEvaluation, Replied
from knowledge.calculators import CALCULATORS
from knowledge.points import Point
from retrieval.engine import Engine

# The rows of a card in Chinese that answer a point.
_ROWS = {
    "期限": Point.DEADLINE,
    "窗口": Point.WINDOW,
    "電話": Point.PHONE,
    "依據": Point.LAW,
    "帶什麼": Point.DOCUMENTS,
}


def chats(engine: Engine, now: datetime) -> Callable[[str], Chat]:
    """Begins conversations, in a language, by the rules that Rasa runs."""

    def begin(language: str) -> Chat:
        state, facts = DialogueState(language=language), NO_FACTS

        def say(text: str) -> Replied:
            nonlocal state, facts
            at = situation(engine, text, state, now, facts)
            understood, turn = at.understanding, usual_turn(at)
            begins = turn.state.flow is not None
            state = replace(turn.state, flow=None)
            facts = at.facts if turn.facts is None else turn.facts
            questions = {entry.question: entry.id for entry in engine.catalogue}
            offered = tuple(questions[o.value] for o in turn.state.choices if o.value in questions)
            if begun := state.calculation:
                offered += CALCULATORS[begun.calculator].entries
            shown = _shown(engine, turn.blocks, state.topic)
            words, point = _words(turn.blocks), state.point if shown else understood.point
            told = (*_rows_of(turn.blocks), *_nearly(at, shown, words))
            return Replied(understood, shown, offered, words, state.language, point, told, begins)

        return say

    return begin


def _shown(engine: Engine, blocks: Iterable[Block], topic: str | None) -> tuple[str, ...]:
    """The entries that were answered: cards, and the topic where a point of it is told, which is named."""
    cards = tuple(block.entry.id for block in blocks if isinstance(block, FaqCard))
    entry = engine.catalogue.get(topic) if topic else None
    named = f"「{entry.question}」" if entry else ""
    is_told = bool(named) and any(named in block.text for block in blocks if isinstance(block, Text))
    return cards or ((topic,) if is_told and topic else ())


def _nearly(at: Situation, shown: Sequence[str], words: str) -> tuple[str, ...]:
    """What is told beside the point that was asked, because it may be meant as well."""
    near, view = at.understanding.nearly, at.view(shown[0]) if shown else None
    if near is None or view is None:
        return ()
    line = view.answer if near == WHOLE else nearly_asked(Point(near), view)
    return (near,) if line and line in words else ()


def _rows_of(blocks: Iterable[Block]) -> tuple[str, ...]:
    """The points that the cards show at once: the rows of `bot.entry_card` that are points."""
    rows = {
        row.label
        for block in blocks
        if isinstance(block, FaqCard) and block.brief
        for row in block.brief.rows
    }
    return tuple(str(point) for label, point in _ROWS.items() if label in rows)


def _words(blocks: Iterable[Block]) -> str:
    """Everything that a reply says."""
    parts = []
    for block in blocks:
        if isinstance(block, Text | Choices):
            parts.append(block.text)
        if isinstance(block, Choices):
            parts += [option.label for option in block.options]
        if isinstance(block, Link):
            parts.append(f"{block.label} {block.url}")
        if isinstance(block, FaqCard):
            parts += [block.entry.question, block.entry.answer]
    return "\n".join(parts)


def as_table(evaluation: DialogueEvaluation) -> Table:
    """The measures, and where the wrong turns are."""
    data = evaluation.as_json()
    table = Table(title="對話評估")
    table.add_column("項目")
    table.add_column("數值", justify="right")
    table.add_row("對話數", str(data["conversations"]))
    table.add_row("輪數", str(data["turns"]))
    table.add_row("全對的輪（嚴格）", f"{data['right']:.3f}")
    table.add_row("每輪都全對的對話（嚴格）", f"{data['flawless']:.3f}")
    table.add_row("有幫助的輪", f"{data['helpful']:.3f}")
    table.add_row("每輪都有幫助的對話", f"{data['helpful_throughout']:.3f}")
    asked, told = data["second_questions"]
    table.add_row(f"接著問的要點（{asked} 句）答到", f"{told:.3f}")
    names = {
        "act": "想做的事",
        "entry": "題目",
        "point": "問點",
        "second": "第二件事",
        "language": "語言",
        "words": "字詞",
    }
    for side, name in names.items():
        table.add_row(f"{name}正確", f"{data[side]:.3f}")
    for part, name in (
        ("by_act", "想做的事"),
        ("by_point", "問點"),
        ("by_language", "語言"),
        ("by_place", "第幾輪"),
    ):
        table.add_section()
        for key, (count, right) in data[part].items():
            table.add_row(f"{name} {key}（{count} 輪）", f"{right:.3f}")
    table.add_section()
    for wanted, found, count in data["confusions"]:
        table.add_row(f"{wanted} → {found}", str(count))
    return table
