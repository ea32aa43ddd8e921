"""What is taken out comes back without a change, whatever it holds. `test_opening` does it with the whole catalogue."""

from datetime import date

import pytest

from icpr.lib.exchange.dry_run import dry_run
from icpr.lib.exchange.files import FORMS
from icpr.lib.exchange.xlsx import LONGEST_CELL, TOO_LONG
from resources.exchange import BEST_BETS, COLLECTIONS, PUBLISHERS, RESOURCES, TAGS
from resources.models import Author, BestBet, Collection, CollectionEntry, Document, Publisher, Resource, Tag
from tests.factories import add_entries, make_collection, make_document, make_item, make_practice, make_resource
from tests.resources.exchange import back, told

pytestmark = pytest.mark.django_db

EACH_FORM = pytest.mark.parametrize("form", FORMS)


HOSTILE = [
    *(
        "=1+1",
        "'=x",
        "''",
        "@SUM(A1)",
        "+1",
        "-",
        "1.10",
        "0012",
        "1E5",
        "2027-06-30",
        "TRUE",
        '"',
        'a "b" c',
        '"a"; b',
    ),
    *(
        "a; b, c | d",
        "one\ntwo",
        "a\tb",
        "שלום עולם",
        "\u200fx",
        "café 日本 😀",
        "_x0008_",
        "<b>&amp;",
        "group: x",
        "Help: x",
    ),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_works(text):
    """As it stands in the database, past every form."""
    record = make_resource(issued_on=date(2019, 3, 1), issued_precision="month", superseded_by=make_resource())
    names = [*("title", "annotation", "in_brief", "body", "publication", "volume", "issue", "pages"), "rights_note"]
    short = {name: text[: Resource._meta.get_field(name).max_length] for name in names}
    Resource.objects.filter(pk=record.pk).update(**short, staff_note=text)
    Author.objects.create(resource=record, family_name=text)
    Author.objects.create(resource=record, family_name=text, given_names=text, position=2)
    Author.objects.create(resource=record, organization=text, position=3)
    make_document(resource=record, title=text, url="https://example.org/a|b;c", address_evidence="own-page")
    make_document(resource=record, title=text, file="000001/a.pdf", format="pdf", position=2, page_count=3)
    publisher = Publisher.objects.create(name=text, slug="p", directory_of=text)
    tag = Tag.objects.create(name=text, slug="t")
    record.publishers.add(publisher), record.tags.add(tag)
    listed = make_collection(of=[record], notes=[text], group=text, for_whom=text)
    add_entries(listed, of=[make_item(number="1.10"), make_practice(name=text, slug="walk")], notes=[text, ""])
    BestBet.objects.create(query=text, resource=record, reason=text)
    for table in (RESOURCES, COLLECTIONS, PUBLISHERS, TAGS, BEST_BETS):
        assert told(dry_run(table, table.as_csv(table.model.objects.all()))) == [], table.name


@EACH_FORM
def test_any_text_comes_back_in_every_form(form):
    record = make_resource(tags=[])
    for place, text in enumerate(HOSTILE):
        Author.objects.create(resource=record, organization=text, position=place)
        make_document(resource=record, title=text, position=place)
        if not Tag.objects.named([text]):
            record.tags.add(Tag.objects.create(name=text, slug=f"t{place}"))
        make_resource(title=text, staff_note=text)
    assert told(back(RESOURCES, form)) == []


def test_a_text_too_long_for_a_cell_of_a_workbook_is_left_as_it_is():
    record = make_resource()
    Resource.objects.filter(pk=record.pk).update(staff_note="é" * (LONGEST_CELL + 1), annotation="a" * 300)
    assert TOO_LONG not in RESOURCES.as_csv(Resource.objects.all())
    assert told(back(RESOURCES, "xlsx")) == []


def test_what_is_gone_from_the_library_stays_in_a_collection():
    record, practice = make_resource(), make_practice()
    paper = make_document(resource=make_resource(title="Other"))
    listed = make_collection(of=[record, practice, paper])
    for gone in (record, practice, paper):
        gone.delete()
    assert CollectionEntry.objects.filter(collection=listed).count() == 3
    assert told(dry_run(COLLECTIONS, COLLECTIONS.as_csv(Collection.objects.all()))) == []
    text = COLLECTIONS.as_csv(Collection.objects.all()).replace("practice-", "practice-9")
    assert told(dry_run(COLLECTIONS, text)), "another key that is gone cannot come"


def test_many_cost_what_two_do(django_assert_num_queries):
    record = make_resource()
    for number in range(2):
        record = make_resource(tags=["a", "b"], title=f"R{number}", superseded_by=record)
        make_document(resource=record), Author.objects.create(resource=record, organization="O")
    with django_assert_num_queries(13) as counted:
        RESOURCES.as_json(Resource.objects.all())
    for number in range(10):
        record = make_resource(tags=["a", "b"], title=f"S{number}", superseded_by=record)
        make_document(resource=record), Author.objects.create(resource=record, organization="O")
    with django_assert_num_queries(len(counted)):
        RESOURCES.as_json(Resource.objects.all())
    assert Document.objects.count() == 12
