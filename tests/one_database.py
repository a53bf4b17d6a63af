"""For files of tests in which the database is no part of the behaviour: import ``database`` from here.

What is said in a form, in which language, and how a platform's payload is read are the same on each database. What is stored is
tested on both: every form by `tests/bot/flows/test_complaint.py`, `test_small_flows.py` and `test_callback.py`,
every channel by `tests/connectors/test_conformance.py`, lanes and outbox by their own files.
"""

import pytest

from core.database import Database


@pytest.fixture(params=["sqlite"])
def database(database: Database) -> Database:
    """That of `tests.conftest`, on one of the two."""
    return database
