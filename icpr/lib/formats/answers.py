"""The answer at a form's address: its text, its headers, and what stands there instead when there is nothing."""

from collections.abc import Callable
from itertools import accumulate
from textwrap import shorten
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase

from icpr.lib.folding import slug_of
from icpr.lib.formats import Form, Gone, Moved, Part, Source
from icpr.lib.http import attachment, streaming
from icpr.lib.http.problems import PROBLEM, body_of
from icpr.lib.http.site import absolute
from icpr.lib.query.notices import Notice, printable
from icpr.lib.query.page_number import Pages

# Read by programs on any site; the library has no cookie for readers, so nothing private can be read by it.
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": f"{attachment.HEADER}, Link, X-Notice",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Robots-Tag": "noindex",
}
# Proxies refuse headers of more than some thousand characters.
SAID, LONGEST_SAID = 5, 200  # notices, and characters of each
LONGEST_LINKS = 3_000


def answer(request: HttpRequest, form: Form, source_of: Callable[[], Source]) -> HttpResponseBase:
    """What a source holds, in a form; or why not, in its own way: a problem (RFC 9457) for JSON, else a plain line."""
    try:
        return written(form, source_of(), request)
    except Moved as moved:
        query = request.META.get("QUERY_STRING", "")
        path = moved.path.removesuffix("/") + form.suffix
        return HttpResponsePermanentRedirect(path + (f"?{query}" if query else ""), headers=OPEN)
    except Gone as gone:
        return problem(form, 410, gone.message, **gone.facts)
    except Http404:
        return problem(form, 404, "There is nothing at this address, or not yet.")


def problem(form: Form, code: int, message: str, **facts: str) -> HttpResponse:
    """Why there is nothing: `message` in a sentence, `facts` for programs."""
    if form.is_json:
        return HttpResponse(body_of(code, message, **facts), content_type=PROBLEM, status=code, headers=OPEN)
    told = {name.replace("_url", "_address").replace("_", " ").capitalize(): fact for name, fact in facts.items()}
    lines = [message, *(f"{name}: {fact}" for name, fact in told.items())]
    text = "\n".join(lines) + "\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=code, headers=OPEN)


def written(form: Form, source: Source, request: HttpRequest) -> HttpResponseBase:
    """The part of a source that is asked for. What is long is written while it is sent."""
    part = part_of(form, source, request)
    return streaming.respond(request, form.write(part), form.media_type, OPEN | headers_of(part))


def part_of(form: Form, source: Source, request: HttpRequest) -> Part:
    """Which records of a source one answer holds, and what is said of it."""
    page, _, query = source.address.partition("?")
    own = urlencode({name: printable(request.GET[name]) for name in form.parameters if request.GET.get(name)})

    def address(number: int) -> str:
        queries = [query, own, f"page={number}" if number > 1 else ""]
        asked = "&".join(filter(None, queries))
        return page.removesuffix("/") + form.suffix + (f"?{asked}" if asked else "")

    pages = Pages(request.GET.get("page", ""), source.total, form.limit, address)
    bounds = _bounds(form, pages) if source.total else [Notice("", "There is nothing in this list.")]
    return Part(form, source, request, pages, [*source.notices, *pages.notices, *bounds])


def _bounds(form: Form, pages: Pages) -> list[Notice]:
    """What is said of a list that is too long for one answer."""
    if pages.last == 1 or form.is_paged:
        return []
    first, last = pages.shown
    there = f"These are records {first:,} to {last:,} of {pages.total:,}; one answer holds {pages.size:,}."
    rest = f" The next are at {absolute(pages.next_url)}." if pages.next_url else ""
    return [Notice("page", there + rest)]


def headers_of(part: Part) -> dict[str, str]:
    """The name to keep it by, its page and its neighbours, and what the reader is told."""
    pages, links = part.pages, [(part.source.address, "canonical")]
    links += [(pages.next_url, "next")] if pages.next_url else []
    links += [(pages.previous_url, "prev")] if pages.previous_url else []
    headers = attachment.named(file_name(part), is_file=part.form.is_file) | {"Link": _linked(links)}
    return headers | ({"X-Notice": said(part.notices)} if part.notices else {})


def _linked(links: list[tuple[str, str]]) -> str:
    """Links for a header, the first ones first, as many as there is room for."""
    each = [f'<{absolute(path)}>; rel="{relation}"' for path, relation in links]
    lengths = accumulate(len(link) + 2 for link in each)
    return ", ".join(link for link, length in zip(each, lengths, strict=True) if length <= LONGEST_LINKS)


def file_name(part: Part) -> str:
    """Says what was asked for: "icpr-12-reports-on-policy-oversight-since-2015.csv"."""
    first, last = part.pages.shown
    which = "" if part.pages.last == 1 else f"-records-{first}-to-{last}"
    return f"icpr-{slug_of(part.source.heading) or 'list'}{which}{part.form.suffix}"


def said(notices: list[Notice]) -> str:
    """Sentences for a header: a list of display strings (RFC 9651), which carry any letter as ASCII."""
    texts = [shorten(notice.message, LONGEST_SAID, placeholder="…") for notice in notices[:SAID]]
    texts += [f"{len(notices) - SAID} more were left out."] if len(notices) > SAID else []
    return ", ".join(f'%"{"".join(map(_shown, text))}"' for text in texts)


def _shown(letter: str) -> str:
    return letter if " " <= letter <= "~" and letter not in '%"' else "".join(f"%{b:02x}" for b in letter.encode())
