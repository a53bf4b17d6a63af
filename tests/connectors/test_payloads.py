"""Reading bodies of any shape: what comes out can be stored, and ids stay different."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.contract import MalformedWebhook
from connectors.ids import short_id
from connectors.payloads import json_object, moment

NOON = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
_LONG = st.text(alphabet="mid_0aZ", min_size=60, max_size=400)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
def test_a_number_that_no_database_takes_is_no_json(number: str) -> None:
    with pytest.raises(MalformedWebhook):
        json_object(f'{{"events": [{{"x": {number}}}]}}'.encode())


@given(st.one_of(st.integers(), st.floats(), st.none(), st.text(), st.just(10**400), st.booleans()))
def test_any_value_is_a_moment_or_the_default(value: object) -> None:
    found = moment(value, per_second=1000, default=NOON)
    assert found.tzinfo is not None
    assert found == NOON or json.dumps(value)


def test_milliseconds_are_read_as_such() -> None:
    assert moment(1_795_665_600_000, per_second=1000, default=datetime.now(UTC)) == NOON


@given(_LONG, _LONG)
def test_long_ids_fit_and_stay_different(one: str, other: str) -> None:
    shortened = short_id(one, 64)
    assert len(shortened) <= 64
    assert (shortened == short_id(other, 64)) is (one == other)


def test_a_short_id_stays_as_it_is() -> None:
    assert short_id("m_" + "a" * 62, 64) == "m_" + "a" * 62
