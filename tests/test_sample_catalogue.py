import multiprocessing
from io import StringIO
from itertools import islice

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from resources import search
from resources.models import Catalogue, Document, RecordClock, Resource, SearchText
from resources.search import renewal
from tests.factories import make_resource
from tests.sample_catalogue import load_sample_catalogue, loading
from tests.sample_catalogue.ahead import ahead
from tests.sample_catalogue.loading import LINKS
from tests.sample_catalogue.records import sample_records
from tests.sample_catalogue.terms import ready_terms

pytestmark = pytest.mark.django_db
RELATIONS = ("pillars", "focus_areas", "topics", "audiences", "publishers", "tags", "authors", "documents")

# What seed 5 gives on every database and on every day.
FIRST = "Sample: Data Police and Meeting Officer in Lorumstead"


def rows() -> list[tuple]:
    """Everything about every record but primary keys and the times of writing."""
    return [
        (
            *(getattr(resource, field.attname) for field in columns()),
            *(tuple(map(str, getattr(resource, name).order_by("pk"))) for name in RELATIONS),
        )
        for resource in Resource.objects.order_by("number")
    ]


def columns() -> list:
    return [f for f in Resource._meta.concrete_fields if f.name not in {"id", "created_at", "updated_at"}]


def test_works():
    numbers = load_sample_catalogue(60, seed=5)

    assert numbers == range(1, 61)
    assert Resource.objects.count() == SearchText.objects.count() == 60
    assert all(title.startswith("Sample: ") for title in Resource.objects.values_list("title", flat=True))


def test_a_seed_gives_the_same_records_everywhere():
    load_sample_catalogue(40, seed=5)
    loaded = rows()

    assert loaded[0][columns().index(Resource._meta.get_field("title"))] == FIRST
    Resource.objects.all().delete()
    Catalogue.objects.update(last_number=0)
    load_sample_catalogue(40, seed=5)
    assert rows() == loaded


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # a thread of the suite's own waits beside
def test_many_batches_are_made_beside(monkeypatch):
    load_sample_catalogue(40, seed=5)
    loaded = rows()
    Resource.objects.all().delete()
    Catalogue.objects.update(last_number=0)

    monkeypatch.setitem(loading.BATCH, connection.vendor, 7)
    load_sample_catalogue(40, seed=5)
    assert rows() == loaded
    assert multiprocessing.active_children() == []


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize(
    ("make", "told"), [(Resource.objects.count, "connection to the database"), (lambda: 1 / 0, "ZeroDivisionError")]
)
def test_what_fails_beside_fails_here(make, told, capfd):
    with pytest.raises(EOFError):
        list(ahead(make() for _ in range(3)))
    assert told in capfd.readouterr().err
    assert Resource.objects.count() == 0


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite makes no index faster than it fills one")
def test_keys_and_indexes_are_as_before():
    before = set_up()
    load_sample_catalogue(20, seed=5)
    assert set_up() == before
    assert any("FOREIGN KEY" in definition for _, definition, _ in before)
    assert any("USING gin" in definition for _, definition, _ in before)


def set_up() -> set[tuple]:
    """Every constraint and index, as PostgreSQL defines it, and whether it has been checked."""
    with connection.cursor() as cursor:
        constraints = cursor.execute(
            "SELECT conrelid::regclass::text || conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint"
        ).fetchall()
        indexes = cursor.execute("SELECT indexname, indexdef, true FROM pg_indexes").fetchall()
    return {*constraints, *indexes}


def test_another_seed_gives_other_records():
    load_sample_catalogue(5, seed=5)
    load_sample_catalogue(5, seed=6)

    titles = list(Resource.objects.order_by("number").values_list("title", flat=True))
    assert set(titles[:5]).isdisjoint(titles[5:])


def test_records_pass_the_rules_staff_must_keep():
    load_sample_catalogue(150, seed=5)

    for resource in Resource.objects.published():
        assert resource.publish_errors() == []
        resource.full_clean()
    for document in Document.objects.all():
        document.full_clean()


def stored_words() -> list[tuple]:
    """The words of every record; terms may stand in any order."""
    texts = SearchText.objects.order_by("pk").values_list("pk", "title", "annotation", "body", "terms")
    return [(*words, sorted(terms.split())) for *words, terms in texts]


def test_words_are_those_that_indexing_would_write():
    load_sample_catalogue(30, seed=5)
    written = stored_words()

    renewal.rebuild()

    assert stored_words() == written
    assert len(search.match(search.parse("sample"))) == 30


def clocks() -> list[tuple]:
    """When the public sees each record, without when its row was written."""
    facts = ("number", "is_live", "publish_at", "expire_at", "first_public_at", "told_at", "title", "kind", "slug")
    return list(RecordClock.objects.order_by("number").values_list(*facts))


def test_is_what_saving_one_after_the_other_gives():
    load_sample_catalogue(25, seed=5)
    loaded, words, times = rows(), stored_words(), clocks()
    Resource.objects.all().delete()
    RecordClock.objects.all().delete()
    Catalogue.objects.update(last_number=0)

    for sample in sample_records(25, ready_terms(5), seed=5):
        sample.resource.save()
        for name in LINKS:
            getattr(sample.resource, name).set(getattr(sample, name))
        for row in (*sample.authors, *sample.documents):
            row.resource = sample.resource
            row.save()

    assert rows() == loaded
    assert [text[1:] for text in stored_words()] == [text[1:] for text in words]
    assert clocks() == times


def test_numbers_go_on_and_are_never_given_twice():
    make_resource(number=41)

    assert load_sample_catalogue(2, seed=5, add=True) == range(42, 44)
    last = make_resource()
    assert last.number == 44
    assert last.pk > max(Resource.objects.exclude(pk=last.pk).values_list("pk", flat=True))


def test_real_records_are_left_alone_unless_told():
    real = make_resource(title="A real record")

    with pytest.raises(CommandError, match="real records"):
        call_command("make_sample_catalogue", "3")
    assert list(Resource.objects.all()) == [real]

    call_command("make_sample_catalogue", "3", "--add", stdout=StringIO())
    assert Resource.objects.count() == 4


def test_none_is_refused():
    with pytest.raises(CommandError, match="at least one"):
        call_command("make_sample_catalogue", "0")


def test_facets_are_uneven_and_a_third_has_no_date():
    samples = list(islice(sample_records(3_000, ready_terms(1), seed=1), 3_000))
    share = {
        "public": sum(sample.resource.is_published(timezone.now()) for sample in samples) / 3_000,
        "undated": sum(sample.resource.issued_on is None for sample in samples) / 3_000,
        "English": sum(sample.resource.language == "en" for sample in samples) / 3_000,
        "no topic": sum(not sample.topics for sample in samples) / 3_000,
        "first pillar": sum(sample.resource.pk is None and sample.pillars[0].number == 1 for sample in samples) / 3_000,
    }

    assert 0.95 < share["public"] < 0.99
    assert 0.30 < share["undated"] < 0.37
    assert share["English"] > 0.9
    assert share["no topic"] > 0.6
    assert share["first pillar"] > 0.25
    assert all(2 <= len(set(sample.tags)) == len(sample.tags) <= 5 for sample in samples)
    assert all(1 <= len(sample.pillars) <= 3 for sample in samples)
    assert len({tag for sample in samples for tag in sample.tags}) > 300
