"""Records near another: the tiers of nearness in their order, the newest first within one,
and no more than asked for."""

import pytest

from resources.catalogue import facet_index
from resources.catalogue.related import related_ids
from tests.factories import make_pillar, make_resource, make_tag, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared() -> dict[str, object]:
    return {
        "tag": make_tag(name="youth"),
        "other tag": make_tag(name="schools"),
        "topic": make_topic(),
        "pillar": make_pillar(number=1),
    }


def make_near(shared: dict, title: str, *names: str, issued: int = 2015, **fields):
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
    return related_ids(record.pk, index.values_of(record.pk), index, most)


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


def test_what_is_not_public_is_not_near(shared):
    record = make_near(shared, "One", "tag")
    make_near(shared, "Draft", "tag", published=False)
    assert nearest(record) == []
