"""The products of a matrix with one vector, with the matrix in eight bits: memory is what they wait for.

numpy has no such product; ONNX Runtime has one, and takes it as a model of one node. Its file format needs
a dozen lines (onnx.proto3), so that to serve needs no package that writes it.
"""

import numpy as np
import onnxruntime
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bytes = NDArray[np.int8]
_LARGEST = 127
# A vector is written in unsigned digits of seven bits, 0 in their middle: processors without products of
# bytes add two of them in sixteen bits, and 2 x 127 x 127 fits there.
_ZERO, _LARGEST_DIGIT = 64, 63
# What rounding leaves of a vector is at most half a step, so that it fits into a digit twice as fine.
_FINER = 2 * _LARGEST_DIGIT
_TINY = np.float32(1e-12)
_BLOCK = 1024
_UINT8, _INT8, _INT32 = 2, 3, 6
_IR_VERSION, _OPSET = 8, 17


class EightBits:
    """Rows of numbers: their mean, and what each differs from it in eight bits of its own largest number.

    Vectors of texts have most in common; without it the rest is rounded finer. What the mean adds is exact.
    """

    def __init__(self, rows: Floats) -> None:
        """``rows`` has shape (rows, dimension) and is not kept."""
        self._mean = rows.mean(axis=0)
        self._with_mean = rows @ self._mean - self._mean @ self._mean
        self._steps = np.empty(len(rows), dtype=np.float32)
        columns = np.empty(rows.shape[::-1], dtype=np.int8)
        for start in range(0, len(rows), _BLOCK):  # without a second copy of all
            part = slice(start, start + _BLOCK)
            own = rows[part] - self._mean
            self._steps[part] = np.maximum(np.abs(own).max(axis=1), _TINY) / _LARGEST
            columns[:, part] = np.rint(own / self._steps[part, None]).T
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            _model(columns), options, providers=["CPUExecutionProvider"]
        )
        self._session._model_bytes = None  # else kept, as large as the matrix, in case the providers change

    def products(self, vector: Floats) -> Floats:
        """The inner product of each row with ``vector``, shape (rows,); only the rows are rounded."""
        own = vector - self._mean
        step = np.maximum(np.abs(own).max(), _TINY) / _LARGEST_DIGIT
        coarse = np.rint(own / step)
        both = np.stack([coarse, np.rint((own / step - coarse) * _FINER)])
        found = self._session.run(None, {"vector": (both + _ZERO).astype(np.uint8)})[0]
        products: Floats = np.array([step, step / _FINER], dtype=np.float32) @ found.astype(np.float32)
        products *= self._steps
        products += self._with_mean
        products += self._mean @ vector
        return products


def _model(columns: Bytes) -> bytes:
    """The model that multiplies with ``columns``, shape (dimension, rows)."""
    zero = np.array(_ZERO, dtype=np.uint8)
    node = b"".join(_part(1, name) for name in ("vector", "columns", "zero"))
    node += _part(2, "products") + _part(4, "MatMulInteger")
    graph = _part(1, node) + _part(2, "products")
    graph += _part(5, _tensor("columns", _INT8, columns)) + _part(5, _tensor("zero", _UINT8, zero))
    graph += _part(11, _value("vector", _UINT8, columns.shape[0]))
    graph += _part(12, _value("products", _INT32, columns.shape[1]))
    return _number(1, _IR_VERSION) + _part(7, graph) + _part(8, _number(2, _OPSET))


def _tensor(name: str, kind: int, values: Bytes | NDArray[np.uint8]) -> bytes:
    shape = b"".join(_number(1, size) for size in values.shape)
    return shape + _number(2, kind) + _part(8, name) + _part(9, values.tobytes())


def _value(name: str, kind: int, width: int) -> bytes:
    """An input or output of any number of rows of ``width``."""
    shape = _part(1, _part(2, "rows")) + _part(1, _number(1, width))
    return _part(1, name) + _part(2, _part(1, _number(1, kind) + _part(2, shape)))


def _part(field: int, content: bytes | str) -> bytes:
    found = content.encode() if isinstance(content, str) else content
    return _digits(field << 3 | 2) + _digits(len(found)) + found


def _number(field: int, value: int) -> bytes:
    return _digits(field << 3) + _digits(value)


def _digits(value: int) -> bytes:
    """A number of any size, seven bits a byte, the lowest first."""
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])
