"""A form that does not arrive whole reaches no view, whatever its address; sent again whole, it works."""

import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, get_resolver, reverse

from icpr.middleware.methods import STAFF, allowed_at
from tests.icpr.server import wire
from tests.resources.staff import fields_of

pytestmark = pytest.mark.usefixtures("site")

# A value for each part that an address of the site may have. An address with another part fails this test: add it here.
VALUES = {
    **dict.fromkeys(("pk", "link", "document", "content_type_id", "id"), "1"),
    **dict.fromkeys(("slug", "name"), "x"),
    "app_label": "resources",
    "number": "1.1",
    "record": "ICPR-000001",
    "form": "csv",
    "way": "copy",
    "deed": "claim",
    "proposal": "1",
}
# Addresses without a name lead on to others and take no form themselves.
NAMELESS = {"<path:object_id>/", "(?P<url>.*)$"}
REFUSED = ("did not arrive whole", "could not be read")


def named(patterns, space: str = "", parts=(), *, is_staff: bool = False) -> Iterator[tuple[str, URLPattern, set[str]]]:
    """The addresses that may take a form, with the name they are asked for by and the parts of what stands before
    them."""
    for pattern in patterns:
        if not isinstance(pattern, URLPattern):
            inside, more = f"{pattern.namespace}:" if pattern.namespace else space, pattern.pattern.regex.groupindex
            is_of_staff = is_staff or str(pattern.pattern) in STAFF
            yield from named(pattern.url_patterns, inside, {*parts, *more}, is_staff=is_of_staff)
        elif is_staff or getattr(pattern.callback, "takes_form", False):
            assert pattern.name or str(pattern.pattern) in NAMELESS, f"{pattern.pattern} has no name"
            if pattern.name:
                yield f"{space}{pattern.name}", pattern, set(parts)


def addresses(site) -> list[str]:
    """Every address that takes a form, read from the address list."""
    found = set()
    for name, pattern, before in named(get_resolver().url_patterns):
        model = re.sub(r"_(add|change|delete|history|changelist|\w+)$", "", name.partition(":")[2]).replace("_", ".", 1)
        given = VALUES | {"token": site.token, "object_id": site.keys.get(model, "1")}
        parts = pattern.pattern.regex
        unnamed = [] if parts.groupindex else ["1"] * parts.groups
        address = reverse(name, args=unnamed, kwargs={part: given[part] for part in before | {*parts.groupindex}})
        assert "POST" in allowed_at(address), address
        found.add(address)
    return sorted(found)


BODY = wire.form(
    {"csrfmiddlewaretoken": "c" * 32, "nonce": "n" * 24, "title": "Cut", "number": "1.1", "note": "A" * 90}
)
HALF = len(BODY) // 2
SIZE = f"Content-Length: {len(BODY)}"
KIND = "Content-Type: application/x-www-form-urlencoded"
CHUNKED = "Transfer-Encoding: chunked"


def chunk(part: bytes, *, size: str = "") -> bytes:
    return (size or f"{len(part):x}").encode() + b"\r\n" + part + b"\r\n"


WHOLE_CHUNKS = chunk(BODY) + b"0\r\n\r\n"
# What is sent after the request line and Host, and how it ends.
FAULTS = {
    "FIN in the middle": ([KIND, SIZE], BODY[:HALF], wire.FIN),
    "RST in the middle": ([KIND, SIZE], BODY[:HALF], wire.RST),
    "FIN before the body": ([KIND, SIZE], b"", wire.FIN),
    "one byte short": ([KIND, SIZE], BODY[:-1], wire.FIN),
    "FIN between chunks": ([KIND, CHUNKED], chunk(BODY), wire.FIN),
    "FIN in the last line": ([KIND, CHUNKED], chunk(BODY) + b"0\r\n", wire.FIN),
    "RST in a chunk": ([KIND, CHUNKED], chunk(BODY)[:HALF], wire.RST),
    "a chunk's size is no number": ([KIND, CHUNKED], chunk(BODY) + chunk(b"x", size="ZZ"), wire.BREAK_OFF),
    "a chunk is longer than it says": ([KIND, CHUNKED], chunk(BODY, size="5") + b"0\r\n\r\n", wire.BREAK_OFF),
    "a chunk's size is beyond all": ([KIND, CHUNKED], chunk(BODY, size="f" * 20), wire.BREAK_OFF),
    "bare LF in the chunks": ([KIND, CHUNKED], WHOLE_CHUNKS.replace(b"\r", b""), wire.BREAK_OFF),
    "length and chunks": ([KIND, SIZE, CHUNKED], WHOLE_CHUNKS, wire.BREAK_OFF),
    "chunks and length": ([KIND, CHUNKED, SIZE], BODY, wire.BREAK_OFF),
    "two lengths": ([KIND, SIZE, f"Content-Length: {HALF}"], BODY, wire.BREAK_OFF),
    "another coding": ([KIND, "Transfer-Encoding: gzip, chunked"], WHOLE_CHUNKS, wire.BREAK_OFF),
    "a signed length": ([KIND, f"Content-Length: +{len(BODY)}"], BODY, wire.BREAK_OFF),
    "bare LF in the head": ([KIND, f"X-A: b\n{SIZE}"], BODY, wire.BREAK_OFF),
    "bare CR in the head": ([KIND, f"X-A: b\r{SIZE}"], BODY, wire.BREAK_OFF),
    "a folded header": ([KIND, "X-A: b", f" c\r\n{SIZE}"], BODY, wire.BREAK_OFF),
}


