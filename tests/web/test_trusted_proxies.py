"""Whose word on who asks is believed: that of configured proxies alone."""

import pytest
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from core.settings import Settings


@pytest.mark.parametrize(("proxy", "seen"), [("127.0.0.1", "203.0.113.9"), ("198.51.100.1", "198.51.100.1")])
async def test_a_forwarded_address_is_believed_of_configured_proxies_alone(proxy: str, seen: str) -> None:
    told = []

    async def app(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        told.append(scope["client"][0])

    trusted = Settings.model_fields["trusted_proxies"].default
    scope = {"type": "http", "client": (proxy, 1), "headers": [(b"x-forwarded-for", b"203.0.113.9")]}
    await ProxyHeadersMiddleware(app, trusted_hosts=trusted)(scope, None, None)  # type: ignore[arg-type]
    assert told == [seen]
