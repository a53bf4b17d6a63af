"""Records of CSV, JSON-lines and YAML files as other people's tools write them."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from retrieval.errors import BadQueryFile

_DELIMITERS = ",\t;|"
# An answer in one cell may be a whole manual; the default of the module is 128 KiB.
_LONGEST_CELL = 1 << 30


def read_text(file: Path) -> str:
    """The text of ``file``: UTF-8, or UTF-16 with its byte order mark.

    Raises:
        BadQueryFile: it cannot be read, or is in another encoding.
    """
    try:
        data = file.read_bytes()
        encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        return data.decode(encoding)
    except OSError as error:
        raise BadQueryFile(f"{file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise BadQueryFile(f"{file}: not UTF-8; save it as UTF-8 (in Excel: CSV UTF-8)") from None


def read_records(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Records with their line or position, from 1; names are in lower case, without spaces around.

    Raises:
        BadQueryFile: it cannot be read or a record has no names and values.
    """
    text = read_text(file)
    try:
        for number, record in _parsed(file.suffix.lower(), text):
            if not isinstance(record, dict):
                raise BadQueryFile(f"{file}:{number}: a record with names and values was expected")
            yield number, {str(name).strip().lower(): value for name, value in record.items()}
    except (yaml.YAMLError, ValueError, csv.Error, TypeError) as error:
        raise BadQueryFile(f"{file}: {error}") from None


def _parsed(suffix: str, text: str) -> Iterator[tuple[int, Any]]:
    if suffix in (".yml", ".yaml", ".json"):
        yield from enumerate(yaml.safe_load(text) or (), start=1)
    elif suffix in (".jsonl", ".ndjson"):
        for number, line in enumerate(text.splitlines(), start=1):
            if line.strip():
                yield number, json.loads(line)
    else:
        csv.field_size_limit(_LONGEST_CELL)
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
        for row in reader:
            if any(row.values()):
                yield reader.line_num, row


def delimiter_of(text: str) -> str:
    """The delimiter that stands most often in the first line."""
    header = text.partition("\n")[0]
    return max(_DELIMITERS, key=header.count)
