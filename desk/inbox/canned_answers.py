"""Canned answers: the text of an entry for a person to send, marked so that it can be traced (pure)."""

from dataclasses import dataclass

from knowledge.presentation import EntryView
from knowledge.translated_view import DocumentSetView


@dataclass(frozen=True, slots=True)
class Choice:
    """The answer for one ``situation``; "" where the entry knows one situation at most."""

    situation: str
    text: str


@dataclass(frozen=True, slots=True)
class Canned:
    """An answer that can be put into the reply: one text for each situation that has papers of its own."""

    id: str
    question: str
    choices: tuple[Choice, ...]

    def text(self, place: int) -> str:
        """The text of the choice at ``place``, "" when there is none."""
        return self.choices[place].text if 0 <= place < len(self.choices) else ""


def canned(entry: EntryView) -> Canned:
    """The answer of ``entry`` with its window; the last line names the entry and its version."""
    if len(entry.documents) > 1:
        choices = tuple(Choice(group.situation, _text(entry, group)) for group in entry.documents)
    else:
        choices = (Choice("", _text(entry, *entry.documents)),)
    return Canned(entry.id, entry.question, choices)


def _text(entry: EntryView, group: DocumentSetView | None = None) -> str:
    lines = [
        entry.answer,
        *(_papers(group) if group else ()),
        f"期限：{entry.time_limit}" if entry.time_limit else "",
        f"窗口：{entry.window.name}　電話：{entry.window.phone}",
        *entry.unconfirmed,
        f"〔題庫 {entry.id}・第 {entry.generation} 版・資料日期 {entry.as_of}〕",
    ]
    return "\n".join(filter(None, lines))


def _papers(group: DocumentSetView) -> tuple[str, str]:
    """What is needed in this situation, and what helps."""
    needed = "、".join(item.name for item in group.items if item.required)
    helpful = "、".join(item.name for item in group.items if not item.required)
    case = f"（{group.situation}）" if group.situation else ""
    return (f"要帶{case}：{needed}" if needed else "", f"有的話請帶：{helpful}" if helpful else "")
