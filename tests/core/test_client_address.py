"""Whom the limits on one address count a connection for."""

import pytest

from core.client_address import is_own_machine, source_of, stands_for_many


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2606:4700:1:2:3:4:5:6", "2606:4700:1:2::"),
        ("2606:4700:1:2:ffff::1", "2606:4700:1:2::"),
        ("2606:4700:1:3::1", "2606:4700:1:3::"),
        ("fd00::7", "fd00::7"),
        ("::1", "::1"),
        ("a name", "a name"),
    ],
)
def test_the_many_addresses_of_one_subscriber_are_one(address: str, source: str) -> None:
    """zulip/zulip#21544, jsdelivr/globalping#691: with IPv6 everybody has a new address for each try."""
    assert source_of((address, 50_000)) == source


def test_who_has_no_address_is_counted_together() -> None:
    assert source_of(None) == "unknown" and source_of(None, unknown="") == ""


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "10.0.0.7", "fd00::7"])
def test_an_inner_address_stands_for_many(address: str) -> None:
    assert stands_for_many(source_of((address, 1)))


def test_this_machine_is_known_however_it_is_named() -> None:
    named = ("127.0.0.1", "::1", "::ffff:127.0.0.1")
    assert all(is_own_machine(source_of((address, 1))) for address in named)
    assert not is_own_machine("10.0.0.7") and not is_own_machine("a name")
