"""An engine that stands in where nothing is searched: it holds no model, no index and no entry."""

from types import SimpleNamespace
from typing import cast

from retrieval.engine import Engine

NO_SEARCH = cast(
    Engine,
    SimpleNamespace(encoder=SimpleNamespace(fingerprint="none", dimension=0), model=None, catalogue={}),
)
