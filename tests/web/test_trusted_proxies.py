"""Whose word on who asks is believed: that of configured proxies alone."""

import pytest
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from core.settings import Settings


async def _told(forwarded: str, proxy: str = "127.0.0.1") -> str:
    """The address that the app is told, of what ``proxy`` passes on."""
    told = []

    async def app(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        told.append(scope["client"][0])

    trusted = Settings.model_fields["trusted_proxies"].default
    scope = {"type": "http", "client": (proxy, 1), "headers": [(b"x-forwarded-for", forwarded.encode())]}
    await ProxyHeadersMiddleware(app, trusted_hosts=trusted)(scope, None, None)  # type: ignore[arg-type]
    return str(told[0])


@pytest.mark.parametrize(("proxy", "seen"), [("127.0.0.1", "203.0.113.9"), ("198.51.100.1", "198.51.100.1")])
async def test_a_forwarded_address_is_believed_of_configured_proxies_alone(proxy: str, seen: str) -> None:
    assert await _told("203.0.113.9", proxy) == seen


@pytest.mark.parametrize(
    ("forwarded", "seen"),
    [
        ("203.0.113.9:51234", "203.0.113.9"),
        ("[2001:db8::9]:443", "2001:db8::9"),
        ("198.51.100.66, 203.0.113.9", "203.0.113.9"),
    ],
)
async def test_a_proxy_may_name_the_port_and_a_stranger_may_write_before_it(
    forwarded: str, seen: str
) -> None:
    """xorbitsai/xagent#1185, migadu/alps#18: all behind one address, or everybody behind any they like."""
    assert await _told(forwarded) == seen
