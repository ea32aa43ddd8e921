"""The sentence above a list."""

import pytest
from django.http import QueryDict

from resources.catalogue.headings import describe
from resources.catalogue.selection import select
from tests.factories import (
    make_audience,
    make_focus_area,
    make_pillar,
    make_publisher,
    make_resource,
    make_tag,
    make_topic,
)

pytestmark = pytest.mark.django_db


def test_works():
    """Each facet has its place in the sentence, whatever the order of the address."""
    make_resource(
        title="Trust",
        kind="report",
        issued=2019,
        access="open",
        language="es",
        pillars=[make_pillar(name="Policy")],
        focus_areas=[make_focus_area(name="Leadership")],
        topics=[make_topic(name="Use of Force")],
        publishers=[make_publisher(name="Press")],
        tags=[make_tag(name="youth")],
    ).audiences.add(make_audience(name="Chiefs"))
    asked = "access=open&language=es&publisher=press&audience=chiefs&tag=youth&topic=use-of-force&focus=leadership"
    assert describe(select(QueryDict(f"{asked}&pillar=policy&kind=report&q=trust&since=2015"))) == (
        "1 report matching “trust” on Policy in Leadership under Use of Force about youth for chiefs from Press"
        " in Spanish open to all since 2015"
    )


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("", "2 resources"),
        ("kind=guide", "1 guide"),
        ("kind=study", "No studies"),
        ("kind=guide&kind=report", "2 reports and guides"),
        ("kind=guide&kind=report&kind=study&kind=video", "2 resources"),
        ("since=2015&until=2015", "No resources from 2015"),
        ("since=2015&until=2016", "No resources from 2015 to 2016"),
        ("until=2016", "No resources until 2016"),
    ],
)
def test_kinds_and_years_are_said_in_words(asked, said):
    make_resource(kind="guide")
    make_resource(kind="report")
    assert describe(select(QueryDict(asked))) == said


def test_what_is_shown_for_words_that_find_nothing_stands_behind_them():
    make_resource(title="Body cameras", kind="guide", issued=2019)
    make_resource(title="Cameras of the body", kind="report", issued=2012)
    assert describe(select(QueryDict("q=body+camras&kind=guide&since=2015"))) == (
        "0 guides matching “body camras”; showing “body cameras” since 2015"
    )
    assert describe(select(QueryDict("q=body+camras&kind=report&since=2015"))) == (
        "No reports matching “body camras” or “body cameras” since 2015"
    )


def test_words_that_nothing_holds_are_told_from_filters_that_leave_nothing():
    make_resource(title="Body cameras", kind="guide")
    assert describe(select(QueryDict("q=zeppelin&kind=guide"))) == "Nothing here holds “zeppelin”"
    assert describe(select(QueryDict("q=body+zeppelin"))) == "Nothing here holds all of “body zeppelin”"
    assert describe(select(QueryDict('q="body"+"camras"'))) == 'Nothing here holds all of “"body" "camras"”'
    assert describe(select(QueryDict("q=body+cameras&kind=report"))) == "No reports matching “body cameras”"
