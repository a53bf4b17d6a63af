"""The shape of a record as its schema tells it: what forms and spreadsheets are made from."""

from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel


def bare(annotation: Any) -> tuple[Any, bool]:
    """An annotation without its constraints, and whether it may be left out."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return bare(get_args(annotation)[0])
    if origin in (Union, UnionType):
        inner = next(a for a in get_args(annotation) if a is not NoneType)
        return bare(inner)[0], True
    return annotation, False


def inner(annotation: Any) -> Any:
    """What a tuple holds."""
    return bare(get_args(annotation)[0])[0]


def keyed(annotation: Any) -> tuple[Any, Any]:
    """The keys of a dictionary, an enumeration, and what it holds."""
    keys, held = get_args(annotation)
    return keys, bare(held)[0]


def is_model(annotation: Any) -> bool:
    """Whether it is a record of its own."""
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def fields(model: type[BaseModel]) -> Iterator[tuple[str, Any, bool]]:
    """Name, bare annotation and whether it may be left out, of every field."""
    for name, info in model.model_fields.items():
        annotation, optional = bare(info.annotation)
        yield name, annotation, optional or not info.is_required()
