"""The public pages, for search engines: an index, and files of at most 5,000 addresses (sitemaps.org).

A file of records holds a span of permanent numbers, so that a record stays in its file whatever comes and goes. What is
written is made of plain values: 5,000 rows cost some hundredths of a second.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from django.db.models import F, Max, QuerySet, Value
from django.db.models.functions import Greatest
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from icpr.lib.http.site import absolute
from pillars.models import FocusArea, Item, Pillar, Practice, Topic
from resources.models import Kind, RecordClock, Resource
from resources.models.addresses import address_of

NUMBERS_PER_FILE = 5_000
SPANS_TOGETHER, MOST_SPANS = 200, 2_000  # of one query, of which SQLite allows 500; and of ten million numbers
PAGES = [
    *("home", "for-agencies", "for-communities", "for-trainers"),
    *("pillars", "blueprint", "evidence", "examples", "questions", "practices", "resources", "model-policies"),
    *("police-chief", "collections", "whats-new", "tags", "about", "api-documentation", "privacy", "accessibility"),
    *("suggest-resource", "contact"),
]
Entry = tuple[str, datetime | None]  # a path, and when what stands there last changed, where that is known


def index(request: HttpRequest) -> HttpResponse:
    """The files there are: one of pages, and one for each span of numbers that holds a public record."""
    files = [("pages", None), *((f"resources-{place}", at) for place, at in spans(timezone.now()).items())]
    return _answer("sitemapindex", "sitemap", ((reverse("sitemap-file", args=[name]), at) for name, at in files))


def spans(now: datetime) -> dict[int, datetime]:
    """Each span of numbers that holds a public record, with the last change of any: the latest of what `with_clock`
    says of each. Only of the few that another replaces, or that tell of others, all of that is worked out."""
    few = Resource.objects.order_by().values("pk")  # found by an index each
    few = few.filter(superseded_by__isnull=False).union(few.filter(kind=Kind.COLLECTION))
    others = _latest(Resource.objects.published(now).filter(pk__in=few).with_clock(now), F("changed_at"))
    own = _latest_of_each(RecordClock.objects.public(now), Greatest("written_at", "publish_at"))
    return {place: max(at, others.get(place, at)) for place, at in own.items()}


def _latest_of_each(rows: QuerySet, changed: Greatest) -> dict[int, datetime]:
    """As `_latest`, a span after the other, many in one query: an eighth of what it costs to group a million rows.
    Where numbers lie so far apart that most spans would be empty, they are grouped nevertheless."""
    last = RecordClock.objects.order_by("-number").values_list("number", flat=True).first() or 0
    places = range(1, (last - 1) // NUMBERS_PER_FILE + 2)
    if len(places) > MOST_SPANS:
        return _latest(rows, changed)
    found = {}
    for first in range(0, len(places), SPANS_TOGETHER):
        some = [_of_span(rows, place, changed) for place in places[first : first + SPANS_TOGETHER]]
        found |= dict(some[0].union(*some[1:], all=True))
    return {place: at for place, at in sorted(found.items()) if at is not None}


def _of_span(rows: QuerySet, place: int, changed: Greatest) -> QuerySet:
    within = rows.filter(number__gt=(place - 1) * NUMBERS_PER_FILE, number__lte=place * NUMBERS_PER_FILE).order_by()
    latest = within.values(place=Value(place)).annotate(latest=Max(changed))
    return latest.values_list("place", "latest")


def _latest(rows: QuerySet, changed: F | Greatest) -> dict[int, datetime]:
    place = (F("number") - 1) / NUMBERS_PER_FILE + 1
    latest = rows.order_by().values(place=place).annotate(latest=Max(changed))
    return dict(latest.order_by("place").values_list("place", "latest"))


def file(request: HttpRequest, name: str) -> HttpResponse:
    """One of the files the index names. Raises Http404 for any other."""
    kind, _, place = name.partition("-")
    found = pages() if name == "pages" else records(int(place)) if kind == "resources" and _is_place(place) else []
    if not (found := list(found)):
        raise Http404
    return _answer("urlset", "url", found)


def pages() -> Iterator[Entry]:
    """The pages of the site, of the frame and of the Blueprint. When what they list last changed is not known."""
    yield from ((reverse(name), None) for name in PAGES)
    for model in (Pillar, FocusArea, Topic, Practice):
        yield from ((row.get_absolute_url(), None) for row in model.objects.only("slug"))
    yield from ((item.get_absolute_url(), None) for item in Item.objects.published().only("number"))


def records(place: int) -> Iterator[Entry]:
    """The public records of a span of permanent numbers, counted from 1, each with its last change."""
    before_first, last = (place - 1) * NUMBERS_PER_FILE, place * NUMBERS_PER_FILE
    span = Resource.objects.published().with_clock().filter(number__gt=before_first, number__lte=last)
    around = {kind: address_of(kind, "-").rsplit("-", 1) for kind in Kind}
    rows = span.order_by("number").values_list("kind", "slug", "changed_at")
    return ((slug.join(around[kind]), at) for kind, slug, at in rows)


def _is_place(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 6 and not text.startswith("0")


def _answer(root: str, element: str, entries: Iterable[Entry]) -> HttpResponse:
    start = absolute("")
    rows = "".join(
        f"<{element}><loc>{escape(start + path)}</loc>"
        f"{f'<lastmod>{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</lastmod>' if at else ''}</{element}>\n"
        for path, at in entries
    )
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{namespace}">\n{rows}</{root}>\n'
    return HttpResponse(text, content_type="application/xml", headers={"X-Robots-Tag": "noindex"})
