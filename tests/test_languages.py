"""Words in another language than the pages' say so, wherever they stand (WCAG 3.1.2)."""

import re

import html5lib
import pytest
from django.core.files.base import ContentFile

from icpr import sitemaps
from icpr.lib.text.languages import attributes
from resources.models import DocumentPage, PreviewLink
from resources.search import indexing
from tests.factories import (
    make_document,
    make_focus_area,
    make_item,
    make_pillar,
    make_practice,
    make_publishable,
    make_resource,
    make_tag,
    make_topic,
)

pytestmark = pytest.mark.django_db

ARABIC_LETTERS = re.compile(r"[\u0600-\u06FF]")
ARABIC = ("ar", "rtl")
TITLE, PAPER = "الشرطة والمجتمع", "ورقة النموذج"


def languages(page: str, pattern: str) -> set[tuple[str | None, str | None]]:
    """The `lang` and `dir` in force wherever in a page's body a pattern stands."""
    found = set()

    def walk(element, lang, direction):
        lang, direction = element.get("lang", lang), element.get("dir", direction)
        if element.tag == "script":
            return  # data for machines, which nobody reads out
        if re.search(pattern, element.text or ""):
            found.add((lang, direction))
        for child in element:
            if isinstance(child.tag, str):
                walk(child, lang, direction)
            if re.search(pattern, child.tail or ""):
                found.add((lang, direction))

    walk(html5lib.parse(page, namespaceHTMLElements=False).find("body"), None, None)
    return found


@pytest.fixture
def addresses(client) -> list[str]:
    """Every public page of a library whose records are Arabic, in every place that lists or names them."""
    pillar, area, topic = make_pillar(), make_focus_area(), make_topic()
    practice = make_practice(directions=["helps"])
    item = make_item(number="1.5", pillar=pillar, practices=[practice])
    shared = {"pillars": [pillar], "focus_areas": [area], "topics": [topic], "items": [item], "practices": [practice]}
    shared |= {
        "tags": [make_tag(name="trust"), make_tag(name="listening")],
        "issued": 2020,
        "language": "ar",
        "annotation": "On listening.",
    }
    made = make_resource(title=TITLE, new_until="2100-01-01", **shared)
    make_document(resource=made, title=PAPER, language="ar", file=ContentFile(b"%PDF-1.4 x", "a.pdf"))
    make_document(resource=made, title=PAPER, language="ar", url="https://example.org/paper")
    make_document(resource=made, title=PAPER, language="ar")
    make_resource(title=f"{TITLE} ٢", kind="model-policy", superseded_by=made, **shared)
    make_resource(title=f"{TITLE} ٣", kind="police-chief-article", **shared)
    withdrawn = make_resource(title=f"{TITLE} ٤", superseded_by=made, **shared)
    withdrawn.withdraw("Out of date.")
    preview = PreviewLink.objects.create(
        resource=make_publishable(title=f"{TITLE} ٥", language="ar", annotation="Soon.")
    )
    listed = [path for path, _ in (*sitemaps.pages(), *sitemaps.records(1))]
    more = ["/tags/trust/", "/resources/?q=listening", "/resources/?pillar=" + pillar.slug, "/blueprint/?format=print"]
    return [*listed, *more, withdrawn.get_absolute_url(), preview.get_absolute_url()]


def test_works_on_every_page(client, addresses):
    names_it = []
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code in {200, 410}, address
        found = languages(answer.content.decode(), ARABIC_LETTERS)
        assert found <= {ARABIC}, address
        names_it += [address] if found else []
    assert {"/", "/resources/", "/whats-new/", "/model-policies/", "/police-chief/", "/tags/trust/"} <= set(names_it)
    assert {"/blueprint/1.5/", "/practices/foot-patrol/", "/pillars/pillar-1/", "/topics/topic-1/"} <= set(names_it)


def test_our_own_words_stay_in_the_language_of_the_page(client, addresses):
    assert languages(client.get("/resources/").content.decode(), "On listening") == {(None, None)}


def test_a_stretch_of_a_document_has_the_language_of_the_document(client):
    paper = make_document(resource=make_resource(), language="es", file=ContentFile(b"%PDF-1.4 x", "a.pdf"))
    DocumentPage.objects.create(document=paper, number=1, text="La policía escucha zanthoxylum todos los días.")
    indexing.index_pages(paper.resource_id)
    page = client.get("/resources/?q=zanthoxylum").content.decode()
    assert languages(page, "escucha") == {("es", "ltr")}


def test_suggestions_tell_the_language_of_a_title(client):
    make_resource(title="Policía de barrio", language="es")
    make_resource(title="Policing", language="en")
    found = {row["label"]: row for row in client.get("/suggest?q=polic").json()["suggestions"]}
    assert (found["Policía de barrio"]["lang"], found["Policía de barrio"]["dir"]) == ("es", "ltr")
    assert "lang" not in found["Policing"]


def test_nothing_is_said_of_the_language_of_the_page(client):
    page = client.get(make_resource(title="Plain", language="en").get_absolute_url()).content.decode()
    assert languages(page, "Plain") == {(None, None)}


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("", ""),
        ("en", ""),
        ("en-GB", ""),
        ("es", ' lang="es" dir="ltr"'),
        ("ar-EG", ' lang="ar-EG" dir="rtl"'),
        ('"><b>', ' lang="&quot;&gt;&lt;b&gt;" dir="ltr"'),
    ],
)
def test_any_code_gives_harmless_attributes(language, told):
    assert attributes(language) == told
