"""Conversations to learn from, to choose by, and to judge by: no conversation is for two of them."""

import pytest

from bot.understanding.dialogues import Split, shipped, split_of


def test_a_hash_that_nobody_chooses_tells_what_a_conversation_is_for() -> None:
    names = [f"conversation {number}" for number in range(2000)]
    shares = {part: sum(split_of(name) is part for name in names) / len(names) for part in Split}
    assert shares == pytest.approx({Split.TRAIN: 0.7, Split.VALIDATION: 0.15, Split.TEST: 0.15}, abs=0.03)


def test_no_conversation_is_for_two_things() -> None:
    learned, choice, judged = ({(t.author, t.id) for t in shipped(part)[0]} for part in Split)
    assert not learned & choice and not choice & judged and not learned & judged
    assert len(learned) > len(choice) > 100 and len(judged) > 100
