"""Who asks, as far as an address tells. Nothing else reads `X-Forwarded-For` or the address of a connection.

What counts or remembers callers asks for `network_of`; what is shown to staff, as in the audit, for `address_of`.
"""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

WITH_PORT = re.compile(
    r"\[(.+)\](?::\d+)?|([^:]+):\d+"
)  # as some proxies write it: 203.0.113.7:4711, [2001:db8::1]:4711


def address_of(request: HttpRequest) -> str:
    """The address the server sees, or behind a trusted proxy the one it saw: the last that it wrote down. "" if none.

    What stands before the last in `X-Forwarded-For` came with the request, and anybody can write it.
    """
    return _seen(request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""))


def network_of(request: HttpRequest) -> str:
    """What limits count as one caller: an IPv4 address, or the /64 of an IPv6 address,
    which one line is given whole."""
    return network_seen(request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""))


def network_seen(connected: str, passed_on: str) -> str:
    """The same, of the address that a connection comes from and what the request says in `X-Forwarded-For`."""
    address = _seen(connected, passed_on)
    if address and isinstance(ip_address(address), IPv6Address):
        return str(ip_network(f"{address}/64", strict=False))
    return address


def _seen(connected: str, passed_on: str) -> str:
    seen = _address(connected)
    if settings.BEHIND_PROXY and passed_on:
        seen = _address(passed_on.rpartition(",")[2]) or seen
    return str(seen or "")


def _address(written: str) -> IPv4Address | IPv6Address | None:
    """An address as it is written by servers and proxies, without its port and, of IPv6, its scope (`fe80::1%eth0`)."""
    written = written.strip()
    if found := WITH_PORT.fullmatch(written):
        written = found[1] or found[2]
    try:
        address = ip_address(written.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
