"""Where webhooks may go: only to public hosts by https, so that no address of a form reaches the inside.

Against server-side request forgery (OWASP SSRF Prevention Cheat Sheet): a name is resolved, every address
behind it has to be public, and the request goes to the address that was checked, not to the name again.
"""

import asyncio
import socket
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import IPv6Address, IPv6Network, ip_address

import httpx

from core.errors import Problem

LONGEST = 500
# IPv6 addresses that lead to an IPv4 address which nobody checked: translated (RFC 6052, RFC 8215).
_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))


class BadAddress(Problem):
    """An address that webhooks are not sent to."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class UnknownHost(Exception):
    """The name of a host cannot be resolved now."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a request really goes: ``url`` names the checked address, ``host`` is what was asked for."""

    url: httpx.URL
    host: str
    server_name: str


class Addresses:
    """Checks addresses; ``inner`` hosts (``host`` or ``host:port``) may be private and plain http."""

    def __init__(self, inner: str = "") -> None:
        self._inner = frozenset(inner.lower().split())

    def read(self, text: str) -> httpx.URL:
        """``text`` as an address that may be asked, as far as can be seen without resolving its name.

        Raises:
            BadAddress.
        """
        if len(text) > LONGEST:
            raise BadAddress(f"網址太長，最多 {LONGEST} 個字。")
        try:
            url = httpx.URL(text.strip())
        except (httpx.InvalidURL, ValueError):
            raise BadAddress("這不是完整的網址，請寫成 https://主機/路徑。") from None
        if not url.host or url.scheme not in ("https", "http"):
            raise BadAddress("這不是完整的網址，請寫成 https://主機/路徑。")
        if url.userinfo or url.fragment:
            raise BadAddress("網址裡不能有帳號密碼或 # 後面的部分。")
        if url.scheme != "https" and not self._is_inner(url):
            raise BadAddress("只送到 https 的網址。")
        return url

    async def destination(self, text: str) -> Destination:
        """Where a request to the address ``text`` goes now.

        Raises:
            BadAddress: not allowed, or its host is not public.
            UnknownHost: the name cannot be resolved now.
        """
        url = self.read(text)
        host = url.netloc.decode("ascii")
        if self._is_inner(url):
            return Destination(url, host, url.host)
        found = await _resolved(url.host, url.port or 443)
        if not all(map(is_public, found)):
            raise BadAddress("這個主機在內部網路。要送到內部系統，請把主機寫進 LABORDESK_WEBHOOK_HOSTS。")
        return Destination(url.copy_with(host=found[0]), host, url.host)

    def _is_inner(self, url: httpx.URL) -> bool:
        port = url.port or (443 if url.scheme == "https" else 80)
        return not self._inner.isdisjoint({url.host.lower(), f"{url.host.lower()}:{port}"})


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet."""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        inside = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inside is not None:
            return is_public(str(inside))
        if any(ip in network for network in _TRANSLATED):
            return False
    return ip.is_global and not ip.is_multicast


async def _resolved(host: str, port: int) -> list[str]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UnknownHost(host) from None
    addresses = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    if not addresses:
        raise UnknownHost(host)
    return addresses
