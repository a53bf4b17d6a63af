"""Conversations to learn from, to choose by, and to judge by: no conversation is for two of them."""

import pytest

from bot.understanding.dialogues import Part, part_of, shipped


def test_a_hash_that_nobody_chooses_tells_what_a_conversation_is_for() -> None:
    names = [f"conversation {number}" for number in range(2000)]
    shares = {part: sum(part_of(name) is part for name in names) / len(names) for part in Part}
    assert shares == pytest.approx({Part.LEARNED: 0.7, Part.CHOICE: 0.15, Part.JUDGED: 0.15}, abs=0.03)


def test_no_conversation_is_for_two_things() -> None:
    learned, choice, judged = ({(t.author, t.id) for t in shipped(part)[0]} for part in Part)
    assert not learned & choice and not choice & judged and not learned & judged
    assert len(learned) > len(choice) > 100 and len(judged) > 100
