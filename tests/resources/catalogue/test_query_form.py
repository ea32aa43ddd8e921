"""The plain reading of a query, `ResourceFilter.qs`, against the selection that answers lists."""

import pytest
from django.core.files.base import ContentFile
from django.http import QueryDict
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from resources.catalogue import facet_index
from resources.catalogue.criteria import RELEVANCE, Criteria
from resources.catalogue.query_form import ResourceFilter
from resources.catalogue.selection import Selection, select
from resources.documents import queue
from resources.models import BestBet, Resource, SynonymGroup
from resources.models.documents import Role
from tests.factories import make_many, make_resource
from tests.resources.catalogue.random_library import COLUMNS, MOMENT, WORDS, YEARS, make_library
from tests.resources.documents.samples import pdf

pytestmark = pytest.mark.django_db

ANYHOW = settings(max_examples=60, database=None, suppress_health_check=list(HealthCheck))
TEXTS = [
    "",
    *WORDS,
    "trust -school",
    '"school trust"',
    "nowhere",
    "shcool",
    "scool polices",
    "pupils",
    "trust in youth",
]
sorts = st.sampled_from(["", "newest", "title", "added"])
years = st.none() | st.sampled_from(YEARS)


def keys(records) -> list[int]:
    return [record.pk for record in records]


def read(query: str, index, at=None) -> ResourceFilter:
    return ResourceFilter(QueryDict(query.removeprefix("?")), index=index, at=at)


@st.composite
def criteria(draw, values: dict[str, list[str]], texts=("",)) -> Criteria:
    names = draw(st.lists(st.sampled_from(sorted(values)), max_size=3, unique=True))
    some = {name: draw(st.lists(st.sampled_from(values[name]), min_size=1, max_size=2, unique=True)) for name in names}
    chosen = {name: tuple(keys) for name, keys in some.items()}
    since, until, undated = draw(st.tuples(years, years, st.just(False)) | st.just((None, None, True)))
    return Criteria(draw(st.sampled_from(texts)), chosen, since, until, draw(sorts), undated)


def test_works():
    make_resource(title="Trust", kind="report")
    kept = make_resource(title="Trust in schools", kind="guide")
    index = facet_index.current()
    asked = read("q=trust&kind=guide", index)
    assert keys(asked.qs) == [kept.pk]
    assert asked.criteria == Criteria("trust", {"kind": ("guide",)})


@pytest.mark.parametrize("seed", range(20, 23))
def test_without_words_it_is_the_list_in_its_order(seed):
    values = make_library(seed)
    index = facet_index.build(MOMENT)

    @ANYHOW
    @given(criteria(values))
    def agrees(asked):
        found = read(asked.query_string(), index, MOMENT)
        assert keys(found.qs) == Selection(found.criteria, index).ids()

    agrees()


@pytest.mark.parametrize("seed", range(23, 26))
def test_of_words_it_holds_what_the_list_calls_complete(seed):
    values = make_library(seed, size=60)
    SynonymGroup.objects.create(terms="school\npupils", reason="Said in the street.")
    index = facet_index.build(MOMENT)

    @ANYHOW
    @given(criteria(values | COLUMNS, TEXTS))
    @example(Criteria("pupils"))
    @example(Criteria("shcool"))
    @example(Criteria("scool trust youth", sort="title"))
    def agrees(asked):
        found = read(asked.query_string(), index, MOMENT)
        listed = Selection(found.criteria, index)
        plain = keys(found.qs)
        if listed.found.corrected:
            assert plain == []
        else:
            assert set(plain) <= set(listed.ids())
            everywhere = read(Criteria(found.criteria.q).query_string(), index, MOMENT)
            assert not found.criteria.q or everywhere.qs.count() == len(listed.found.ids)
        if not listed.found.corrected:
            assert set(plain) == set(listed.ids())
            if listed.criteria.order != RELEVANCE:
                assert plain == listed.ids()

    agrees()


def test_what_is_pinned_is_the_lists_alone():
    every = [make_resource(title="Trust", annotation="Safety in schools") for _ in range(2)]
    make_resource(title="Trust and safety")
    pinned = make_resource(title="Something else")
    BestBet.objects.create(query="trust and safety in schools", resource=pinned, reason="A test.")
    listed = select(QueryDict("q=trust+and+safety+in+schools"))
    assert set(listed.ids()) == {pinned.pk} | {made.pk for made in every}
    asked = read("q=trust+and+safety+in+schools", listed.index)
    assert set(keys(asked.qs)) == set(keys(every))


def test_words_inside_documents_count(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    made = make_resource(title="A policy")
    made.documents.create(role=Role.FULL_TEXT, file=ContentFile(pdf("Nothing here", "Handcuffs are counted"), "a.pdf"))
    assert list(queue.work())
    assert keys(read("q=handcuffs", facet_index.current()).qs) == [made.pk]


def test_the_latest_added_come_in_their_order():
    make_library(27)
    index = facet_index.build(MOMENT)
    asked = read("sort=added", index, MOMENT)
    assert keys(asked.qs) == Selection(asked.criteria, index).ids()


def test_a_draft_is_never_in_it():
    kept, _ = make_resource(title="Trust"), make_resource(title="Trust", published=False)
    for query in ("", "q=trust", "sort=added", "language=en"):
        assert keys(read(query, facet_index.current()).qs) == [kept.pk], query


def test_a_large_library_is_streamed(django_assert_max_num_queries):
    make_many(250, kind="report")
    asked = read("kind=report&sort=title", facet_index.current())
    with django_assert_max_num_queries(40):
        written = [record.as_dict()["title"] for record in asked.qs.for_export().iterator(chunk_size=100)]
    assert len(written) == Resource.objects.count()
