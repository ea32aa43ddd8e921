"""What a page says of its forms: in its head, and in the menu "Use this list"."""

import re
from urllib.parse import urlencode

import pytest

from resources.formats import FORMS
from tests.factories import make_item, make_pillar, make_practice, make_resource
from tests.resources.catalogue.test_listing import added_some

pytestmark = pytest.mark.django_db


def alternates(client, address: str) -> list[str]:
    return re.findall(r'<link rel="alternate" type="[^"]+" href="([^"]+)" title="[^"]+">', page(client, address))


def page(client, address: str) -> str:
    return client.get(address).content.decode()


def test_works(client):
    pillar = make_pillar()
    make_resource(title="A guide", tags=["youth"], kind="model-policy", pillars=[pillar])
    make_resource(kind="police-chief-article", issued=2020)
    resource = make_resource(items=[make_item(number="1.1")], practices=[make_practice(name="Patrol")])
    pages = ["/resources/?q=guide", "/tags/youth/", "/model-policies/", "/police-chief/?year=2020", "/whats-new/"]
    pages += [pillar.get_absolute_url(), "/blueprint/1.1/", "/practices/patrol/", resource.get_absolute_url()]
    for address in pages:
        path, mark, query = address.partition("?")
        found = alternates(client, address)
        assert found == [path.removesuffix("/") + form.suffix + mark + query for form in FORMS], address
        if address != resource.get_absolute_url():
            menu = page(client, address).partition('class="use"')[2].partition("</section>")[0]
            follow = f"/follow/?{urlencode({'of': address}, safe='/')}"
            assert sorted(re.findall(r'<a href="([^"]+)"', menu)) == sorted(["/api/", follow, *found]), address


def test_a_page_of_a_list_leads_to_the_whole_in_its_canonical_query(client):
    added_some(25)
    found = alternates(client, "/resources/?page=2&sort=title&language=en&nonsense=1")
    assert found[0] == "/resources.csv?language=en&amp;sort=title"
    assert alternates(client, "/resources/?page=2")[0] == "/resources.csv"


def test_a_page_without_forms_has_none(client):
    for address in ("/", "/about/", "/tags/", "/nothing/"):
        assert alternates(client, address) == []
        assert 'class="use"' not in page(client, address)


def test_an_empty_list_offers_no_files(client):
    assert not [url for url in alternates(client, "/resources/?q=zeppelin") if ".csv" in url]
