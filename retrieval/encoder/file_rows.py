"""Rows of a large table that stay in their file: a text needs a few dozen of 250,000.

Read, not mapped: the system maps sixteen pages around each one that is touched, so that after some hundred
texts most of a mapped table is in the process all the same. What was read lately stays in the system's cache,
which it gives up when memory runs short.
"""

import os
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]


class FileRows:
    """A table of bytes, shape (any, ``width``), whose first row is at ``start`` of the open ``file``.

    Threads may share it.
    """

    def __init__(self, file: BinaryIO, start: int, width: int) -> None:
        self._file = file  # open as long as the table is there
        self._start, self._width = start, width

    @classmethod
    def moved(cls, table: Bytes, folder: Path) -> "FileRows":
        """``table`` in a file of ``folder`` that has no name, and is gone with the process."""
        file = TemporaryFile(dir=folder)  # noqa: SIM115
        file.write(table.data)
        file.flush()
        return cls(file, 0, table.shape[1])

    def __getitem__(self, rows: NDArray[np.int64]) -> Bytes:
        """The rows at the positions ``rows``, shape (rows, width).

        Raises:
            ValueError: there is no such row.
        """
        file, width = self._file.fileno(), self._width
        read = b"".join([os.pread(file, width, place) for place in (self._start + width * rows).tolist()])
        return np.frombuffer(read, dtype=np.uint8).reshape(len(rows), width)