def page_form(site, address: str, *lines: str) -> dict[str, list[str]]:
    """The fields of the form of a page that is sent to the page itself."""
    page = wire.ask(site.port, wire.head("GET", address, *lines)).body
    return fields_of(page, lambda form: form.get("method") == "post" and form.get("action") is None)


def entry(site) -> str:
    return f"/plan/{site.token}/items/1.1/"


def note(site) -> str:
    return page_form(site, entry(site))["note"][0]


@pytest.mark.parametrize("chunked", [False, True], ids=["with its length", "in chunks"])
def test_works(site, chunked):
    address = entry(site)
    body = wire.form(page_form(site, address) | {"note": f"Whole {chunked}"})
    half = len(body) // 2
    in_chunks = chunk(body[:half]) + chunk(body[half:], size=f"{len(body) - half:x};name=value") + b"0\r\n\r\n"
    sent = wire.head("POST", address, KIND, CHUNKED) + in_chunks if chunked else wire.post(address, body)
    reply = wire.ask(site.port, sent)
    assert reply.status == 302, reply.text
    assert note(site) == f"Whole {chunked}"


def test_every_address_is_tried(site):
    found = addresses(site)
    assert len(found) > 80
    assert {"/plan/", f"/plan/{site.token}/items/1.1/", "/admin/login/", "/admin/resources/resource/add/"} <= set(found)


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_not_whole_is_refused_everywhere(site, fault):
    lines, body, end = FAULTS[fault]
    before = site.everything()
    for address in addresses(site):
        reply = wire.ask(site.port, wire.head("POST", address, site.cookie(), *lines) + body, end=end)
        if end != wire.RST:
            assert (reply.status, reply.is_closed) == (400, True), address
            assert any(words in reply.text for words in REFUSED), address
            assert reply.headers["cache-control"] == "no-store"
    assert site.everything() == before
    assert site.temporary == []


@pytest.mark.parametrize("fault", ["FIN in the middle", "RST in the middle", "a chunk's size is no number"])
def test_the_same_form_works_when_it_comes_whole(site, fault):
    """With the same nonce: a form that was refused was not used."""
    kept = note(site)
    address = entry(site)
    body = wire.form(page_form(site, address) | {"note": (whole := f"All of what was said before the {fault}")})
    cut = body[: body.index(b"note=") + 12]
    lines, _, end = FAULTS[fault]
    if CHUNKED in lines:
        wire.ask(site.port, wire.head("POST", address, *lines) + chunk(cut) + b"ZZ\r\n", end=end)
    else:
        wire.ask(site.port, wire.head("POST", address, KIND, f"Content-Length: {len(body)}") + cut, end=end)
    assert note(site) == kept
    assert wire.ask(site.port, wire.post(address, body)).status == 302
    assert note(site) == whole


def test_a_record_of_the_staff_site(site):
    address = reverse("admin:pillars_topic_change", args=[site.keys["pillars.topic"]])
    fields = page_form(site, address, site.cookie()) | {"name": "Youth and the police", "_save": "Save"}
    body = wire.form(fields | {"csrfmiddlewaretoken": "c" * 32})
    before = site.everything()
    announced = wire.head("POST", address, site.cookie(), KIND, f"Content-Length: {len(body)}")
    assert wire.ask(site.port, announced + body[: len(body) // 2], end=wire.FIN).status == 400
    assert site.everything() == before
    reply = wire.ask(site.port, wire.post(address, body, site.cookie()))
    assert reply.status == 302, reply.text
    assert site.everything() != before
