"""The chat is for our own and allowed pages, at the pace of people, without shutting out a counter."""

from http import HTTPStatus

import pytest
from starlette.requests import Request

from connectors.webchat.admission import Admission, ForeignOrigin, TooFast

HOUR = "/hour"


def _from(address: str = "10.0.0.1", **headers: str) -> Request:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "headers": raw, "client": (address, 1)})


@pytest.fixture
def admission() -> Admission:
    return Admission(("https://www.kcg.gov.tw/",), "3" + HOUR, "2" + HOUR)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://www.kcg.gov.tw"},
        {"origin": "https://labor.example:8443", "host": "labor.example:8443"},
    ],
)
def test_own_pages_allowed_sites_and_programs_may_chat(admission: Admission, headers: dict[str, str]) -> None:
    admission.check_origin(_from(**headers))


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "https://www.kcg.gov.tw.evil.example", "", "file://", "https://[", "//"],
)
def test_pages_of_other_sites_may_not(admission: Admission, origin: str) -> None:
    with pytest.raises(ForeignOrigin):
        admission.check_origin(_from(origin=origin, host="labor.example"))


@pytest.mark.parametrize("origin", ["null", "file://", "https://["])
def test_a_page_without_an_origin_is_not_ours_even_where_no_host_is_named(
    admission: Admission, origin: str
) -> None:
    with pytest.raises(ForeignOrigin):
        admission.check_origin(_from(origin=origin))


async def test_a_session_over_its_rate_waits_and_is_told_how_long(admission: Admission) -> None:
    for _ in range(3):
        await admission.admit(_from(), "a")
    with pytest.raises(TooFast) as caught:
        await admission.admit(_from(), "a")
    assert caught.value.status is HTTPStatus.TOO_MANY_REQUESTS
    assert 0 < int(caught.value.headers["Retry-After"]) <= 3600


async def test_a_flood_at_a_shared_counter_does_not_shut_out_who_is_talking(admission: Admission) -> None:
    for _ in range(2):
        await admission.admit(_from(), None)
    with pytest.raises(TooFast):
        await admission.admit(_from(), None)
    await admission.admit(_from(), "already talking")
    await admission.admit(_from("10.0.0.2"), None)


async def test_behind_a_proxy_that_hides_who_asks_nobody_is_shut_out(admission: Admission) -> None:
    for _ in range(10):
        await admission.admit(_from("127.0.0.1"), None)
