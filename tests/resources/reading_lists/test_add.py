""" "Add to a list": what will be added is shown, and a new list, one by its address or one remembered takes it."""

import re

import pytest
from django.core.files.base import ContentFile

from resources.models.listed_entries import fields_of
from resources.reading_lists.kind import LISTS
from resources.reading_lists.models import MOST_ENTRIES, Entry, ReadingList
from resources.reading_lists.things import found, what_of
from tests.factories import make_document, make_item, make_many, make_practice, make_resource
from tests.resources.reading_lists.conftest import nonce, titles, words

pytestmark = pytest.mark.django_db


def test_works(visitor, things):
    page = visitor.get(f"/lists/add/?what={what_of(things[0])}")
    assert "Crowds" in page
    answer = visitor.add(*things, title="For the night shift")
    address, _, told = answer["Location"].partition("?")
    assert re.fullmatch(r"/lists/[A-Za-z0-9_-]{43}/", address)
    assert ReadingList.objects.get().title == "For the night shift"
    assert titles() == ["Crowds", str(things[1]), "Foot patrol"]
    page = visitor.get(f"{address}?{told}")
    assert "3 entries were added." in words(page)
    assert f'value="https://library.test{address}"' in page


def test_a_document_is_added_with_its_record(visitor):
    paper = make_document(resource=make_resource(title="Crowds"), file=ContentFile(b"%PDF-1.4", "a.pdf"), title="Guide")
    visitor.start(paper)
    entry = Entry.objects.get()
    assert (entry.document, entry.number, entry.title_seen) == (paper, paper.resource.number, "Crowds (Guide)")


def test_adding_to_a_list_by_its_address_leads_back_to_where_the_reader_was(visitor, kept):
    other = make_resource(title="Bicycles")
    for address in (kept, f"https://library.test{kept}", f"https://library.test{kept}history/", kept.split("/")[2]):
        make_resource()
        answer = visitor.add(other, address=address, back="/resources/?q=bicycles&page=2")
        assert answer.status_code == 302
    assert titles()[3:] == ["Bicycles"]
    first = visitor.add(make_resource(title="Radios"), address=kept, back="/resources/?q=bicycles&page=2")
    page = visitor.get(first["Location"])
    assert "Added: Radios" in page
    assert 'href="/resources/?q=bicycles&amp;page=2"' in page


def test_the_page_that_led_here_is_where_the_reader_was(visitor, things):
    def back(referer: str) -> str | None:
        page = visitor.client.get(f"/lists/add/?what={what_of(things[0])}", headers={"Referer": referer})
        found = re.search(r'name="back" value="([^"]*)"', page.content.decode())
        return found and found[1]

    assert back("http://testserver/resources/?q=a&page=2") == "/resources/?q=a&amp;page=2"
    for other in ("https://example.org/resources/", f"http://testserver/lists/{'x' * 43}/", "http://testserver//evil"):
        assert back(other) is None, other


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org/", "/\\example.org", "javascript:a", "/a\nb"])
def test_no_address_elsewhere_is_a_way_back(visitor, kept, back):
    answer = visitor.add(make_resource(), address=kept, back=back)
    assert "back=" not in answer["Location"]
    assert "Back to where you were" not in visitor.client.get(kept, {"back": back, "count": "1"}).content.decode()


def test_sent_twice_it_counts_once(visitor, things):
    page = visitor.get(f"/lists/add/?what={what_of(things[0])}")
    form = {"nonce": nonce(page), "what": what_of(things[0])}
    first, second = (visitor.client.post("/lists/add/", form)["Location"].partition("?")[0] for _ in range(2))
    assert first == second
    assert titles() == ["Crowds"]


def test_what_is_there_already_stays_there_once(visitor, kept, things):
    answer = visitor.add(things[0], address=kept)
    assert "It was on the list already" in visitor.get(answer["Location"])
    assert Entry.objects.count() == 3


