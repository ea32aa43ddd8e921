"""Fields and terms of all records that match are changed at once: shown before, as it was shown, and undone."""

import pytest
from django.core import signing

from icpr.operations.models import Operation
from resources.admin import bulk
from resources.models import ChangeNote, Resource, State, Status
from tests.factories import make_many, make_pillar, make_practice, make_publishable, make_publisher, make_resource
from tests.icpr.operations.pages import undo
from tests.resources.staff import act, address, change, fields_of, is_step, texts

pytestmark = pytest.mark.django_db
DRAFT = {"status": Status.DRAFT, "publish_at": None}


def public(**fields) -> Resource:
    record = make_publishable(**fields)
    record.publish()
    return record


def begin(client, query: str = ""):
    """The page that asks, for all that the list matches."""
    return client.get(address("bulk") + query)


def page(answer) -> str:
    return answer.content.decode()


def test_works(publisher):
    """Also more than a page of the list holds, and only what matches."""
    studies = make_many(60, kind="study", **DRAFT)
    other = make_resource(kind="guide", published=False)
    listed = page(publisher.get(address("changelist") + "?kind__exact=study"))
    assert f'{address("bulk")}?kind__exact=study">' in listed
    assert "Change all 60 that match…" in listed
    asked = begin(publisher, "?kind__exact=study")
    assert "changed on 60 records" in page(asked)
    shown = change(publisher, asked, confirmed=False, set_language="es", add_publishers=[make_publisher().pk])
    assert "60 would be changed" in page(shown)
    assert "These are the first 12 of 60" in page(shown)
    assert not Resource.objects.filter(language="es").exists()
    said = texts(change(publisher, asked, set_language="es", why="All are."))
    assert "60 records were changed: language set to “Spanish” on 60." in said
    assert Resource.objects.filter(language="es").count() == len(studies)
    assert Resource.objects.get(pk=other.pk).language == "en"
    operation = Operation.objects.get()
    assert (operation.name, operation.reason) == ("Changed. Set language: Spanish", "All are.")
    undo(publisher, operation)
    assert not Resource.objects.filter(language="es").exists()


def test_a_search_of_the_list_is_a_filter_too(publisher):
    make_resource(title="Bicycles", published=False, tags=["wheels", "wheels and more"])
    make_resource(title="Horses", published=False)
    assert "changed on 1 record." in page(begin(publisher, "?q=wheels"))
    assert begin(publisher, "?kind__no=x").status_code == 302


DATE = {"issued_on": "2019-03-01", "issued_precision": "month"}


@pytest.mark.parametrize(
    ("before", "asked", "after"),
    [
        ({}, {"set_kind": "guide"}, {"kind": "guide"}),
        ({}, {"set_issued_on": "2021-04"}, {"issued_display": "April 2021"}),
        (DATE, {"empty": ["issued_on"]}, {"issued_display": "", "issued_precision": ""}),
        ({}, {"set_review_by": "2030-01-31", "set_publication": " The  Chief "}, {"publication": "The Chief"}),
        ({"rights_note": "Ask."}, {"empty": ["rights_note"]}, {"rights_note": ""}),
        (
            {"official_url": "https://old.test/a", "address_evidence": "own-page"},
            {"replace_in": ["official_url"], "find": "//old.test/", "replace_with": "//new.test/"},
            {"official_url": "https://new.test/a", "address_evidence": "own-page"},
        ),
        (
            {"official_url": "https://old.test/a", "address_evidence": "own-page"},
            {"empty": ["official_url"]},
            {"official_url": "", "address_evidence": ""},
        ),
        (
            {"title": "Cops on bikes", "in_brief": "Cops.\n\nMore cops."},
            {"replace_in": ["title", "in_brief"], "find": "Cops", "replace_with": "Officers"},
            {"title": "Officers on bikes", "in_brief": "Officers.\n\nMore cops."},
        ),
        ({"annotation": "One  thing."}, {"replace_in": ["annotation"], "find": "thing", "replace_with": ""}, {}),
        ({}, {"set_expire_at": "2031-01-31 12:00", "set_new_until": "2030-01-01"}, {}),
    ],
)
def test_any_field_is_changed_and_goes_back(publisher, before, asked, after):
    record = make_resource(published=False, **before)
    stored = Resource.objects.values().get(pk=record.pk)
    answer = act(publisher, "terms", [record], **asked)
    assert "1 record was changed" in texts(answer)
    record = Resource.objects.get(pk=record.pk)
    assert {name: getattr(record, name) for name in after} == after
    undo(publisher, Operation.objects.get())
    again = Resource.objects.values().get(pk=record.pk)
    stamps = {"updated_at", "created_at"}  # which versions hold to the thousandth of a second
    assert {name for name, value in again.items() if stored[name] != value} <= stamps


