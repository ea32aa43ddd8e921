"""What search engines and other programs are told of the site."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import etree

from icpr.machine_files import FOR_PROGRAMS, READ
from icpr.sitemaps import NUMBERS_PER_FILE
from resources.formats import FORMS
from resources.models import Resource
from tests.factories import make_focus_area, make_item, make_pillar, make_practice, make_resource, make_topic

pytestmark = pytest.mark.django_db
SITE = "https://library.test"


def listed(client, address: str = "/sitemap.xml") -> dict[str, str]:
    """Addresses in a file, each with its last change; "" where that is not said."""
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    rows = [[child.text for child in row] for row in etree.fromstring(answer.content)]
    return {address.removeprefix(SITE): changed[0] if changed else "" for address, *changed in rows}


def everything(client) -> list[str]:
    return [address for file in listed(client) for address in listed(client, file)]


def test_works(client):
    make_pillar(name="Trust")
    make_focus_area(name="Leadership")
    make_topic(name="Force")
    shown = make_resource()
    make_item(number="1.5.1")
    make_item(number="1.6", state="to-check")
    make_practice(name="Foot patrol")
    make_resource(title="Unfinished", published=False)
    addresses = everything(client)
    assert {"/", "/about/", "/pillars/trust/", "/focus-areas/leadership/", "/topics/force/"} <= set(addresses)
    assert shown.get_absolute_url() in addresses
    assert {"/blueprint/", "/blueprint/1.5.1/", "/practices/foot-patrol/"} <= set(addresses)
    assert "/blueprint/1.6/" not in addresses
    assert "/resources/unfinished/" not in addresses
    assert len(addresses) == len(set(addresses))
    for address in addresses:
        assert client.get(address).status_code == 200, address


def test_the_index_names_the_files_that_hold_something(client):
    make_pillar()
    assert list(listed(client)) == ["/sitemap-pages.xml"]
    for number in (1, NUMBERS_PER_FILE, NUMBERS_PER_FILE + 1, 9 * NUMBERS_PER_FILE):
        make_resource(number=number)
    make_resource(number=5 * NUMBERS_PER_FILE, published=False)
    files = {"/sitemap-resources-1.xml": 2, "/sitemap-resources-2.xml": 1, "/sitemap-resources-9.xml": 1}
    assert list(listed(client)) == ["/sitemap-pages.xml", *files]
    assert {file: len(listed(client, file)) for file in files} == files
    for name in ("resources-3", "resources-5", "resources-0", "resources-01", "resources-x", "resources", "frame"):
        assert client.get(f"/sitemap-{name}.xml").status_code == 404, name


def test_a_record_that_the_clock_makes_public_has_changed_then(client, monkeypatch):
    moment = timezone.now().replace(microsecond=0) + timedelta(hours=1)
    made, file = make_resource(publish_at=moment), "/sitemap-resources-1.xml"
    assert list(listed(client)) == ["/sitemap-pages.xml"]
    monkeypatch.setattr(timezone, "now", lambda: moment + timedelta(days=1))
    assert listed(client)[file] == listed(client, file)[made.get_absolute_url()] == f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def test_what_no_page_shows_is_no_change(client):
    made, file = make_resource(), "/sitemap-resources-1.xml"
    before = listed(client, file)
    Resource.objects.filter(pk=made.pk).update(staff_note="A note.", updated_at=timezone.now() + timedelta(days=1))
    assert listed(client, file) == before


@pytest.mark.parametrize("rows", [2, 20])
def test_a_pinned_number_of_queries(client, django_assert_num_queries, rows):
    for _ in range(rows):
        make_resource()
    for address, queries in {"/sitemap.xml": 3, "/sitemap-resources-1.xml": 1, "/sitemap-pages.xml": 5}.items():
        with django_assert_num_queries(queries):
            client.get(address)


def test_thousands_of_records_cost_one_query_and_are_each_in_one_file(client, django_assert_num_queries):
    rows = range(NUMBERS_PER_FILE - 500, NUMBERS_PER_FILE + 501)
    published = {"status": "published", "publish_at": timezone.now() - timedelta(hours=1), "kind": "report"}
    Resource.objects.bulk_create(
        Resource(number=number, slug=f"record-{number}", title="A title", **published) for number in rows
    )
    with django_assert_num_queries(5):
        found = [address for place in (1, 2) for address in listed(client, f"/sitemap-resources-{place}.xml")]
        listed(client)
    assert found == [f"/resources/record-{number}/" for number in rows]


def test_robots(client):
    answer = client.get("/robots.txt")
    lines = answer.content.decode().splitlines()
    assert answer["Content-Type"].startswith("text/plain")
    assert {"Disallow: /admin/", "Disallow: /preview/", "Sitemap: https://library.test/sitemap.xml"} <= set(lines)
    assert "Disallow: /" not in lines
    told = {line.rpartition(" ")[2] for line in lines if line.startswith("#")}
    assert {f"https://library.test{path}" for path in ("/api/", "/oai", "/dump/", "/llms.txt")} <= told


def test_what_is_closed_to_programs_is_in_no_site_map(client):
    make_resource()
    closed = re.findall(r"Disallow: (/[^*\n]+)", client.get("/robots.txt").content.decode())
    assert [address for address in everything(client) if address.startswith(tuple(closed))] == []


def test_a_program_is_told_what_the_library_is_and_how_to_read_it(client):
    make_resource()
    answer = client.get("/llms.txt")
    text = answer.content.decode()
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert text.startswith("# ICPR Resource Library\n\n> Policy papers")
    links = re.findall(r"^- \[(/[^]]*)\]\(https://library\.test(/[^)]*)\): .", text, re.MULTILINE)
    named = {path for path, _ in links}
    assert named <= READ.keys() | FOR_PROGRAMS.keys() | {f"/resources{form.suffix}" for form in FORMS}
    assert {*READ, "/sitemap.xml", "/resources.json"} <= named
    for path, target in links:
        assert path == target
        found = client.get(target)
        assert b"".join(found) or target == "/dump/", target  # which leads on to what it says of itself
        assert found.status_code in {200, 302}, target


def test_health(client):
    assert client.get("/healthz").content == b"ok\n"
