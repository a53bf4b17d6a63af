"""Evaluation files are read with clear errors."""

from pathlib import Path

import pytest

from retrieval.errors import BadQueryFile
from retrieval.evaluation.queries import DATA, LabelledQuery, read_queries


def _file(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "queries.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_alternatives_are_right_as_well(tmp_path: Path) -> None:
    file = _file(tmp_path, "query,id,alt_ids\n加班,a,b|c\n天氣,OOS,\n")
    assert read_queries(file) == [LabelledQuery("加班", "a", ("b", "c")), LabelledQuery("天氣", "OOS")]
    assert read_queries(file)[0].right == ("a", "b", "c")
    assert read_queries(file)[1].right == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("text,id\nx,a\n", "lacks query"),
        ("query,id\n,a\n", "empty query or id"),
        ("query,id\nx,zzz\n", "unknown id zzz"),
    ],
)
def test_a_bad_file_is_refused_with_the_reason(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(BadQueryFile, match=reason):
        read_queries(_file(tmp_path, text), {"a"})


def test_development_and_test_queries_share_nothing() -> None:
    development, test = (read_queries(DATA / name) for name in ("dev.csv", "test.csv"))
    assert not {q.text for q in development} & {q.text for q in test}
    assert len([q for q in development + test if q.right]) >= 450
    assert len([q for q in development + test if not q.right]) >= 150
