"""Real questions are found again by their hash; their words stay where they are."""

import csv
from pathlib import Path

import pytest

from retrieval.errors import BadQueryFile
from retrieval.evaluation.queries import OUT_OF_SCOPE
from retrieval.evaluation.real import FILES, LABELS, Half, Missing, half_of, hash_of, missing, read_real

TEXTS = ("特休未休完的工資何時發給？", "遺產稅的申報期限為何？", "員工餐廳是否需投保？")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    labels = tmp_path / "labels.csv"
    rows = [("answered", "annual-leave|gone"), ("other", ""), ("near", "annual-leave")]
    lines = [f"{hash_of(text)},{label},{entry}" for text, (label, entry) in zip(TEXTS, rows, strict=True)]
    labels.write_text("\n".join(["hash,label,entry", *lines]), "utf-8")
    monkeypatch.setattr("retrieval.evaluation.real.LABELS", labels)
    for name, texts in zip(FILES, (TEXTS[::2], TEXTS[1:2]), strict=True):
        (tmp_path / name).write_text("\n".join(["query,agency", *(f"{text},X" for text in texts)]), "utf-8")
    return tmp_path


def test_every_labelled_question_is_in_one_half(folder: Path) -> None:
    found = {}
    for half in Half:
        if any(half_of(hash_of(text)) is half for text in TEXTS):
            found |= {query.text: query for query in read_real(folder, half, {"annual-leave"})}
    answered, other, near = (found[text] for text in TEXTS)
    assert answered.right == ("annual-leave",)
    assert other.id == OUT_OF_SCOPE and other.treated == () and other.group == "other"
    assert near.id == OUT_OF_SCOPE and near.treated == ("annual-leave",)


def test_what_is_missing_is_counted_by_the_entry_that_treats_the_topic(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    labels = tmp_path / "labels.csv"
    rows = ["1,near,overtime", "2,near,annual-leave|overtime", "3,far,", "4,answered,wages", "5,other,"]
    labels.write_text("\n".join(["hash,label,entry", *rows]), "utf-8")
    monkeypatch.setattr("retrieval.evaluation.real.LABELS", labels)
    assert missing() == Missing((("overtime", 2), ("annual-leave", 1)), 1)


def test_a_folder_without_the_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadQueryFile):
        read_real(tmp_path, Half.LEARN, set())


def test_the_labels_name_questions_by_hash_alone() -> None:
    with LABELS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert set(rows[0]) == {"hash", "label", "entry"}
    assert all(len(row["hash"]) == 16 and int(row["hash"], 16) >= 0 for row in rows)
    assert len({row["hash"] for row in rows}) == len(rows) >= 800
    assert {row["label"] for row in rows} == {"answered", "near", "far", "other"}
