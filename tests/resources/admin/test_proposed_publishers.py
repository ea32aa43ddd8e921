"""An editor who does not find a publisher adds one, after those that it may be; readers see it once a record has it."""

import html
import re

import pytest
from django.test import Client

from resources.dump import writing
from resources.models import Publisher
from resources.terms.models import Alias
from tests.factories import make_publishable, make_publisher
from tests.resources.staff import address, form_data, texts

pytestmark = pytest.mark.django_db
ADD = address("add", model="publisher")
POPUP = f"{ADD}?_popup=1"
IACP = "International Association of Chiefs of Police"


def typed(client: Client, name: str, where: str = ADD, **more) -> dict:
    slug = re.sub(r"\W+", "-", name.lower()).strip("-")
    return form_data(client, where) | {"name": name, "slug": slug} | more


def offered(answer) -> list[str]:
    return re.findall("Yes, it is “([^”]+)”", html.unescape(answer.content.decode()))


def test_works(editor):
    make_publisher(name=IACP)
    page = editor.get(address("add")).content.decode()
    assert 'id="add_id_publishers"' in page
    assert 'id="change_id_publishers"' not in page
    editor.post(ADD, typed(editor, "City Press", directory_url="https://press.example.org/"))
    made = Publisher.objects.get(name="City Press")
    assert made.directory_url == "https://press.example.org/"
    for page in ("change", "delete"):
        answer = editor.post(address(page, made.pk, model="publisher"), {"name": "Other", "slug": "o", "post": "yes"})
        assert answer.status_code == 403
    assert Publisher.objects.get(pk=made.pk).name == "City Press"


@pytest.mark.parametrize(
    "name", ["IACP", "Chiefs’ association", "Intern. Association of Chiefs of Police", IACP.lower()]
)
def test_those_it_may_be_are_offered_before_one_is_made(editor, name):
    known = make_publisher(name=IACP)
    make_publisher(name="Vera Institute of Justice")
    Alias.objects.create(kind="publisher", name="Chiefs’ association", term=known.pk)
    answer = editor.post(ADD, typed(editor, name))
    assert "Is it one of those that are here already?" in texts(answer)
    assert offered(answer) == [IACP]
    assert Publisher.objects.count() == 2
    [field] = set(re.findall(r'name="(name-near-[^"]*)"', html.unescape(answer.content.decode())))
    answer = editor.post(ADD, typed(editor, name) | {field: f"use {known.slug}"}, follow=True)
    assert f"“{IACP}” is here already. Nothing was added." in texts(answer)
    assert Publisher.objects.count() == 2


def test_it_may_be_another_one_all_the_same(editor):
    make_publisher(name="City Press")
    answer = editor.post(ADD, typed(editor, "City Presse"))
    assert offered(answer) == ["City Press"]
    again = typed(editor, "City Presse") | {"name-near-city presse": "another"}
    assert editor.post(ADD, again | {"name": "City Pres"}).status_code == 200  # the answer is to another name
    assert editor.post(ADD, again).status_code == 302
    assert Publisher.objects.filter(name="City Presse").exists()


def test_a_popup_gives_the_one_that_is_here(editor):
    known = make_publisher(name=IACP)
    sent = typed(editor, "IACP", POPUP) | {"name-near-iacp": f"use {known.slug}"}
    answer = editor.post(POPUP, sent)
    assert f"&quot;value&quot;: &quot;{known.pk}&quot;" in answer.content.decode()
    assert editor.post(POPUP, sent | {"_to_field": "directory_url"}).status_code == 400
    assert Publisher.objects.count() == 1


def test_a_form_sent_twice_gives_no_field_that_is_no_key(editor):
    sent = typed(editor, "City Press", POPUP)
    assert "popup_response" in editor.post(POPUP, sent).content.decode()
    assert editor.post(POPUP, sent | {"_to_field": "directory_url"}).status_code == 400
    assert editor.post(POPUP, sent | {"_to_field": "nothing"}).status_code == 400


@pytest.mark.parametrize("answer", ["use ", "use nothing", "use \x00", "yes", "x" * 5_000])
def test_an_answer_that_was_not_offered_is_none(editor, answer):
    make_publisher(name="City Press")
    assert editor.post(ADD, typed(editor, "City Presse") | {"name-near-city presse": answer}).status_code == 200
    assert Publisher.objects.count() == 1


@pytest.mark.parametrize("name", ["\x00", "", "…", "a\x00b", "x" * 300])
def test_any_name_is_answered(editor, name):
    make_publisher(name="City Press")
    for answer in ("", "another", "use city-press"):
        sent = typed(editor, "y") | {"name": name, f"name-near-{name}": answer, "name-near-": answer}
        assert editor.post(ADD, sent).status_code in {200, 302}


def test_a_publisher_is_changed_without_a_question(publisher):
    make_publisher(name="City Press")
    other = make_publisher(name="Vera")
    url = address("change", other.pk, model="publisher")
    publisher.post(url, form_data(publisher, url) | {"name": "City Presse"})
    assert Publisher.objects.filter(name="City Presse").exists()


def test_it_shows_nowhere_before_a_public_record_has_it(client, editor):
    make_publishable(title="Public guide", publishers=[make_publisher(name="City Press")]).publish()
    editor.post(ADD, typed(editor, "Quadrille House"))
    hidden = Publisher.objects.get(name="Quadrille House")
    draft = make_publishable(title="A draft", publishers=[hidden])
    writing.write()
    pages = ["/", "/resources/", "/resources/?q=quadrille", "/resources.json", "/resources.csv", "/sitemap.xml"]
    pages += [f"/resources/?publisher={hidden.slug}", f"/resources.json?publisher={hidden.slug}", "/api/v1/publishers"]
    pages += ["/api/v1/suggest?q=quadr", "/suggest?q=quadr", *(f"/dump/{name}" for name in writing.NAMES)]
    pages += ["/resources.ris", "/oai?verb=ListRecords&metadataPrefix=oai_dc", "/about/"]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code in {200, 404}, page
        assert "Quadrille House" not in said(answer), page
    draft.publish()
    assert "Quadrille House" in said(client.get("/resources/"))
    assert "Quadrille House" in said(client.get("/api/v1/publishers"))


def said(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return html.unescape(body.decode(errors="replace"))
