"""The exported model as a graph for one text: the same numbers, an eighth of the steps (build time only).

The export of torch works out shapes, masks and positions anew in every layer, hundreds of tiny steps that
take as long as the products. A text is encoded alone, so nothing is padded or masked; queries, keys and
values, which read the same tokens, are one product. What each of 250,000 word pieces is, four fifths of the
model, lies beside the graph: a text brings the rows of its own pieces.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from retrieval.encoder.q4file import Shape
from retrieval.encoder.served_files import ONNX_FILE, WORDS, WORDS_FILE

_OPSET, _IR_VERSION = 17, 8
_FUSED = "com.microsoft"
_EMBEDDINGS, _LAYER = "backbone.embeddings", "backbone.encoder.layer"
_WORD_TABLE = f"{_EMBEDDINGS}.word_embeddings.weight"
Array = NDArray[Any]


class _Graph:
    """The new graph as it grows; weights are taken over from the exported one."""

    def __init__(self, exported: onnx.ModelProto) -> None:
        self._known = {one.name: one for one in exported.graph.initializer}
        self._products = {
            node.output[0]: node.input[1] for node in exported.graph.node if node.op_type == "MatMulInteger"
        }
        self.nodes: list[onnx.NodeProto] = []
        self.weights: dict[str, onnx.TensorProto] = {}

    def array(self, name: str) -> Array:
        """A weight of the exported model."""
        return np.asarray(numpy_helper.to_array(self._known[name]))

    def kept(self, name: str, value: Array | None = None) -> str:
        """A weight of the new graph: ``value``, or that of the same name in the exported one."""
        if name not in self.weights:
            known = self._known[name] if value is None else numpy_helper.from_array(value, name)
            self.weights[name] = known
        return name

    def step(self, kind: str, inputs: Sequence[str], domain: str = "", **options: Any) -> str:
        """One more step; the name of what it gives."""
        name = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], name, domain=domain, **options))
        return name

    def dense(self, tokens: str, name: str, parts: Sequence[str]) -> str:
        """The product of ``tokens`` with the eight-bit weights of ``parts`` side by side, and their bias."""
        bases = [self._products[_product(f"{name}{part}")].removesuffix("_quantized") for part in parts]
        columns, scales, zeros = (
            np.concatenate([np.atleast_1d(self.array(base + kind)) for base in bases], axis=-1)
            for kind in ("_quantized", "_scale", "_zero_point")
        )
        bias = np.concatenate([self.array(f"{name}{part}.bias") for part in parts])
        place = f"{name}{parts[0]}"
        weights = [
            self.kept(f"{place}.columns", columns),
            self.kept(f"{place}.scales", scales),
            self.kept(f"{place}.zeros", zeros),
            self.kept(f"{place}.bias", bias),
        ]
        return self.step("DynamicQuantizeMatMul", [tokens, *weights], _FUSED)

    def normal(self, tokens: str, name: str, epsilon: float) -> str:
        """Layer normalisation."""
        weights = [self.kept(f"{name}.weight"), self.kept(f"{name}.bias")]
        return self.step("LayerNormalization", [tokens, *weights], axis=-1, epsilon=epsilon)


def _product(module: str) -> str:
    """What the export calls the product of a module: /backbone/encoder/layer.0/output/dense/MatMul…"""
    path = module.replace(".", "/").replace("/layer/", "/layer.")
    return f"/{path}/MatMul_output_0_output_quantized"


def lean(exported: onnx.ModelProto, shape: Shape) -> onnx.ModelProto:
    """The same model, of this ``shape``: from the rows of one text's tokens in `word_table`, uint8, shape
    (1, tokens, dimension), to its unit vector, shape (1, dimension)."""
    graph = _Graph(exported)
    tokens = graph.normal(_embedded(graph), f"{_EMBEDDINGS}.LayerNorm", shape.epsilon)
    for number in range(shape.layers):
        name = f"{_LAYER}.{number}."
        together = graph.dense(tokens, f"{name}attention.self.", ("query", "key", "value"))
        three = [f"{part}_{number}" for part in ("query", "key", "value")]
        graph.nodes.append(helper.make_node("Split", [together], three, f"split_{number}", axis=-1))
        seen = graph.step("MultiHeadAttention", three, _FUSED, num_heads=shape.heads)
        said = graph.dense(seen, f"{name}attention.output.", ("dense",))
        tokens = graph.normal(
            graph.step("Add", [said, tokens]), f"{name}attention.output.LayerNorm", shape.epsilon
        )
        wide = graph.step("Gelu", [graph.dense(tokens, f"{name}intermediate.", ("dense",))], _FUSED)
        said = graph.dense(wide, f"{name}output.", ("dense",))
        tokens = graph.normal(graph.step("Add", [said, tokens]), f"{name}output.LayerNorm", shape.epsilon)
    mean = graph.step("ReduceMean", [tokens], axes=[1], keepdims=0)
    graph.nodes.append(helper.make_node("LpNormalization", [mean], ["embedding"], "embedding", axis=-1, p=2))
    made = helper.make_graph(
        graph.nodes,
        "sentence",
        [helper.make_tensor_value_info(WORDS, TensorProto.UINT8, [1, "tokens", shape.hidden])],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, [1, shape.hidden])],
        list(graph.weights.values()),
    )
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=_IR_VERSION)


def _embedded(graph: _Graph) -> str:
    """The sum of what a token, its text and its place are; the two small tables are no longer in eight bits
    but hold the same numbers."""

    def table(name: str) -> Array:
        base = f"{_EMBEDDINGS}.{name}.weight"
        small, scale, zero = (graph.array(base + kind) for kind in ("_quantized", "_scale", "_zero_point"))
        return np.asarray((small.astype(np.int32) - zero.astype(np.int32)).astype(np.float32) * scale)

    scale = [graph.kept(f"{_WORD_TABLE}_scale"), graph.kept(f"{_WORD_TABLE}_zero_point")]
    token = graph.step("DequantizeLinear", [WORDS, *scale])
    typed = graph.step("Add", [token, graph.kept("type", table("token_type_embeddings")[0])])
    count = graph.step("Shape", [WORDS], start=1, end=2)
    bounds = [graph.kept("first", np.array([0])), count, graph.kept("axis", np.array([0]))]
    places = graph.step("Slice", [graph.kept("places", table("position_embeddings")), *bounds])
    return graph.step("Add", [typed, places])


def word_table(exported: onnx.ModelProto) -> NDArray[np.uint8]:
    """What each word piece is, in eight bits, shape (pieces, dimension)."""
    table = _Graph(exported).array(f"{_WORD_TABLE}_quantized")
    return table.astype(np.uint8, casting="safe")


def make_lean(file: Path, folder: Path, shape: Shape) -> None:
    """Write the lean graph of what `export.export_int8` wrote into ``file``, and its table, to ``folder``."""
    exported = onnx.load(file)
    made = lean(exported, shape)
    onnx.checker.check_model(made)
    onnx.save(made, folder / ONNX_FILE)
    word_table(exported).tofile(folder / WORDS_FILE)
