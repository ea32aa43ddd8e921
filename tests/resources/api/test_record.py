"""One record in the API, and what is said of one that is no longer there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from resources.models import ChangeNote, Resource
from tests.factories import make_document, make_many, make_resource
from tests.resources.api.asking import ask

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_works(client):
    record = make_resource(title="A guide", body="# Long")
    make_document(resource=record, title="A paper")
    ChangeNote.objects.tell(record, ChangeNote.What.EDITION, "A second edition.")
    found = ask(client, f"resources/{record.permanent_number}")
    assert found == ask(client, "resources/a-guide")
    assert (found["title"], found["body"], found["documents"][0]["title"]) == ("A guide", "# Long", "A paper")
    [note] = found["notes"]
    assert (note["what"]["key"], note["text"]) == ("edition", "A second edition.")
    assert note["told_at"] == found["told_at"]


def test_a_former_address_leads_on(client):
    record = make_resource(title="A guide")
    record.slug = "another"
    record.save()
    answer = client.get("/api/v1/resources/a-guide")
    assert (answer.status_code, answer["Location"]) == (301, "https://library.test/api/v1/resources/another")
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_what_was_taken_back_says_why(client):
    later = make_resource(title="The second edition")
    record = make_resource(title="The first edition", superseded_by=later)
    record.withdraw("There is a second edition.")
    for name in (record.permanent_number, record.slug):
        told = ask(client, f"resources/{name}", 410)
        assert told["detail"] == "“The first edition” is no longer in the library. There is a second edition."
        assert (told["number"], told["reason"]) == (record.permanent_number, "There is a second edition.")
        assert told["kind"] == {"key": "report", "label": "Report"}
        assert told["superseded_by"]["number"] == later.permanent_number


def test_what_expired_and_what_was_deleted_are_gone(client):
    expired = make_resource(title="Old", publish_at=timezone.now() - 2 * HOUR)
    expired.expire_at = timezone.now() - HOUR
    expired.save()
    deleted = make_resource(title="Wrong")
    number = deleted.permanent_number
    deleted.delete()
    gone = {"old": "Old", expired.permanent_number: "Old", "wrong": "Wrong", number: "Wrong"}
    for name, title in gone.items():
        told = ask(client, f"resources/{name}", 410)
        assert (told["record_title"], told["superseded_by"]) == (title, None)


def test_a_record_is_gone_since_it_went_whatever_takes_its_place_later(client):
    record = make_resource(publish_at=timezone.now() - 3 * HOUR)
    record.withdraw("Wrong.")
    gone_at = ask(client, f"resources/{record.permanent_number}", 410)["gone_at"]
    record.superseded_by = make_resource(title="Later", publish_at=timezone.now() + HOUR)
    record.save()
    Resource.objects.filter(title="Later").update(publish_at=timezone.now())
    told = ask(client, f"resources/{record.permanent_number}", 410)
    assert (told["gone_at"], told["superseded_by"]["title"]) == (gone_at, "Later")


def test_of_a_gone_record_only_what_was_public_is_told(client):
    record = make_resource(title="Public title")
    record.withdraw("Wrong.")
    record.slug, record.title = "quagga", "Quagga"
    record.superseded_by = make_resource(title="Quagga too", published=False)
    record.save()
    assert "uagga" not in str(ask(client, f"resources/{record.permanent_number}", 410))
    ask(client, "resources/public-title", 410)
    ask(client, "resources/quagga", 404)


def test_drafts_do_not_exist(client):
    states = [{"published": False}, {"status": "in-review"}, {"publish_at": timezone.now() + HOUR}]
    for number, state in enumerate(states, 1):
        make_resource(title=f"Draft {number}", **state)
        ask(client, f"resources/draft-{number}", 404)
        ask(client, f"resources/ICPR-{number:06}", 404)
    assert ask(client, "resources")["total"] == 0
    Resource.objects.filter(number=3).update(publish_at=timezone.now() - HOUR)
    assert ask(client, "resources/draft-3")["number"] == "ICPR-000003"


def test_its_queries_are_the_same_for_any_record(client, django_assert_num_queries):
    bare, full = make_resource(), make_resource()
    for document in range(3):
        make_document(resource=full, title=f"Paper {document}")
        ChangeNote.objects.tell(full, ChangeNote.What.CHANGE, "Changed.")
    make_many(3)
    for record in (bare, full):
        with django_assert_num_queries(13):
            ask(client, f"resources/{record.slug}")
