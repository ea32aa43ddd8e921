"""The page of a collection, its forms, and the places that lead to it."""

import csv
import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from resources.models import DocumentPage, DocumentText, FormerSlug, Resource
from tests.factories import (
    make_collection,
    make_document,
    make_expired,
    make_item,
    make_many,
    make_pillar,
    make_practice,
    make_resource,
)

pytestmark = pytest.mark.django_db


def page(client, collection: Resource) -> str:
    answer = client.get(collection.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


def full() -> Resource:
    pillar = make_pillar()
    things = [
        make_resource(title="A report", official_url="https://theiacp.org/report", address_evidence="own-page"),
        make_item(number="1.1", pillar=pillar, plain_title="Listen"),
        make_practice(directions=["helps"]),
    ]
    fields = {"title": "For a chief", "for_whom": "For a chief with ten minutes.", "in_brief": "Three things."}
    return make_collection(of=things, notes=["Because it is short."], group="First", pillars=[pillar], **fields)


def test_works(client):
    collection = full()
    shown = page(client, collection)
    for text in ("For a chief with ten minutes.", "Three things.", "Because it is short.", "First"):
        assert text in shown
    assert "1 work, 1 Blueprint item and 1 practice." in shown
    assert "The work can be opened." in shown
    assert "the library holds the text of none" in shown
    assert 'href="https://theiacp.org/report"' in shown
    entries = shown[shown.index("<ol") :]
    assert entries.index("A report") < entries.index("1.1 ") < entries.index("Foot patrol")


def test_other_addresses_lead_to_it(client):
    collection, report = full(), make_resource(title="Alone")
    FormerSlug.objects.create(slug="formerly", resource=collection)
    for address in ("/resources/for-a-chief/", "/resources/formerly/", "/collections/formerly/"):
        assert client.get(address)["Location"] == "/collections/for-a-chief/"
    assert client.get(collection.permanent_url)["Location"] == "/collections/for-a-chief/"
    assert client.get("/collections/alone/")["Location"] == report.get_absolute_url()
    assert client.get("/collections/none/").status_code == 404


@pytest.mark.parametrize("path", ["/collections/{}/", "/resources/{}/", "/collections/{}.csv"])
def test_a_draft_is_nowhere_and_a_withdrawn_one_says_why(client, path):
    draft = make_collection(of=[make_resource()], published=False)
    assert client.get(path.format(draft.slug)).status_code == 404
    gone = make_collection(of=[make_resource()])
    gone.withdraw("It is out of date.")
    answer = client.get(path.format(gone.slug))
    assert answer.status_code == 410
    assert b"It is out of date." in answer.content


def test_what_is_not_public_yet_is_not_told_of(client):
    later = make_resource(title="Later", publish_at=timezone.now() + timedelta(days=1))
    collection = make_collection(
        of=[make_resource(title="Draft", published=False), later], notes=["Secret.", "Secret."]
    )
    shown = page(client, collection)
    assert not [text for text in ("Draft", "Later", "Secret") if text in shown]
    assert "Nothing of what stands in it is public now." in shown
    Resource.objects.filter(pk=later.pk).update(publish_at=timezone.now() - timedelta(minutes=1))
    assert "Later" in page(client, collection)


def test_what_was_public_stays_with_its_notice_and_successor(client):
    newer = make_resource(title="Newer edition")
    old = make_resource(title="Older edition", superseded_by=newer)
    now = timezone.now()
    expired = make_expired(title="Over", publish_at=now - timedelta(days=9), expire_at=now - timedelta(days=1))
    collection = make_collection(of=[old, expired], notes=["Why it was here."])
    old.withdraw("Replaced in May.")
    shown = page(client, collection)
    for text in ("Older edition", "Replaced in May.", "Newer edition", "Why it was here.", "Over"):
        assert text in shown
    assert "Use this list" not in shown or "csv" not in shown  # of no record there is nothing to take away


def test_a_paper_that_is_gone_is_called_by_what_the_public_knows(client):
    whole, withdrawn = (
        make_resource(title="A first draft", published=False, annotation="A."),
        make_resource(title="Early words"),
    )
    papers = [make_document(resource=record, title="Inner notes") for record in (whole, withdrawn)]
    collection = make_collection(of=papers)
    Resource.objects.filter(pk=withdrawn.pk).update(title="A report")
    withdrawn.refresh_from_db()
    withdrawn.withdraw("It is out of date.")
    Resource.objects.filter(pk=whole.pk).update(title="A guide", status="published", publish_at=timezone.now())
    papers[0].delete()
    said = page(client, collection)
    assert f'<a href="{whole.get_absolute_url()}">A guide</a>' in said
    assert f'<a href="{withdrawn.permanent_url}">A report</a>' in said
    for never in ("Inner notes", "A first draft", "Early words"):
        assert never not in said


def test_reading_time_is_of_words_that_were_read(client):
    known, unknown = make_resource(title="Held"), make_resource(title="Elsewhere")
    paper = make_document(resource=known, file=ContentFile(b"Words.", "a.txt"), language="en")
    DocumentText.objects.update_or_create(document=paper, defaults={"file_name": paper.file.name, "state": "done"})
    for number in (1, 2):
        DocumentPage.objects.create(document=paper, number=number, text="word " * 1150)
    collection = make_collection(of=[known, unknown])
    shown = page(client, collection)
    assert "about 10 minutes to read" in shown
    assert "About 10 minutes to read for 1 of them; the length of the other is not known." in shown
    DocumentText.objects.update(reason="Only the first pages were read.")
    assert "about 10 minutes" not in page(client, collection)


def test_the_forms_hold_its_records_in_its_order(client):
    first, second = make_resource(title="Zebra"), make_resource(title="Apple")
    collection = make_collection(of=[first, make_practice(), second], title="Both")
    rows = list(csv.DictReader(StringIO(client.get("/collections/both.csv").content.decode().lstrip("\ufeff"))))
    assert [row["title"] for row in rows] == ["Zebra", "Apple"]
    found = json.loads(client.get("/collections/both.json").content)
    assert (found["heading"], found["total"]) == ("Both", 2)
    assert "1 more of its entries stand on its page" in found["notices"][0]
    for suffix in (".ris", ".txt", ".print.html"):
        answer = client.get(f"/collections/both{suffix}")
        assert answer.status_code == 200
        text = answer.content.decode()
        assert text.index("Zebra") < text.index("Apple")
    itself = json.loads(client.get(f"/resources/{collection.slug}.json").content)
    assert (itself["number"], len(itself["entries"])) == (collection.permanent_number, 3)
    assert itself["cite"]["ris"] == "https://library.test/resources/both.ris"


def test_the_list_of_all(client):
    shown, hidden = full(), make_collection(title="A draft", published=False)
    text = client.get("/collections/").content.decode()
    assert shown.title in text
    assert "3 entries" in text
    assert hidden.title not in text
    assert client.get("/resources/?kind=collection").context["page"].total == 1


def test_a_record_says_in_which_it_stands(client):
    report = make_resource(title="A report")
    make_collection(of=[report], title="Seen")
    make_collection(of=[report], title="Unseen", published=False)
    text = client.get(report.get_absolute_url()).content.decode()
    assert "In this collection" in text
    assert "Seen" in text
    assert "Unseen" not in text


def test_machines_are_told_of_a_collection(client):
    shown = page(client, full())
    node = next(
        node
        for part in shown.split('<script type="application/ld+json">')[1:]
        if (node := json.loads(part.split("</script>")[0]))["@type"] == "Collection"
    )
    assert (node["collectionSize"], node["mainEntity"]["numberOfItems"]) == (3, 3)
    assert node["isAccessibleForFree"] is True
    assert node["mainEntity"]["itemListElement"][0]["url"] == "https://library.test/resources/a-report/"


@pytest.mark.parametrize("number", [2, 20])
def test_twenty_entries_cost_what_two_do(client, django_assert_num_queries, number):
    pillar = make_pillar()
    items = [make_item(number=f"1.{place}", pillar=pillar) for place in range(1, number + 1)]
    practices = [make_practice(name=f"Practice {place}") for place in range(number)]
    records = make_many(number)
    for record in records:
        make_document(resource=record, file=ContentFile(b"Words.", "a.txt"))
    collection = make_collection(of=[*records, *items, *practices])
    collections = [make_collection(of=records, title=f"Other {place}") for place in range(number)]
    client.get(collection.get_absolute_url())
    with django_assert_num_queries(17):
        client.get(collection.get_absolute_url())
    client.get("/collections/")
    with django_assert_num_queries(4):
        client.get("/collections/")
    assert len(collections) == number
