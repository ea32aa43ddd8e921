"""The words of what is not public appear nowhere on the public site, and no public page sets a cookie."""

import re
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from icpr.lib import tokens
from resources.feedback.models import Feedback
from resources.models import AddressReport, Resource
from resources.models.listed_entries import fields_of
from resources.reading_lists.models import ReadingList
from resources.review.models import Comment, Proposal, Review
from tests.factories import (
    add_entries,
    make_author,
    make_collection,
    make_document,
    make_focus_area,
    make_pillar,
    make_publisher,
    make_resource,
    make_tag,
    make_topic,
)

pytestmark = pytest.mark.django_db

SECRET = "quagga"
STATES = {
    "draft": {"published": False},
    "in review": {"status": "in-review"},
    "scheduled": {"publish_at": timezone.now() + timedelta(days=1)},
    "expired": {"publish_at": timezone.now() - timedelta(days=9), "expire_at": timezone.now() - timedelta(days=1)},
}
STARTS = [
    "/",
    "/about/",
    "/pillars/",
    "/resources/",
    "/resources/?q=public",
    "/resources/?q=nothing+at+all",
    "/resources/?sort=title&page=2",
    "/model-policies/",
    "/police-chief/",
    "/tags/",
    "/whats-new/",
    "/sitemap.xml",
    "/robots.txt",
    "/healthz",
    "/nowhere/",
    "/api/",
    *(f"/api/v1/{name}" for name in ("pillars", "tags", "publishers", "authors", "suggest?q=qua", "openapi.json")),
    "/api/v1/resources?include=body,documents,notes,facets,citations",
    "/api/v1/resources?q=public",
    "/api/v1/changes?since=1971-01-01T00:00:00Z",
]


@pytest.fixture
def frame():
    return {
        "pillars": [make_pillar(name="Trust")],
        "focus_areas": [make_focus_area(name="Leadership")],
        "topics": [make_topic(name="Force")],
        "tags": [make_tag(name="youth")],
    }


def make_public(frame) -> Resource:
    public = make_resource(title="Public record", publishers=[make_publisher(name="City Press")], **frame)
    for kind in ("model-policy", "police-chief-article", "report", "video"):
        make_resource(title=f"Public {kind}", kind=kind, **frame)
    return public


def make_hidden(frame, mark: str = "", **state) -> Resource:
    """A record whose every text holds the word, near to the public ones by all that relates records. mark: what tells
    it from others of its kind."""
    hidden = make_resource(
        **{
            "title": f"The {SECRET} record",
            "annotation": f"About a {SECRET}.",
            "in_brief": f"A {SECRET}, in brief.",
            "body": f"Many {SECRET}s.",
            "publication": f"{SECRET} Times",
            "rights_note": f"By the {SECRET}.",
            "staff_note": f"Ask the {SECRET}.",
            "publishers": [make_publisher(name=f"{SECRET} Press{mark}")],
        }
        | frame
        | {"tags": [*frame["tags"], f"{SECRET} care{mark}"]}
        | state
    )
    make_author(resource=hidden, family_name=SECRET.title())
    make_document(resource=hidden, title=f"{SECRET} paper", file=SimpleUploadedFile("a.txt", SECRET.encode()))
    return hidden


def list_them(hidden: list[Resource], public: Resource, frame) -> list[str]:
    """Put records and their papers into a public collection and a shared reading list. Returns where these are read."""
    hidden_things = [thing for record in hidden for thing in (record, record.documents.get())]
    collection = make_collection(title="Public collection", of=[public], notes=["Read this."], **frame)
    add_entries(collection, hidden_things, [f"On a {SECRET}."] * len(hidden_things), f"More {SECRET}s")
    kept = ReadingList.objects.create(edit_hash=tokens.hash_of("e" * 43), share_hash=tokens.hash_of("s" * 43))
    for place, thing in enumerate([public, *hidden_things]):
        kept.entries.create(position=place, **fields_of(thing))
    forms = ("/", ".json", ".csv", ".txt", ".ris", ".atom", ".feed.json", ".print.html", "/changes/")
    lists = [f"/lists/shared/{'s' * 43}{form}" for form in forms]
    pages = [
        "/collections/",
        collection.get_absolute_url(),
        collection.permanent_url,
        "/resources/?q=public+collection",
    ]
    follow = [
        f"/follow/?of={address}" for address in (collection.get_absolute_url(), *(r.permanent_url for r in hidden))
    ]
    add = [f"/lists/add/?what=r:{r.permanent_number}&what=document:{r.documents.get().pk}" for r in hidden]
    return [*pages, *follow, *lists, *add]


