"""What saving a record in the admin costs: so many statements, and one row of search words, however much is changed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from resources.curation import history, history_texts
from resources.models import Author, Catalogue, Resource
from resources.search import indexing
from tests.factories import (
    make_audience,
    make_author,
    make_document,
    make_focus_area,
    make_item,
    make_pillar,
    make_publisher,
    make_resource,
    make_topic,
)
from tests.resources.staff import address, form_data

pytestmark = pytest.mark.django_db

MOST = 60
# Two relations are read, emptied and filled. A tag is made: looked up first so that it is not twice, asked for among
# the other names of tags, and no other name of one any more; the vocabulary, with its edition, is read for near ones.
# And the form asks whether the record is a new edition. Another title is asked about: how rare its words are, and which
# records have them.
MOST_OF_MUCH = 90


@pytest.fixture
def record():
    """As full as a record usually is, and public."""
    record = make_resource(
        kind="model-policy",
        title="Use of Force",
        pillars=[make_pillar(), make_pillar(number=2)],
        focus_areas=[make_focus_area()],
        topics=[make_topic()],
        audiences=[make_audience()],
        publishers=[make_publisher()],
        items=[make_item(number="2.1")],
        tags=["force", "trust", "training", "youth"],
    )
    for role in ("model-policy", "considerations", "need-to-know"):
        make_document(resource=record, role=role)
    for name in ("Peel", "Vollmer"):
        make_author(resource=record, family_name=name)
    return record


def saved(client, record: Resource, **changes) -> list[str]:
    """The statements of one save, after the first save has kept the record as it was."""
    url = address("change", record.pk)
    data = form_data(client, url)
    assert client.post(url, data).status_code == 302
    with CaptureQueriesContext(connection) as asked:
        assert client.post(url, data | changes).status_code == 302
    return [query["sql"] for query in asked]


def words_written(statements: list[str]) -> int:
    return sum('INTO "resources_searchtext"' in sql for sql in statements)


def test_works(publisher, record):
    statements = saved(publisher, record, title="Force", staff_note="To be checked.")
    assert Resource.objects.get().title == "Force"
    assert words_written(statements) == 1
    assert len(statements) <= MOST


def test_a_save_that_changes_much(publisher, record):
    author = record.authors.first()
    changes = {
        "title": "Force",
        "tags": "force, trust, courts",
        "tags-new-courts": "make",
        "topics": [make_topic(position=2).pk],
        "publishers": [make_publisher(name="Town Press").pk],
        "authors-0-family_name": "Bratton",
    }
    statements = saved(publisher, record, **changes)
    assert words_written(statements) == 1
    assert set(Resource.objects.get().tags.names()) == {"force", "trust", "courts"}
    assert Author.objects.get(pk=author.pk).family_name == "Bratton"
    words = record.search_text
    words.refresh_from_db()
    assert "bratton" in words.terms
    assert "court" in words.terms
    assert len(statements) <= MOST_OF_MUCH


def test_papers_and_authors_cost_nothing_more(publisher, record):
    few = len(saved(publisher, record, title="Force"))
    for number in range(4):
        make_document(resource=record, role="other", title=f"Paper {number}")
        make_author(resource=record, family_name=f"Author {number}")
    assert len(saved(publisher, record, title="Use of Force")) == few


def test_a_staff_note_changes_no_version(publisher, record):
    saved(publisher, record)
    before = Catalogue.versions()
    saved(publisher, record, staff_note="To be checked.")
    assert Catalogue.versions() == before


def test_the_version_kept_is_of_the_record_as_it_was_saved(publisher, record):
    saved(publisher, record, title="Force", topics=[], pillars=[make_pillar(number=3).pk])
    latest = history.versions_of(record.pk).first()
    assert history_texts.contents(latest) == history_texts.contents_now(record)
    assert indexing.names_of([record.pk])[record.pk]["pillars"] == ["Pillar 3"]
