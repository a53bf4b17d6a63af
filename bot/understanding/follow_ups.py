"""Second questions: what is asked of a matter once it was answered, and whether its entry answers that."""

from collections.abc import Iterable

from bot.understanding.dialogues import Dialogue, ExpectedTurn
from knowledge.point_coverage import treats
from knowledge.points import Point
from knowledge.schemas import Entry


def asks_point(place: int, turn: ExpectedTurn) -> bool:
    """Whether the turn at ``place``, the first being 1, goes on with a matter and asks one point of it."""
    return place > 1 and bool(turn.asked.entries) and None not in turn.asked.points


def coverage(entries: Iterable[Entry], talks: Iterable[Dialogue]) -> tuple[int, int]:
    """How many second questions ``talks`` hold, and of how many an entry answers the point that is asked."""
    known = {entry.id: entry for entry in entries}
    asked = answered = 0
    for talk in talks:
        for place, turn in enumerate(talk.turns, start=1):
            if not asks_point(place, turn):
                continue
            points = [Point(point) for point in turn.asked.points if point is not None]
            wanted = [known[entry_id] for entry_id in turn.asked.entries if entry_id in known]
            asked += 1
            answered += any(treats(entry, point) for entry in wanted for point in points)
    return asked, answered
