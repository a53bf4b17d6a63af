"""Canned answers: the text of an entry for a person to send, marked so that it can be traced (pure)."""

from dataclasses import dataclass

from knowledge.presentation import EntryView


@dataclass(frozen=True, slots=True)
class Canned:
    """An answer that can be put into the reply."""

    id: str
    question: str
    text: str


def canned(entry: EntryView) -> Canned:
    """The answer of ``entry`` with its window; the last line names the entry and its version."""
    papers = [item.name for group in entry.documents for item in group.items if item.required]
    lines = [
        entry.answer,
        f"要帶：{'、'.join(dict.fromkeys(papers))}" if papers else "",
        f"期限：{entry.time_limit}" if entry.time_limit else "",
        f"窗口：{entry.window.name}　電話：{entry.window.phone}",
        *entry.unconfirmed,
        f"〔題庫 {entry.id}・第 {entry.generation} 版・資料日期 {entry.as_of}〕",
    ]
    return Canned(entry.id, entry.question, "\n".join(filter(None, lines)))
