"""A record written out: all that is public of it, in plain types, and nothing else."""

import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from pillars.models import ItemState
from resources.models import Document, Resource
from resources.relations import RELATIONS
from tests.conftest import SITE_URL
from tests.factories import (
    make_audience,
    make_author,
    make_document,
    make_focus_area,
    make_item,
    make_pillar,
    make_practice,
    make_publisher,
    make_resource,
    make_tag,
    make_topic,
)

pytestmark = pytest.mark.django_db

# Every column and relation of a resource is public, or it is for staff; a new one takes its place here.
PUBLIC = {
    *(
        "number",
        "slug",
        "kind",
        "title",
        "annotation",
        "in_brief",
        "body",
        "for_whom",
        "issued_on",
        "issued_precision",
        "publication",
    ),
    *("volume", "issue", "pages", "language", "access", "official_url", "address_evidence", "rights_note", "new_until"),
    *(
        "superseded_by",
        "publish_at",
        "notes",
        "authors",
        "documents",
        "entries",
        *(relation.field for relation in RELATIONS),
    ),
}
STAFF = {
    *("id", "sort_title", "staff_note", "status", "expire_at", "review_by", "withdrawn_at", "withdrawn_reason"),
    *("created_at", "updated_at"),
}
BEHIND = {
    "picture",  # on its page alone
    "clock",
    "address_reports",
    "supersedes",
    "former_slugs",
    "preview_links",
    "best_bets",
    *("review", "contribution", "snoozes", "edition_of", "new_editions"),  # of staff
    "search_text",
    "page_words",
    "tagged_items",
}
OF_DOCUMENT = {
    "public": {"role", "title", "file", "url", "address_evidence", "format", "language", "page_count", "byte_count"},
    "staff": {"id", "resource", "position", "updated_at", "text"},
}


def make_full() -> Resource:
    later = make_resource(title="The later one")
    made = make_resource(
        title="A “guide”",
        kind="guide",
        issued=date(2019, 5, 1),
        official_url="https://example.org/guide",
        address_evidence="own-page",
        superseded_by=later,
        pillars=[make_pillar(name="Trust")],
        focus_areas=[make_focus_area(name="Training")],
        topics=[make_topic(name="Youth")],
        audiences=[make_audience(name="Chiefs")],
        publishers=[make_publisher(name="IACP")],
        tags=["de-escalation"],
        items=[make_item(number="1.1"), make_item(number="1.2", state=ItemState.TO_CHECK)],
        practices=[make_practice(name="Listening")],
        staff_note="For staff only",
    )
    make_author(resource=made, family_name="Peel", given_names="Robert")
    make_document(resource=made, file=SimpleUploadedFile("guide.txt", b"Words of a guide."))
    make_document(resource=made, position=2, url="https://example.org/slides", address_evidence="own-page")
    make_document(resource=made, position=3)
    return made


def plain(value) -> bool:
    if isinstance(value, dict):
        return all(type(key) is str and plain(of) for key, of in value.items())
    if isinstance(value, list):
        return all(map(plain, value))
    return value is None or type(value) in (str, int, bool)


def addresses(value) -> list[str]:
    if isinstance(value, dict):
        return [address for key, of in value.items() for address in ([of] if key.endswith("url") else addresses(of))]
    return [address for of in value for address in addresses(of)] if isinstance(value, list) else []


def test_works():
    made = make_full()
    written = made.as_dict()
    assert written["number"] == made.permanent_number
    assert written["url"] == f"{SITE_URL}/resources/a-guide/"
    assert written["kind"] == {"key": "guide", "label": "Guide"}
    assert written["issued"]["on"] == "2019-05-01"
    assert written["authors"][0]["name"] == "Robert Peel"
    assert written["pillars"] == [{"key": "trust", "name": "Trust", "url": f"{SITE_URL}/pillars/trust/"}]
    assert written["publishers"] == [{"key": "iacp", "name": "IACP", "url": None}]
    assert [tag["key"] for tag in written["tags"]] == ["de-escalation"]
    assert [item["number"] for item in written["items"]] == ["1.1"]
    assert written["superseded_by"]["title"] == "The later one"
    held, linked, known = written["documents"]
    assert held["url"].startswith(f"{SITE_URL}/documents/")
    assert (held["is_held"], held["bytes"]) == (True, 17)
    assert (linked["url"], known["url"]) == ("https://example.org/slides", None)


def test_only_plain_types():
    written = make_full().as_dict()
    assert plain(written)
    assert json.loads(json.dumps(written)) == written
    assert plain(make_resource(issued=None).as_dict())


def test_every_address_is_absolute():
    found = [address for address in addresses(make_full().as_dict()) if address is not None]
    assert len(found) >= 10
    assert all(address.startswith((f"{SITE_URL}/", "https://example.org/")) for address in found)


def test_every_field_is_public_or_for_staff():
    names = {field.name for field in Resource._meta.get_fields(include_hidden=False)}
    assert PUBLIC.isdisjoint(STAFF)
    assert names - BEHIND == PUBLIC | STAFF
    documents = {field.name for field in Document._meta.get_fields()}
    assert documents - {"text_pages"} == OF_DOCUMENT["public"] | OF_DOCUMENT["staff"]


def test_nothing_of_staff_is_in_it():
    made = make_full()
    before = json.dumps(made.as_dict())
    for name in STAFF - {"id"}:
        field = Resource._meta.get_field(name)
        setattr(made, name, timezone.now() if field.get_internal_type().startswith("Date") else "secret")
    assert json.dumps(made.as_dict()) == before


def test_a_later_one_that_is_not_public_is_not_named():
    for state in ({"published": False}, {"publish_at": timezone.now() + timedelta(hours=1)}):
        made = make_resource(superseded_by=make_resource(title="Unfinished", **state))
        assert made.as_dict()["superseded_by"] is None


@pytest.mark.parametrize("rows", [2, 20])
def test_twenty_cost_what_two_do(django_assert_num_queries, rows):
    made = make_full()
    for _ in range(rows):
        copied = make_resource(tags=["youth"], pillars=made.pillars.all(), items=made.items.all())
        make_document(resource=copied, file=SimpleUploadedFile("guide.txt", b"Words of a guide."))
        make_author(resource=copied, family_name="Peel")
    with django_assert_num_queries(13):
        written = [resource.as_dict() for resource in Resource.objects.published().for_export()]
    assert len(written) == rows + 2


def test_tags_come_by_their_names():
    record = make_resource(tags=[make_tag(name=name) for name in ("youth", "bias", "force")])
    read = Resource.objects.for_export().get(pk=record.pk)
    assert [tag["name"] for tag in read.as_dict()["tags"]] == ["bias", "force", "youth"]
