"""The points of all entries together: how many are answered, and how the answers read."""

import re

from bot.blocks import Text
from bot.points import point_answer
from core.clock import local_now
from knowledge.catalogue import Catalogue
from knowledge.loader import KnowledgeBase
from knowledge.points import Point
from knowledge.presence import Presence, presences, silent

# The share of (entry, point) on which the knowledge base may be silent.
SILENT_SHARE = 0.05
# No more than these may be silent on what callers ask second; only ever lower them.
SILENT_AT_MOST = {
    Point.ELIGIBILITY: 1,
    Point.DEADLINE: 4,
    Point.DOCUMENTS: 0,
    Point.POST: 2,
    Point.PROXY: 3,
    Point.BOOKING: 0,
    Point.APPEAL: 2,
}
_TWICE = re.compile(
    r"(高雄市政府|勞工局|勞保局|勞動檢查處|就業服務站|電話|地址|服務時間|期限|費用|依據|請問|待確認)[：:]?\1"
    r"|([\u4e00-\u9fff]{4,8})\2"
)


def test_the_knowledge_base_is_silent_on_few_points(base: KnowledgeBase) -> None:
    gaps = sum(len(points) for _, points in silent(base.entries))
    assert gaps <= SILENT_SHARE * len(base.entries) * len(Point)


def test_the_points_that_are_asked_most_are_hardly_ever_silent(base: KnowledgeBase) -> None:
    counts = presences(base.entries)
    found = {point: counts[point][Presence.SILENT] for point in SILENT_AT_MOST}
    assert {point: n for point, n in found.items() if n > SILENT_AT_MOST[point]} == {}


def test_no_answer_to_a_point_says_a_name_twice_in_a_row(base: KnowledgeBase) -> None:
    catalogue, now = Catalogue(base, 1), local_now()
    doubled = []
    for entry in base.entries:
        view = catalogue.view(entry.id, now)
        assert view is not None
        for point in Point:
            texts = [block.text for block in point_answer(point, view) if isinstance(block, Text)]
            doubled += [(entry.id, point.value) for text in texts if _TWICE.search(text)]
    assert doubled == []
