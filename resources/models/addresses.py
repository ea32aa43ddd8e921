"""The address of a record's own page, and addresses elsewhere that are older than the sites they name."""

from urllib.parse import urlsplit

from django.urls import reverse

from resources.models.vocabulary import Kind

PAGES = {Kind.COLLECTION.value: "collection"}  # kind → its address by name, if not the usual one

# Sites that have moved or closed, each with the sites below it.
RETIRED = ("iacp.org", "iacpsocialmedia.org", "policefoundation.org", "bja.gov", "ncjrs.gov", "ric-zai-inc.com")
# Older parts of sites that go on: host → how the path begins, in lower case.
OLDER_PATHS = {"cops.usdoj.gov": ("/default.asp", "/pdf/")}


def address_of(kind: str, slug: str) -> str:
    """The path of the page of a record."""
    return reverse(PAGES.get(kind, "resource"), args=[slug])


def host_of(address: str) -> str:
    """The site an address names, in small letters and without "www."; empty for an empty address."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


def is_older(address: str) -> bool:
    """Whether an address has an older form and so may have moved: without TLS, of a site that has moved or closed, or
    of an older part of a site. False for an empty one."""
    if not address:
        return False
    parts = urlsplit(address)
    host = host_of(address)
    return (
        parts.scheme == "http"
        or any(host == site or host.endswith(f".{site}") for site in RETIRED)
        or parts.path.lower().startswith(OLDER_PATHS.get(host, ()))
    )
