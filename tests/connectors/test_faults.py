"""The fault run in small: two apps behind nginx on PostgreSQL, the real Rasas, everything fails once."""

import pytest

from tests import nginx
from tests.faults.run import Plan, measure
from tests.postgres import Postgres

pytestmark = pytest.mark.slow


@pytest.mark.timeout(1800)
@pytest.mark.skipif(
    not (Postgres.is_installed() and nginx.is_installed()),
    reason="PostgreSQL or nginx is not installed on this machine",
)
def test_nothing_is_lost_or_answered_twice_whatever_fails() -> None:
    report = measure(Plan(800))
    assert report.app_kills >= 1 and report.rasa_kills >= 1 and report.failed_requests >= 10
    assert report.is_clean, report.rows()