def test_an_empty_list_can_be_begun_and_a_list_opened(visitor, db):
    answer = visitor.client.post("/lists/", {"nonce": nonce(visitor.get("/lists/"))})
    address = answer["Location"].partition("?")[0]
    assert "Nothing is on the list yet." in words(visitor.get(address))
    assert visitor.client.post("/lists/", {"address": address})["Location"] == address


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("nothing", "not the private address"),
        ("/lists/shared/" + "x" * 43 + "/", "only for reading"),
        ("/lists/" + "x" * 43 + "/", "no list at this address"),
        ("\x00" * 9, "not the private address"),
        ("é" * 9_000, "not the private address"),
    ],
)
def test_a_wrong_address_is_said_and_nothing_lost(visitor, things, address, said):
    answer = visitor.add(things[0], address=address)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert said in page
    assert f'name="what" value="{what_of(things[0])}"' in page


BAD = ["r:ICPR-999999999", "r:0", "item:9.9.9", "practice:%00", "document:999999999999999999", "x" * 9_000, "\x00", ""]


@pytest.mark.parametrize("what", BAD)
def test_what_is_not_there_is_said(visitor, db, what):
    answer = visitor.client.get("/lists/add/", {"what": what})
    assert answer.status_code == 200
    assert "nothing can be added" in words(answer.content.decode())
    assert visitor.client.post("/lists/add/", {"what": what}).status_code == 400
    assert not ReadingList.objects.exists()


def test_nothing_of_a_draft_can_be_added_or_seen(visitor, db):
    draft = make_resource(title="Not yet", published=False)
    paper = make_document(resource=draft, title="Not yet either")
    assert found([what_of(draft), what_of(paper)]) == []
    assert "Not yet" not in visitor.get(f"/lists/add/?what={what_of(draft)}&what={what_of(paper)}")


def test_five_hundred_entries_and_no_more(visitor, db, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
    many = make_many(MOST_ENTRIES + 1)
    kept = visitor.start(*many[:MOST_ENTRIES])
    assert Entry.objects.count() == MOST_ENTRIES
    for more in (many[MOST_ENTRIES:], many):
        answer = visitor.add(*more, address=kept)
        assert answer.status_code == 400
        assert f"at most {MOST_ENTRIES} entries" in answer.content.decode()
    assert Entry.objects.count() == MOST_ENTRIES
    assert visitor.client.get("/lists/add/", {"what": ["r:ICPR-000001"] * 5_000}).status_code == 200


def test_five_thousand_sent_are_refused_with_what_to_do(visitor, kept):
    answer = visitor.client.post("/lists/add/", {"what": ["r:ICPR-000001"] * 5_000, "address": kept})
    assert answer.status_code == 400
    assert "choose fewer entries" in words(answer.content.decode())
    assert Entry.objects.count() == 3


def test_a_title_that_is_too_long_is_given_back(visitor, things):
    answer = visitor.add(things[0], title="x" * 121)
    assert answer.status_code == 400
    assert 'aria-describedby="title-error"' in answer.content.decode()
    assert not ReadingList.objects.exists()


def test_from_another_site_nothing_is_added(visitor, kept):
    form = {"what": what_of(make_resource()), "address": kept}
    answer = visitor.client.post("/lists/add/", form, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert Entry.objects.count() == 3


def test_too_many_begun_in_an_hour_are_refused(visitor, things):
    for _ in range(LISTS.limits.starts.most):
        LISTS.limits.starts.take("127.0.0.1")
    answer = visitor.add(things[0])
    assert answer.status_code == 429
    assert "was not" in words(answer.content.decode())
    assert not ReadingList.objects.exists()


def test_queries_do_not_grow_with_what_is_added(visitor, things, django_assert_max_num_queries):
    paper = make_document(resource=things[0], file=ContentFile(b"%PDF-1.4", "a.pdf"))
    names = [what_of(thing) for thing in (*things, paper)]
    with django_assert_max_num_queries(4):
        visitor.client.get("/lists/add/", {"what": names})
    names += [what_of(thing) for thing in (*make_many(5), make_item(number="1.6"), make_practice(name="Lighting"))]
    with django_assert_max_num_queries(4):
        visitor.client.get("/lists/add/", {"what": names})
    assert len(found(names)) == 11


def test_keys_tell_things_apart(things):
    paper = make_document(resource=things[0])
    assert len({fields_of(thing)["key"] for thing in (*things, paper)}) == 4
