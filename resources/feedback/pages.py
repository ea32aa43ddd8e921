"""Which page of this site a reader writes about. What is no page of ours, or a private one, is left out."""

from dataclasses import dataclass
from urllib.parse import quote, unquote, urlencode

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, ResolverMatch, resolve, reverse

from icpr.lib.http.secret_addresses import is_secret
from resources.feedback.models import LONGEST_PAGE
from resources.models import Resource

RECORDS = {"resource", "collection"}
CLOSED = ("/admin", "/accounts", "/documents/")  # of staff, and files, whose addresses tell what they are called


@dataclass(frozen=True)
class Page:
    """A page of ours. address: path and query. record: the public record that it shows, if it is one's."""

    address: str
    record: Resource | None = None


def page_at(typed: str) -> Page | None:
    """The page at an address that came with a request, be it with the site's own address before it or without.

    None for any other site, for what never was a page, and for pages of staff or at private addresses.
    """
    own = typed.strip().removeprefix(settings.SITE_URL).partition("#")[0]
    path, _, query = own.partition("?")
    if len(own) > LONGEST_PAGE or not path.startswith("/") or not own.isprintable() or "\\" in own or "\ufffd" in own:
        return None
    path = unquote(path)
    if path.startswith((*CLOSED, "//")) or not path.isprintable() or is_secret(path):
        return None
    try:
        match, query = resolve(path), _canonical(QueryDict(query))
    except (Resolver404, TooManyFieldsSent):
        return None
    address = f"{quote(path)}?{query}" if query else quote(path)
    if len(address) > LONGEST_PAGE:
        return None
    return Page(address, _record(match))


def _record(match: ResolverMatch) -> Resource | None:
    """The public record whose page this is."""
    if match.url_name == "permanent":
        asked = {"number": int(match.kwargs["number"].removeprefix("ICPR-"))}
    elif match.url_name in RECORDS:
        asked = {"slug": match.kwargs["slug"]}
    else:
        return None
    return Resource.objects.published().filter(**asked).first()


def report_address(request: HttpRequest) -> str:
    """Where a problem with the page of a request is reported. The same for all who ask for that page; a private address
    is not carried on."""
    form, path = reverse("report-problem"), request.path
    if is_secret(path) or path.startswith((form, *CLOSED)):
        return form
    try:
        query = _canonical(request.GET)
    except TooManyFieldsSent:
        query = ""
    address = f"{path}?{query}" if query else path
    if len(address) > LONGEST_PAGE:
        address = path
    return f"{form}?{urlencode({'of': address}, safe='/')}" if len(address) <= LONGEST_PAGE else form


def _canonical(query: QueryDict) -> str:
    """A query in the order in which kept pages are told apart."""
    return urlencode(sorted(query.lists()), doseq=True)
