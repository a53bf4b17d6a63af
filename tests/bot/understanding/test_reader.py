"""What is read of a message beside its topic, and what becomes of what was read."""

from pathlib import Path

import numpy as np
import pytest

from bot.understanding.context import Context
from bot.understanding.reader import NO_ENTRY, NOTHING, Layer, Reader, as_read, load_reader, read_beside
from retrieval.encoder.base import none_tuned
from retrieval.engine import Engine


def _reader() -> Reader:
    entries = Layer(
        (NO_ENTRY, "annual-leave", "severance-pay"),
        np.array([[0.0, 0.0], [9.0, 0.0], [0.0, 9.0]], dtype=np.float32),
        np.zeros(3, dtype=np.float32),
    )
    points = Layer(("amount", "whole"), np.eye(2, dtype=np.float32), np.zeros(2, dtype=np.float32))
    return Reader(entries, points)


def test_a_message_is_read_beside_the_question_of_its_topic_and_what_was_asked(engine: Engine) -> None:
    context = Context("severance-pay", asked="公司收掉了")
    text = as_read("那什麼時候會給", context, engine.catalogue)
    assert text == f"那什麼時候會給 ‖ {engine.catalogue['severance-pay'].question} ‖ 公司收掉了"


def test_the_first_message_is_read_alone(engine: Engine) -> None:
    assert as_read("公司收掉了", Context(), engine.catalogue) == "公司收掉了"


def test_the_shares_of_all_entries_are_one(engine: Engine) -> None:
    read = _reader().read(np.array([0.6, 0.8], dtype=np.float32))
    assert sum(read.entries.values()) == pytest.approx(1) and sum(read.points.values()) == pytest.approx(1)
    assert read.likeliest(2) == ["severance-pay", "annual-leave"]


def test_an_encoder_without_tuning_reads_nothing() -> None:
    assert _reader().read(none_tuned(["資遣費"])[0]) == NOTHING


def test_a_reader_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    _reader().save(tmp_path / "reader.npz")
    vector = np.array([0.6, 0.8], dtype=np.float32)
    again = Reader.load(tmp_path / "reader.npz").read(vector).entries
    assert again == pytest.approx(_reader().read(vector).entries, abs=1e-3)


def test_the_committed_reader_knows_the_committed_entries(engine: Engine) -> None:
    known = {*load_reader().entries.labels} - {NO_ENTRY}
    assert known <= {entry.id for entry in engine.catalogue} and len(known) > 140


@pytest.mark.parametrize(
    ("says", "context", "entry"),
    [
        ("我被老闆叫走 他一毛都不給我", Context(), "dismissal-no-notice"),
        ("bao lâu thì có tiền", Context("severance-pay", asked="bị đuổi việc"), "severance-pay"),
        ("xe tông lúc đi làm về", Context(), "occupational-accident-definition"),
    ],
)
def test_it_reads_what_people_mean(engine: Engine, says: str, context: Context, entry: str) -> None:
    assert entry in read_beside(engine, says, context).likeliest(3)
