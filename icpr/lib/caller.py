"""Who asks, as far as an address tells: for limits and for the record of sign-ins."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The address the server sees, or behind a trusted proxy the one it saw: the last that it wrote down. "" if none.

    What stands before the last in `X-Forwarded-For` came with the request, and anybody can write it.
    """
    seen = _address(request.META.get("REMOTE_ADDR", ""))
    if settings.BEHIND_PROXY and (passed_on := request.headers.get("X-Forwarded-For")):
        seen = _address(passed_on.rpartition(",")[2]) or seen
    return str(seen or "")


def network_of(request: HttpRequest) -> str:
    """What limits count as one caller: an IPv4 address, or the /64 of an IPv6 address, which one line is given whole."""
    address = address_of(request)
    if address and isinstance(ip_address(address), IPv6Address):
        return str(ip_network(f"{address}/64", strict=False))
    return address


def _address(written: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(written.strip().strip("[]"))
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
