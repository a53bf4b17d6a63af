"""NUL signs in a multipart form as its bytes pass by: in fields and names, not inside of files."""

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

_NUL = b"\0"


class FormParts:
    """Follows one body; nothing of it is kept but the names of the part at hand."""

    def __init__(self, content_type: bytes) -> None:
        """``content_type`` is that of the request, with its boundary."""
        _, options = parse_options_header(content_type)
        self._has_nul = self._in_file = False
        self._header, self._value = b"", b""
        self._parser: MultipartParser | None = None
        if boundary := options.get(b"boundary"):
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin,
                    "on_header_field": self._add_to_header,
                    "on_header_value": self._add_to_value,
                    "on_header_end": self._end_header,
                    "on_part_data": self._look,
                },
            )

    def has_nul(self, more: bytes) -> bool:
        """Whether there is one in what came so far, ``more`` included."""
        if self._parser is not None:
            try:
                self._parser.write(more)
            except FormParserError:  # no form: whoever reads it says so
                self._parser = None
        return self._has_nul

    def _begin(self) -> None:
        self._in_file = False

    def _add_to_header(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _add_to_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            _, options = parse_options_header(self._value)
            self._in_file = b"filename" in options
        self._has_nul |= _NUL in self._value
        self._header = self._value = b""

    def _look(self, data: bytes, start: int, end: int) -> None:
        self._has_nul |= not self._in_file and data.find(_NUL, start, end) >= 0