def test_a_successor_is_named_by_its_number(publisher):
    newer, older = make_resource(), make_resource(published=False)
    act(publisher, "terms", [older], set_superseded_by=newer.permanent_number)
    assert Resource.objects.get(pk=older.pk).superseded_by == newer
    assert "cannot supersede itself" in page(act(publisher, "terms", [newer], set_superseded_by=newer.permanent_number))
    for wrong in ("ICPR-999999", "x", "9" * 30):
        assert "There is no record with this number" in page(act(publisher, "terms", [older], set_superseded_by=wrong))


@pytest.mark.parametrize(
    ("fields", "asked", "reason"),
    [
        ({}, {"set_address_evidence": "own-page"}, "has no official address"),
        ({"kind": "collection"}, {"set_kind": "guide"}, "is a collection"),
        ({"title": "Cops"}, {"replace_in": ["title"], "find": "Cops"}, "Title: This field cannot be blank."),
        ({"title": "Cops"}, {"replace_in": ["title"], "find": "C", "replace_with": "x" * 300}, "at most 300"),
        (
            {"official_url": "https://a.test/", "address_evidence": "own-page"},
            {"replace_in": ["official_url"], "find": "https://a.test/", "replace_with": "nowhere"},
            "Enter a valid URL",
        ),
    ],
)
def test_what_a_record_cannot_be_is_refused_before(publisher, fields, asked, reason):
    refused, fit = make_resource(published=False, **fields), make_resource(published=False, title="Cops and more cops")
    shown = page(act(publisher, "terms", [refused], **asked))
    assert reason in shown
    assert 'name="confirmed"' not in shown
    assert "record" in texts(act(publisher, "terms", [refused, fit], set_language="fr"))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "Choose something to change."),
        ({"find": "x"}, "Say in which fields"),
        ({"replace_in": ["title"]}, "Say which words"),
        ({"replace_in": ["title"], "find": "x", "replace_with": "x"}, "These are the same words."),
        ({"replace_in": ["rights_note"], "find": "x", "empty": ["rights_note"]}, "is set or emptied above"),
        ({"empty": ["publication"], "set_publication": "x"}, "both to be set and emptied"),
        ({"set_issued_on": "2025-13"}, "Give a year, a month or a day"),
        ({"set_issued_on": "0001"}, "Give a year from"),
        ({"set_kind": "collection"}, "is not one of the available choices"),
        ({"set_expire_at": "9999-12-31 23:59"}, "Choose a time before the year 2200"),
        ({"set_review_by": "x\x00"}, "Enter a valid date"),
        ({"add_items": ["abc"]}, "is not a valid value"),
    ],
)
def test_what_cannot_be_asked_is_said(publisher, asked, said):
    assert said in page(act(publisher, "terms", [make_resource(published=False)], **asked))
    assert not Operation.objects.exists()


def test_a_public_record_is_for_publishers(editor, settings):
    seen, draft = public(), make_resource(published=False)
    shown = page(act(editor, "terms", [seen, draft], confirmed=False, set_language="es"))
    assert "a change of it is for publishers" in shown
    assert "1 would be changed" in shown
    act(editor, "terms", [seen, draft], set_language="es")
    assert set(Resource.objects.filter(language="es")) == {draft}
    assert "Expire at" not in page(act(editor, "terms", [draft]))
    act(editor, "terms", [draft], set_expire_at="2031-01-31 12:00", set_language="fr")
    assert Resource.objects.get(pk=draft.pk).expire_at is None
    settings.EDITORS_CHANGE_PUBLIC = True
    act(editor, "terms", [seen], set_language="es")
    assert Resource.objects.filter(language="es").count() == 1


