"""Records near another: the tiers of nearness in their order, the newest first within one,
and no more than asked for."""

import pytest

from resources.catalogue import facet_index
from resources.catalogue.related import FEW, related_ids
from tests.factories import make_pillar, make_practice, make_resource, make_tag, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared() -> dict[str, object]:
    return {
        "tag": make_tag(name="youth"),
        "other tag": make_tag(name="schools"),
        "topic": make_topic(),
        "pillar": make_pillar(number=1),
    }


def make_near(shared: dict, title: str, *names: str, issued: int | None = 2015, **fields):
    """A record that shares these."""
    return make_resource(
        title=title,
        issued=issued,
        tags=[shared[name] for name in names if "tag" in name],
        topics=[shared["topic"]] if "topic" in names else [],
        pillars=[shared["pillar"]] if "pillar" in names else [],
        **fields,
    )


def nearest(record, most: int = 9) -> list[int]:
    index = facet_index.current()
    practices = record.practices.values_list("pk", flat=True)
    return related_ids(record, index.values_of(record.pk), practices, index, most)


# The nearest first: what is shared with the record, in the order of the docstring of `related_ids`.
TIERS = (
    ("tag", "other tag", "topic"),
    ("tag", "topic"),
    ("tag", "pillar"),
    ("tag",),
    ("topic", "pillar"),
)


def test_works_nearest_first_whatever_the_age(shared):
    whole = make_near(shared, "All", "tag", "other tag", "topic", "pillar")
    near = [make_near(shared, f"Tier {place}", *names, issued=2000 + place) for place, names in enumerate(TIERS)]
    assert nearest(whole) == [record.pk for record in near]


def test_two_tags_and_a_pillar_are_as_near_as_two_tags_and_a_topic(shared):
    whole = make_near(shared, "All", "tag", "other tag", "topic", "pillar")
    older = make_near(shared, "With a topic", "tag", "other tag", "topic", issued=2001)
    newer = make_near(shared, "With a pillar", "tag", "other tag", "pillar", issued=2002)
    assert nearest(whole) == [newer.pk, older.pk]


def test_among_equals_the_newest_comes_first(shared):
    record = make_near(shared, "One", "tag")
    near = [make_near(shared, f"Of {year}", "tag", issued=year) for year in (2003, 2019, 2011)]
    assert nearest(record) == [near[1].pk, near[2].pk, near[0].pk]


def test_no_more_than_asked_for_and_never_itself(shared):
    record = make_near(shared, "One", "tag", issued=2030)
    near = [make_near(shared, f"Of {year}", "tag", issued=year) for year in range(2010, 2016)]
    assert nearest(record, most=3) == [other.pk for other in reversed(near)][:3]
    assert record.pk not in nearest(record)


def test_a_shared_pillar_or_topic_alone_does_not_count(shared):
    record = make_near(shared, "One", "topic", "pillar")
    make_near(shared, "Topic", "topic")
    make_near(shared, "Pillar", "pillar")
    assert nearest(record) == []


def test_among_equals_what_can_be_opened_comes_first(shared):
    record = make_near(shared, "One", "tag")
    newer = make_near(shared, "Newer", "tag", issued=2020)
    open_page = {"official_url": "https://example.org/it", "address_evidence": "own-page"}
    older = make_near(shared, "Older", "tag", issued=2001, **open_page)
    assert nearest(record) == [older.pk, newer.pk]


def test_those_without_a_date_take_turns_with_the_newest(shared):
    record = make_near(shared, "One", "tag")
    dated = [make_near(shared, f"Of {year}", "tag", issued=year) for year in (2020, 2010)]
    undated = [make_near(shared, f"Undated {row}", "tag", issued=None) for row in range(2)]
    found = nearest(record)
    assert found[::2] == [other.pk for other in dated]
    assert set(found[1::2]) == {other.pk for other in undated}


def test_a_like_title_comes_before_all_else(shared):
    record = make_near(shared, "Body-Worn Cameras", "tag", "other tag", "topic")
    near = make_near(shared, "Youth programs", "tag", "other tag", "topic", issued=2024)
    sibling = make_near(shared, "Implementing a Body-Worn Camera Program", "tag", issued=None)
    assert nearest(record) == [sibling.pk, near.pk]


def test_a_like_title_alone_is_near_and_comes_last(shared):
    record = make_near(shared, "Foot Pursuits", "tag")
    sibling, other = make_near(shared, "Foot Pursuit"), make_near(shared, "Youth", "tag")
    make_near(shared, "Vehicle Stops")
    assert nearest(record) == [other.pk, sibling.pk]


def test_a_word_that_many_titles_hold_makes_no_siblings(shared):
    record = make_near(shared, "Training")
    for row in range(FEW + 1):
        make_near(shared, f"Training, part {row}")
    assert nearest(record) == []


def test_records_on_the_same_practice_are_near(shared):
    patrol, other = make_practice(name="Foot patrol"), make_practice(name="Cameras")
    record = make_near(shared, "One", "tag", practices=[patrol])
    about = make_near(shared, "Two", practices=[patrol])
    make_near(shared, "Three", practices=[other])
    both = make_near(shared, "Four", "tag", practices=[patrol])
    tagged = make_near(shared, "Five", "tag")
    assert nearest(record) == [both.pk, about.pk, tagged.pk]


def test_what_is_not_public_is_not_near(shared):
    record = make_near(shared, "One", "tag")
    make_near(shared, "Draft", "tag", published=False)
    assert nearest(record) == []
