"""The public API, attacked by what its own description allows and by what it forbids (schemathesis)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from core.clock import utc_now
from core.database import Database
from desk.integrations import key_service
from desk.integrations.key_service import Scope
from tests.attacks.conftest import Besieged

# What an answer must be, whatever was asked.
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]
_BOUNDED = settings(
    max_examples=25,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def operations(besieged: Besieged) -> Iterator[dict[str, Any]]:
    """The operations of the served description, by method and path."""
    schema = schemathesis.openapi.from_url(f"{besieged.address}/openapi.json")
    yield {found.ok().label: found.ok() for found in schema.get_all_operations()}


@pytest.fixture(scope="module")
def key(besieged: Besieged) -> str:
    """A key that may ask everything."""

    async def made(database: Database) -> str:
        now = utc_now()
        async with database.transaction() as session:
            return key_service.make(
                session, "介接", tuple(Scope), now.date() + timedelta(days=9), "tests", now
            )[0]

    return besieged.desk.run(made)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=str)
def test_every_answer_is_as_described_whatever_is_sent(
    besieged: Besieged, operations: dict[str, Any], mode: GenerationMode, key: str
) -> None:
    asked, shown = 0, {"Authorization": f"Bearer {key}"}
    for operation in operations.values():
        if mode is GenerationMode.NEGATIVE and not (
            operation.body or operation.query or operation.path_parameters
        ):
            continue

        @_BOUNDED
        @given(case=operation.as_strategy(generation_mode=mode))
        def attack(case: Any) -> None:
            nonlocal asked
            asked += 1
            case.call_and_validate(checks=CHECKS, timeout=20, headers=shown)

        attack()
    assert asked > 60 and not besieged.faults()


def test_what_is_described_is_what_the_public_may_ask(besieged: Besieged, operations: dict[str, Any]) -> None:
    assert operations and all(" /api/v1/" in label for label in operations)
    # Nothing of the inside is on this listener, described or not.
    for path in ("/metrics", "/docs", "/redoc", "/internal", "/webhooks", "/server-status"):
        assert httpx.get(besieged.address + path).status_code == 404