def test_readers_are_told_only_where_some_are_public(publisher):
    draft, seen = make_resource(published=False), public()
    assert "This change is" not in page(act(publisher, "terms", [draft], confirmed=False, set_language="es"))
    assert "This change is" in page(act(publisher, "terms", [draft, seen], confirmed=False, set_language="es"))
    asked = {"set_language": "es", "change_is": "change"}
    assert "Say in one sentence what changed" in page(act(publisher, "terms", [seen], **asked))
    act(publisher, "terms", [draft, seen], change_note="Now in Spanish.", **asked)
    assert ChangeNote.objects.get().resource == seen


def test_what_came_later_is_not_changed_unseen(publisher):
    first = make_resource(kind="study", published=False)
    asked = begin(publisher, "?kind__exact=study")
    later = make_resource(kind="study", published=False)
    shown = change(publisher, asked, confirmed=False, set_language="es")
    form = fields_of(shown.content, is_step) | {"confirmed": "1"}
    Resource.objects.filter(pk=first.pk).update(language="fr")
    stale = publisher.post(address("bulk"), form)
    assert "changed since you looked" in page(stale)
    assert Resource.objects.get(pk=first.pk).language == "fr"
    publisher.post(address("bulk"), fields_of(stale.content, is_step) | {"confirmed": "1"})
    assert (Resource.objects.get(pk=first.pk).language, Resource.objects.get(pk=later.pk).language) == ("es", "en")


def test_sent_twice_it_counts_once(publisher):
    record = make_resource(published=False)
    shown = change(publisher, begin(publisher), confirmed=False, set_language="es")
    form = fields_of(shown.content, is_step) | {"confirmed": "1"}
    publisher.post(address("bulk"), form)
    assert "sent before" in texts(publisher.post(address("bulk"), form, follow=True))
    assert Operation.objects.count() == 1
    assert Resource.objects.get(pk=record.pk).language == "es"


def test_back_keeps_what_was_chosen(publisher):
    make_resource(published=False)
    shown = change(publisher, begin(publisher), confirmed=False, set_publication="The Chief", empty=["rights_note"])
    back = publisher.post(address("bulk"), fields_of(shown.content, is_step) | {"back": "1"})
    held = fields_of(back.content, is_step)
    assert (held["set_publication"], held["empty"]) == (["The Chief"], ["rights_note"])


@pytest.mark.parametrize(
    "chosen", ["", "x", signing.dumps([1]), "\x00"], ids=["none", "no-key", "of-another-form", "nul"]
)
def test_keys_that_were_not_given_here_are_refused(publisher, chosen):
    make_resource(published=False)
    answer = publisher.post(address("bulk"), {"chosen": chosen, "set_language": "es", "confirmed": "1"}, follow=True)
    assert "Choose the records again" in texts(answer)
    assert Resource.objects.get().language == "en"


def test_too_many_are_not_begun(publisher, monkeypatch):
    monkeypatch.setattr(bulk, "MOST_AT_ONCE", 2)
    make_many(3, **DRAFT)
    answer = publisher.get(address("bulk"), follow=True)
    assert "at most 2 records at once, and 3 match" in texts(answer)


def test_who_may_not_change_records_may_not(client):
    from tests.resources.staff import staff

    taxonomist = staff("Taxonomists")
    assert taxonomist.get(address("bulk")).status_code == 403
    assert taxonomist.post(address("bulk"), {}).status_code == 403
    assert b"Change all" not in taxonomist.get(address("changelist")).content
    assert client.get(address("bulk"))["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("count", [2, 20])
def test_twenty_cost_what_two_do(publisher, count, django_assert_max_num_queries):
    for _ in range(count):
        public(tags=["one"], practices=[])
    make_pillar(number=2), make_practice()
    asked = begin(publisher)
    form = fields_of(asked.content, is_step) | {"set_language": "es", "add_tags": "one", "preview": "1"}
    with django_assert_max_num_queries(24):
        assert f"{count} would be changed" in page(publisher.post(address("bulk"), form))
    assert {record.state() for record in Resource.objects.all()} == {State.PUBLIC}
