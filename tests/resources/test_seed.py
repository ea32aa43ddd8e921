"""The opening catalogue, held against the page it comes from and against the rules of publishing."""

import json
from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.utils import timezone

from icpr.lib.http.refused_hosts import refused_host
from pillars.models import FocusArea, Pillar, Topic
from resources import search
from resources.models import Document, Kind, Publisher, Resource, SearchAddress
from tests.resources.engagement_page import NEW, PAPERS, TOPICS

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def catalogue(opening):
    return opening


def group_of(resource: Resource) -> str:
    return {Kind.MODEL_POLICY: "policy papers", Kind.POLICE_CHIEF_ARTICLE: "articles", Kind.VIDEO: "videos"}.get(
        resource.kind, "resources"
    )


def test_works(catalogue):
    assert catalogue == Resource.objects.count() >= 189
    assert Resource.objects.published().count() >= 350
    assert (Pillar.objects.count(), FocusArea.objects.count(), Topic.objects.count()) == (6, 5, 7)


def test_the_expected_lists_are_whole():
    """130 bullets under seven topics, one of them twice in its list; 127 distinct works with the new ones."""
    listed = [title for groups in TOPICS.values() for titles in groups.values() for title in titles]
    assert len(listed) == 129
    assert len(NEW) == 10
    assert len({*listed, *NEW}) == 127
    assert len(PAPERS) == 23


def test_each_topic_lists_exactly_what_the_page_lists(catalogue):
    assert set(Topic.objects.values_list("slug", flat=True)) == set(TOPICS)
    for topic in Topic.objects.all():
        expected = TOPICS[topic.slug]
        listed: dict[str, list[str]] = {}
        for resource in topic.resources.published():
            listed.setdefault(group_of(resource), []).append(resource.title)
        found = {group: sorted(titles) for group, titles in listed.items()}
        assert found == {group: sorted(titles) for group, titles in expected.items()}, topic


def test_no_work_is_in_twice(catalogue):
    titles = Counter(Resource.objects.values_list("title", flat=True))
    assert [title for title, number in titles.items() if number > 1] == []


def test_the_ten_the_page_lists_as_new_are_not_new_here(catalogue):
    """The page has no date: nothing says that they are new."""
    assert not Resource.objects.marked_new(timezone.localdate()).exists()
    listed = Resource.objects.filter(staff_note__contains="Listed as new by the engagement page")
    assert set(listed.values_list("title", flat=True)) == set(NEW)


def test_policies_have_exactly_their_papers(catalogue):
    found = {
        policy.title: sorted(policy.documents.values_list("role", flat=True))
        for policy in Resource.objects.of_kind(Kind.MODEL_POLICY)
    }
    assert {title: found[title] for title in PAPERS} == PAPERS
    others = {title: roles for title, roles in found.items() if title not in PAPERS}
    # Of the others two papers are known or none: the publisher's directory tells which there are.
    assert {tuple(roles) for roles in others.values()} == {(), ("concepts-issues", "model-policy")}


def test_papers_stand_in_the_order_of_the_page(catalogue):
    order = ["model-policy", "considerations", "discussion", "concepts-issues", "need-to-know"]
    for policy in Resource.objects.of_kind(Kind.MODEL_POLICY):
        roles = list(policy.documents.values_list("role", flat=True))
        assert roles == sorted(roles, key=order.index), policy


def test_no_third_partys_copy_is_linked(catalogue):
    addresses = [*Resource.objects.exclude(official_url="").values_list("official_url", flat=True)]
    addresses += Document.objects.exclude(url="").values_list("url", flat=True)
    assert len(addresses) > 100
    for address in addresses:
        parts = urlsplit(address)
        assert parts.scheme in {"http", "https"}
        assert not parts.query.startswith("ref="), address
        assert not refused_host(parts.hostname), address


def test_every_record_keeps_the_rules_of_publishing(catalogue):
    for resource in Resource.objects.all():
        assert resource.publish_errors() == [], resource
        resource.full_clean()
    for document in Document.objects.all():
        document.full_clean()


def test_the_searches_for_titles_keep_the_rule_of_patterns(catalogue):
    assert SearchAddress.objects.count() == 5
    for each in SearchAddress.objects.all():
        assert each.is_on
        each.full_clean()
    for publisher in Publisher.objects.exclude(directory_url=""):
        publisher.full_clean()


def test_founding_documents_and_announcements_are_in(catalogue):
    launch, gift = "2016-05-17", "2016-07-25"
    days = {str(day) for day in Resource.objects.exclude(issued_on=None).values_list("issued_on", flat=True)}
    assert {launch, gift, "2015-01-29"} <= days
    titles = " | ".join(Resource.objects.values_list("title", flat=True))
    for words in (
        "National Policy Summit on Community-Police Relations",
        "President's Task Force on 21st Century Policing",
    ):
        assert words.replace("'", "’") in titles.replace("'", "’")


def test_titles_are_found_by_their_own_words(catalogue):
    for resource in Resource.objects.all():
        assert resource.pk in search.match(search.parse(f'"{resource.title}"')), resource.title


def test_fixtures_name_rows_by_natural_keys():
    for path in sorted((settings.BASE_DIR / "fixtures").rglob("*.json")):
        rows = json.loads(path.read_text())
        assert rows
        assert not any("pk" in row for row in rows), path.name
