"""Export the backbone of a sentence encoder to ONNX with int8 weights (build time only)."""

from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

OPSET = 17


class _SentenceEncoder(nn.Module):
    """Backbone, mean pooling and L2 norm as one graph: token ids in, unit vectors out."""

    def __init__(self, backbone: nn.Module) -> None:
        super().__init__()
        self.backbone = backbone

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Shapes: (batch, tokens) int64 twice -> (batch, dimension) float32."""
        hidden = self.backbone(input_ids=input_ids, attention_mask=attention_mask)[0]
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
        return nn.functional.normalize(mean, dim=1)


def export_int8(backbone: nn.Module, target: Path) -> None:
    """Write ``target`` (.onnx) with ``backbone``, which gives a vector for each token: dynamic batch and
    length, MatMul and embeddings in int8."""
    encoder = _SentenceEncoder(backbone).eval()
    ids = torch.tensor([[0, 41, 1294, 2], [0, 41, 2, 1]])
    mask = torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]])
    axes = {0: "batch", 1: "tokens"}
    with TemporaryDirectory() as folder:
        full = Path(folder) / "model.onnx"
        torch.onnx.export(
            encoder,
            (ids, mask),
            str(full),
            input_names=["input_ids", "attention_mask"],
            output_names=["embedding"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "embedding": {0: "batch"}},
            opset_version=OPSET,
            dynamo=False,
        )
        quantize_dynamic(
            full,
            target,
            op_types_to_quantize=["MatMul", "Gather"],
            per_channel=True,
            weight_type=QuantType.QInt8,
        )
