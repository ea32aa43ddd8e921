"""What search engines are told."""

import re

import pytest

from tests.factories import make_focus_area, make_item, make_pillar, make_practice, make_resource, make_topic

pytestmark = pytest.mark.django_db


def test_works(client):
    make_pillar(name="Trust")
    make_focus_area(name="Leadership")
    make_topic(name="Force")
    shown = make_resource()
    make_item(number="1.5.1")
    make_item(number="1.6", state="to-check")
    make_practice(name="Foot patrol")
    make_resource(title="Unfinished", published=False)
    addresses = re.findall(r"<loc>https?://[^/]+([^<]*)</loc>", client.get("/sitemap.xml").content.decode())
    assert {"/", "/about/", "/pillars/trust/", "/focus-areas/leadership/", "/topics/force/"} <= set(addresses)
    assert shown.get_absolute_url() in addresses
    assert {"/blueprint/", "/blueprint/1.5.1/", "/practices/foot-patrol/"} <= set(addresses)
    assert "/blueprint/1.6/" not in addresses
    assert "/resources/unfinished/" not in addresses
    assert len(addresses) == len(set(addresses))
    for address in addresses:
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("rows", [2, 20])
def test_a_pinned_number_of_queries(client, django_assert_num_queries, rows):
    for _ in range(rows):
        make_resource()
    with django_assert_num_queries(7):
        client.get("/sitemap.xml")


def test_robots(client):
    answer = client.get("/robots.txt")
    lines = answer.content.decode().splitlines()
    assert answer["Content-Type"].startswith("text/plain")
    assert {"Disallow: /admin/", "Disallow: /preview/", "Sitemap: https://library.test/sitemap.xml"} <= set(lines)
    assert "Disallow: /" not in lines


def test_health(client):
    assert client.get("/healthz").content == b"ok\n"
