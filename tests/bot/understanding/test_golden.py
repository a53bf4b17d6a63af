"""The golden dialogues of the project, held in this process."""

from pathlib import Path

import pytest

from bot.evaluation import chats
from bot.golden_dialogues import golden_dialogues, hold
from bot.understanding.dialogues import read_dialogues
from bot.understanding.evaluation import evaluate_dialogues
from knowledge.records import payload_of, with_records
from knowledge.schemas import Status
from retrieval.encoder import Encoder
from retrieval.engine import Engine
from retrieval.errors import BadQueryFile
from retrieval.index.generation import without
from retrieval.ranking.ranker import RankerModel
from tests.bot.conftest import NOW

AT_LEAST = 50
# Staff say what is right, not what the system can do: some of it, it cannot yet.
RIGHT_AT_LEAST = 0.9


def test_nearly_all_golden_turns_help_and_all_keep_the_language(engine: Engine) -> None:
    dialogues = golden_dialogues()
    assert len(dialogues) >= AT_LEAST
    evaluation = evaluate_dialogues(dialogues, chats(engine, NOW))
    assert evaluation.right >= RIGHT_AT_LEAST
    assert all(turn.language for turn in evaluation.turns)
    assert all(turn.act for turn in evaluation.turns)


def test_a_publication_leaves_out_the_turns_of_a_withdrawn_entry(engine: Engine, encoder: Encoder) -> None:
    live = engine.generation
    gone = live.catalogue["marriage-leave"].model_copy(update={"status": Status.WITHDRAWN})
    base = with_records(live.base, [("entry", payload_of(gone))])
    draft = without(live, base, live.number + 1, gone.id)
    assert draft is not None
    before = {(turn.conversation, turn.place): turn for turn in hold(engine, NOW)}
    after = {(t.conversation, t.place) for t in hold(Engine(encoder, RankerModel.load(), draft), NOW)}
    assert before["golden-01", 1].answered.startswith("marriage-leave")
    assert ("golden-01", 1) in before.keys() - after
    assert ("golden-02", 1) in after


def test_a_line_that_is_no_conversation_is_named(tmp_path: Path) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text('{"id": "a", "turns": [{"says": "嗨", "expect": {"acts": ["wave"]}}]}\n', "utf-8")
    with pytest.raises(BadQueryFile, match=r"bad\.jsonl:1"):
        read_dialogues(file)
