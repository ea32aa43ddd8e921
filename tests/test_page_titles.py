"""Each public page of the opening catalogue has a title of its own that is not cut, and marks its place in the menu."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from icpr import sitemaps
from icpr.lib.text.page_titles import MOST
from resources.catalogue import facet_index
from resources.models import Kind, Resource, Tag
from tests.factories import make_resource

pytestmark = pytest.mark.django_db

TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
MARKED = re.compile(r'aria-current="(\w+)">([^<]+)</a></li>')


@pytest.fixture(scope="module")
def catalogue(opening):
    return opening


def page(address: str) -> str:
    return Client().get(address, follow=True).content.decode()


def marked(address: str) -> list[tuple[str, str]]:
    """What the main navigation marks as current, each with how."""
    return MARKED.findall(page(address).partition('aria-label="Main"')[2].partition("</nav>")[0])


def titles(addresses: list[str]) -> dict[str, str]:
    return {address: unescape(TITLE.search(page(address))[1]) for address in addresses}


def lists() -> list[str]:
    """The lists with one limit each, and further pages of some."""
    found = [
        f"{reverse('resources')}?{name}={key}"
        for name, values in facet_index.current().facets.items()
        for key, value in values.items()
        if value.members and name != "author"
    ]
    pages = ["resources/?page=2", "resources/?page=3", "resources/?kind=model-policy&page=2"]
    years = ["resources/?since=2015", "resources/?until=2015", "resources/?since=2015&until=2015", "resources/?q=force"]
    return [*found, *(f"/{path}" for path in (*pages, *years))]


def in_site_map() -> list[str]:
    return [path for path, _ in (*sitemaps.pages(), *sitemaps.records(1))]


@pytest.mark.slow
def test_works(catalogue):
    tags = [reverse("tag", args=[slug]) for slug in Tag.objects.values_list("slug", flat=True)]
    found = titles([*in_site_map(), *tags, *lists()])
    assert len(found) > catalogue
    assert {address: title for address, title in found.items() if len(title) > MOST} == {}
    by_title: dict[str, list[str]] = {}
    for address, title in found.items():
        by_title.setdefault(title, []).append(address)
    assert {title: same for title, same in by_title.items() if len(same) > 1} == {}


def test_a_topic_and_a_policy_of_one_name_differ(catalogue):
    policy = Resource.objects.get(title="Bias-Free Policing", kind=Kind.MODEL_POLICY)
    found = titles([policy.get_absolute_url(), "/topics/bias-free-policing/"])
    assert set(found.values()) == {
        "Bias-Free Policing · Model policy · ICPR Resource Library",
        "Bias-Free Policing · Topic · ICPR Resource Library",
    }


def test_a_long_title_is_whole_in_the_heading():
    record = make_resource(title="A title that goes on" + " and on" * 9)
    shown = page(record.get_absolute_url())
    assert f"{record.title}</h1>" in shown
    start = "A title that goes on and on and on and on and on and on"
    assert unescape(TITLE.search(shown)[1]) == f"{start}… · {record.permanent_number}"


@pytest.mark.parametrize(
    ("kind", "section"),
    [("model-policy", "Policy papers"), ("police-chief-article", "Police Chief"), ("guide", "All resources")],
)
def test_a_record_marks_its_section(kind, section):
    record = make_resource(kind=kind)
    for address in (record.get_absolute_url(), f"/r/{record.permanent_number}/tell-us/"):
        assert marked(address) == [("true", section)], address


@pytest.mark.parametrize(
    ("address", "section"),
    [
        ("/model-policies/", "Policy papers"),
        ("/police-chief/", "Police Chief"),
        ("/practices/", "Blueprint"),
        ("/blueprint/questions/", "Blueprint"),
        ("/tags/", "All resources"),
        ("/resources/?author=nobody", "All resources"),
    ],
)
def test_a_page_marks_its_section(address, section):
    assert [label for _, label in marked(address)] == [section]
