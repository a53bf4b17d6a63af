"""Write a knowledge base as the YAML files that `knowledge.loader` reads."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from knowledge.intents import Kind
from knowledge.loader import KnowledgeBase
from knowledge.translation import Language

_WIDTH = 110


def _plain(record: BaseModel) -> dict[str, Any]:
    return record.model_dump(mode="json", exclude_defaults=True, exclude={"parameters"})


def _write(file: Path, records: Iterable[BaseModel]) -> None:
    data = [_plain(record) for record in records]
    file.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=_WIDTH)
    file.write_text(text, "utf-8")


def export(base: KnowledgeBase, folder: Path) -> None:
    """``base`` as files under ``folder``: one file of entries a category, and the other records."""
    for category in dict.fromkeys(entry.category for entry in base.entries):
        entries = [entry for entry in base.entries if entry.category == category]
        _write(folder / "entries" / f"{category}.yml", entries)
    _write(folder / "parameters.yml", base.parameters)
    _write(folder / "directory.yml", base.directory)
    inside = [intent for intent in base.intents if intent.kind is not Kind.OUT_OF_SCOPE]
    _write(folder / "intents.yml", inside)
    _write(folder / "out_of_scope.yml", (i for i in base.intents if i.kind is Kind.OUT_OF_SCOPE))
    if base.dangers:
        _write(folder / "safety.yml", base.dangers)
    translations = folder / "translations"
    for language in Language:
        found = [item for item in base.translations if item.language is language]
        if found:
            _write(translations / f"{language}.yml", found)
    if base.translations.places:
        _write(translations / "places.yml", base.translations.places)
        _write(translations / "labels.yml", base.translations.labels)
