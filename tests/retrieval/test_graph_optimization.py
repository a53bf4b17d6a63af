"""The graph that is served means the same as the one that torch exports, in far fewer steps."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest

from retrieval.encoder.graph_optimization import make_lean
from retrieval.encoder.q4file import Shape
from retrieval.encoder.served_files import ONNX_FILE, WORDS, WORDS_FILE

SHAPE = Shape(hidden=32, layers=2, heads=4, ffn=64, vocab=1300, positions=40, types=2, epsilon=1e-5)
TEXTS = ([0, 41, 2], [0, 7, 7, 19, 33, 2], [0, *range(5, 40), 2])


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A small BERT as torch exports it, and the folder that it is served from."""
    # They take nine seconds: not in the worker that only collects this file.
    import torch
    from transformers import BertConfig, BertModel

    from retrieval.encoder.export import export_int8

    torch.manual_seed(7)
    bert = BertModel(
        BertConfig(
            vocab_size=SHAPE.vocab,
            hidden_size=SHAPE.hidden,
            num_hidden_layers=SHAPE.layers,
            num_attention_heads=SHAPE.heads,
            intermediate_size=SHAPE.ffn,
            max_position_embeddings=SHAPE.positions,
            layer_norm_eps=SHAPE.epsilon,
        ),
        add_pooling_layer=False,
    )
    for weight in bert.parameters():  # untrained ones are equal, and the export keeps equal ones once
        weight.data += 0.05 * torch.randn_like(weight)
    folder = tmp_path_factory.mktemp("lean")
    exported = folder / "exported.onnx"
    export_int8(bert, exported)
    make_lean(exported, folder, SHAPE)
    return exported, folder


def _session(file: Path) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])


def test_a_text_has_the_vector_of_the_exported_model(files: tuple[Path, Path]) -> None:
    exported, served = _session(files[0]), _session(files[1] / ONNX_FILE)
    words = np.fromfile(files[1] / WORDS_FILE, dtype=np.uint8).reshape(SHAPE.vocab, SHAPE.hidden)
    for ids in TEXTS:
        text = {"input_ids": np.array([ids]), "attention_mask": np.ones((1, len(ids)), dtype=np.int64)}
        theirs = exported.run(None, text)[0][0]
        ours = served.run(None, {WORDS: words[ids][np.newaxis]})[0][0]
        assert float(np.linalg.norm(ours)) == pytest.approx(1, abs=1e-5)
        assert float(ours @ theirs) > 0.999


def test_nothing_is_worked_out_anew_in_every_layer(files: tuple[Path, Path]) -> None:
    exported, served = (len(onnx.load(file).graph.node) for file in (files[0], files[1] / ONNX_FILE))
    assert served < exported / 5


@pytest.mark.parametrize("name", [ONNX_FILE, WORDS_FILE])
def test_the_same_export_becomes_the_same_files(files: tuple[Path, Path], tmp_path: Path, name: str) -> None:
    exported, served = files
    make_lean(exported, tmp_path, SHAPE)
    assert (tmp_path / name).read_bytes() == (served / name).read_bytes()