def lay_hidden(frame, state: str, public: Resource) -> tuple[Resource, list[str]]:
    """A record of a state, to which public ones point and of which readers told while it was public. Returns it and all
    addresses that it has or that say something of it."""
    hidden = make_hidden(frame, f" {state}", **STATES[state])
    public.superseded_by = hidden
    public.save()
    withdrawn = make_resource(title=f"Public once, then {state}", superseded_by=hidden)
    withdrawn.withdraw("Out of date.")
    hidden.slug = f"moved-record-{state.replace(' ', '-')}"
    hidden.save()
    told, said = tokens.new_token(), tokens.new_token()
    found = {"sort": "known", "proposed": "https://example.org/", "token_hash": tokens.hash_of(told)}
    AddressReport.objects.create(resource=hidden, **found)
    made = {"kind": "suggestion", "title": "A work", "state": "accepted", "decided_at": timezone.now()}
    Feedback.objects.create(record=hidden, about=hidden, token_hash=tokens.hash_of(told), **made)
    Feedback.objects.create(kind="problem", about=hidden, page="/r/", token_hash=tokens.hash_of(said))
    paper = hidden.documents.get()
    return hidden, [
        public.get_absolute_url(),
        withdrawn.get_absolute_url(),
        hidden.get_absolute_url(),
        hidden.permanent_url,
        f"/api/v1/resources/{hidden.slug}",
        f"/api/v1/resources/{hidden.permanent_number}",
        f"/api/v1/resources/{withdrawn.permanent_number}",
        paper.get_absolute_url(),
        f"/documents/{paper.pk}/x",
        f"{hidden.permanent_url}tell-us/",
        f"{withdrawn.permanent_url}tell-us/",
        f"{hidden.permanent_url}useful/",
        f"{withdrawn.permanent_url}useful/",
        f"/report/?of={hidden.get_absolute_url()}",
        reverse("told", args=[told]),
        reverse("feedback-status", args=[told]),
        reverse("feedback-status", args=[said]),
    ]


def visit(client, starts: list[str]) -> dict[str, str]:
    """Every page that links of the site itself lead to, of lists those with one parameter:
    address → headers and text."""
    seen: dict[str, str] = {}
    waiting = list(starts)
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        answer = client.get(address)
        is_no_dump = answer.status_code == 503 and address.startswith("/dump/")  # there is none, or an older one
        assert answer.status_code < 500 or is_no_dump, address
        assert not answer.cookies, address
        assert "Cookie" not in answer.get("Vary", ""), address
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = body.decode(errors="replace")  # archives are not compressed
        seen[address] = f"{answer.headers} {text}"
        links = re.findall(r'href="([^"#]*)|<loc>([^<]+)', text)
        links.append((answer.get("Location", ""), ""))
        for found in filter(None, (one or other for one, other in links)):
            parts = urlsplit(urljoin(f"http://testserver{address}", found.replace("&amp;", "&")))
            ours = parts.netloc in {"testserver", "library.test"} and not parts.path.startswith(("/static/", "/admin/"))
            if ours and parts.query.count("=") <= 1:
                waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return seen


def test_works(client, frame):
    """The walk reaches what is public, and what staff keep beside it appears nowhere."""
    public, staff = make_public(frame), User.objects.create_user(SECRET, first_name=SECRET)
    sent = {"title": [f"The {SECRET}"], "tags": [SECRET], "authors-0-family_name": [SECRET]}
    Proposal.objects.create(number=public.number, title=f"The {SECRET}", by=staff, sent=sent, reason=SECRET)
    Comment.objects.create(number=public.number, text=f"Ask the {SECRET}.", by=staff)
    Review.objects.create(resource=public, assignee=staff, submitted_by=staff, due_on=timezone.localdate())
    record = f"/api/v1/resources/{public.permanent_number}?include=body,documents"
    seen = visit(client, [*STARTS, public.permanent_url, record])
    assert public.get_absolute_url() in seen
    assert {"/pillars/trust/", "/focus-areas/leadership/", "/topics/force/", "/tags/youth/"} <= set(seen)
    assert "/resources/?pillar=trust" in seen
    for address, shown in seen.items():
        assert SECRET not in shown.lower(), address


def test_words_of_what_is_not_public_appear_nowhere(client, frame):
    make_public(frame)
    public = list(Resource.objects.published().order_by("number"))
    laid = [lay_hidden(frame, state, before) for state, before in zip(STATES, public, strict=False)]
    addresses = [*STARTS, *list_them([hidden for hidden, _ in laid], public[0], frame)]
    seen = visit(client, [*addresses, *(address for _, found in laid for address in found)])
    for address, shown in seen.items():
        assert SECRET not in shown.lower(), address


@pytest.mark.parametrize("state", STATES.values(), ids=STATES.keys())
def test_asking_for_the_words_finds_nothing(client, frame, state):
    """The page repeats what was asked, so the asked word itself is taken out before looking."""
    make_public(frame)
    make_hidden(frame, **state)
    asked_totals = {
        f"?q={SECRET}": 0,
        f"?q=public+-{SECRET}": 5,
        f"?tag={SECRET}-care": 5,
        f"?tag={SECRET.title()}+Care": 5,
        f"?publisher={SECRET}-press": 5,
    }
    for asked, total in asked_totals.items():
        page = client.get(f"/resources/{asked}").content.decode()
        assert f'id="status">{total} result' in page, asked
        for name in (f"{SECRET} Press", f"{SECRET} care", "Drop the"):
            assert name not in page or total == 0, asked
    for address in (f"/tags/{SECRET}-care/", f"/resources/the-{SECRET}-record/"):
        assert client.get(address).status_code == 404


def test_it_all_appears_the_second_the_clock_says(client, frame, monkeypatch):
    make_public(frame)
    moment = timezone.now() + timedelta(hours=1)
    hidden = make_hidden(frame, publish_at=moment)
    paper = hidden.documents.get().get_absolute_url()
    assert client.get(paper).status_code == 404
    monkeypatch.setattr(timezone, "now", lambda: moment)
    seen = visit(client, STARTS)
    places = {address for address, shown in seen.items() if SECRET in shown.lower()}
    expected = {
        "/resources/",
        "/tags/",
        "/whats-new/",
        "/sitemap-resources-1.xml",
        "/pillars/trust/",
        paper,
    }
    assert expected <= places
    assert {hidden.get_absolute_url(), f"/tags/{SECRET}-care/"} <= places
