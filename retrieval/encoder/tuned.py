"""The bundled encoder to tune, and the graph that a tuned one is served from (build time: needs torch)."""

from pathlib import Path
from tempfile import TemporaryDirectory

import onnx
from transformers import BertModel, PreTrainedTokenizerFast

from retrieval.encoder.convert import build_bert, build_tokenizer
from retrieval.encoder.export import export_int8
from retrieval.encoder.graph_optimization import lean
from retrieval.encoder.q4file import Shape, bundled_path, read
from retrieval.encoder.served_files import MESSAGES_FILE


def bundled_model() -> tuple[BertModel, PreTrainedTokenizerFast]:
    """The bundled encoder as it can be trained, and its tokenizer."""
    weights = read(bundled_path())
    return build_bert(weights), build_tokenizer(weights.vocabulary)


def write_tuned(bert: BertModel, file: Path = MESSAGES_FILE) -> None:
    """Write the graph of ``bert``; it takes the words of the bundled encoder, which must be as they were."""
    with TemporaryDirectory() as folder:
        exported = Path(folder) / "exported.onnx"
        export_int8(bert, exported)
        file.parent.mkdir(exist_ok=True)
        onnx.save(lean(onnx.load(exported), _shape(bert)), file)


def _shape(bert: BertModel) -> Shape:
    config = bert.config
    return Shape(
        hidden=config.hidden_size,
        layers=config.num_hidden_layers,
        heads=config.num_attention_heads,
        ffn=config.intermediate_size,
        vocab=config.vocab_size,
        positions=config.max_position_embeddings,
        types=config.type_vocab_size,
        epsilon=config.layer_norm_eps,
    )
