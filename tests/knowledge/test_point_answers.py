"""The points of all entries together: how many are answered, and how the answers read."""

import re

from bot.blocks import Text
from bot.point_answers import point_answer
from core.clock import local_now
from knowledge.catalogue import Catalogue
from knowledge.loader import KnowledgeBase
from knowledge.point_coverage import silent
from knowledge.points import Point

_TWICE = re.compile(
    r"(高雄市政府|勞工局|勞保局|勞動檢查處|就業服務站|電話|地址|服務時間|期限|費用|依據|請問|待確認)[：:]?\1"
    r"|([\u4e00-\u9fff]{4,8})\2"
)


def test_every_entry_answers_every_point_or_says_whom_to_ask(base: KnowledgeBase) -> None:
    assert dict(silent(base.entries)) == {}


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
