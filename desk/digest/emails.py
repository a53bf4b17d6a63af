"""The words of a digest, as an e-mail and as the desk shows them (pure)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.differences import Difference, Mark

MOST_CHANGES = 30
_MOST_LINES = 6


@dataclass(frozen=True, slots=True)
class DigestItem:
    """A bulletin as a digest tells it; ``entries`` are the addresses of the entries it is about."""

    title: str
    text: str
    is_urgent: bool
    valid_from: date
    valid_to: date
    author: str
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangedRecord:
    """A published change."""

    title: str
    author: str
    reviewer: str
    note: str
    differences: tuple[Difference, ...]


def subject(day: date, bulletins: Sequence[DigestItem], is_daily: bool) -> str:
    """The subject of the e-mail."""
    if not is_daily:
        return f"【緊急】{bulletins[0].title}"
    return f"{day.isoformat()} 服務台最新注意事項與題庫異動"


def content(bulletins: Sequence[DigestItem], changes: Sequence[ChangedRecord]) -> str:
    """The text; the link to acknowledge it is added for each person."""
    parts = [_bulletin(told) for told in bulletins]
    if changes:
        more = len(changes) - MOST_CHANGES
        listed = [_change(change) for change in changes[:MOST_CHANGES]]
        rest = [f"另有 {more} 筆，請到服務台「題庫」看沿革。"] if more > 0 else []
        parts += ["題庫的異動", *listed, *rest]
    return "\n\n".join(parts)


def letter(text: str, link: str, is_reminder: bool = False) -> str:
    """The whole e-mail for one person."""
    head = "您還沒有確認這一份注意事項，再寄一次給您。\n\n" if is_reminder else ""
    return f"{head}{text}\n\n看過之後，請開這個連結，按「我看過了」：\n{link}\n\n高雄市政府勞工局服務台"


def _bulletin(told: DigestItem) -> str:
    mark = "【緊急】" if told.is_urgent else "【注意】"
    until = f"{told.valid_from.isoformat()} 至 {told.valid_to.isoformat()}，{told.author}"
    links = "".join(f"\n相關題目：{address}" for address in told.entries)
    return f"{mark}{told.title}\n{told.text}\n（{until}）{links}"


def _change(change: ChangedRecord) -> str:
    who = f"{change.author}，審核：{change.reviewer}" if change.reviewer else change.author
    lines = [f"■ {change.title}（{who}）", f"　原因：{change.note}"]
    for difference in change.differences:
        lines.append(f"　{difference.label}：")
        shown = list(_lines(difference))
        lines += [f"　　{line}" for line in shown[:_MOST_LINES]]
        if len(shown) > _MOST_LINES:
            lines.append("　　…")
    return "\n".join(lines)


def _lines(difference: Difference) -> Iterable[str]:
    """Before and after, line by line."""
    for pieces in difference.lines:
        before = "".join(piece.text for piece in pieces if piece.mark is not Mark.ADDED)
        after = "".join(piece.text for piece in pieces if piece.mark is not Mark.REMOVED)
        if before and before != after:
            yield f"原：{before.strip()}"
        if after and before != after:
            yield f"新：{after.strip()}"
