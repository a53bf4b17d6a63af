"""Who asks, by the address of the connection: what the limits on one address count as one (pure)."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# What one subscriber of IPv6 has at least, and changes about in at will (RFC 6177, RFC 8981).
_OF_A_SUBSCRIBER = 64


def source_of(client: tuple[str, int] | None, unknown: str = "unknown") -> str:
    """Whom the limits count a connection for: an IPv4 address, or a network of IPv6; ``client`` is ASGI's."""
    return _subscriber(client[0]) if client else unknown


def _subscriber(address: str) -> str:
    found = _read(address)
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:  # as a socket for both kinds names those of IPv4
            return str(found.ipv4_mapped)
        if found.is_global:
            return str(ip_network((found, _OF_A_SUBSCRIBER), strict=False).network_address)
    return address


def is_own_machine(address: str) -> bool:
    """Whether ``address`` is this machine's own: a proxy that does not pass on who asks."""
    found = _read(address)
    return found is not None and found.is_loopback


def stands_for_many(address: str) -> bool:
    """Whether ``address`` is of an inner network, as that of a proxy which does not pass on who asks."""
    found = _read(address)
    return found is not None and found.is_private


def _read(address: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(address)
    except ValueError:
        return None
