"""Rows of a table that stays in its file."""

from pathlib import Path

import numpy as np
import pytest

from retrieval.encoder.file_rows import FileRows

TABLE = np.random.default_rng(0).integers(0, 256, (50, 12), dtype=np.uint8)


def test_the_rows_asked_for_come_in_their_order(tmp_path: Path) -> None:
    rows = np.array([49, 0, 7, 7])
    assert np.array_equal(FileRows.moved(TABLE, tmp_path)[rows], TABLE[rows])
    assert FileRows.moved(TABLE, tmp_path)[np.array([], dtype=np.int64)].shape == (0, 12)


def test_a_table_may_begin_anywhere_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "model"
    file.write_bytes(b"before" + TABLE.tobytes() + b"after")
    rows = np.array([3, 49])
    assert np.array_equal(FileRows(file.open("rb"), 6, 12)[rows], TABLE[rows])


def test_a_moved_table_leaves_no_file_behind(tmp_path: Path) -> None:
    table = FileRows.moved(TABLE, tmp_path)
    assert [*tmp_path.iterdir()] == []
    assert np.array_equal(table[np.array([1])], TABLE[[1]])


def test_a_row_beyond_the_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="reshape"):
        FileRows.moved(TABLE, tmp_path)[np.array([50])]
