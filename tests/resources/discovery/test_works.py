"""What a record's page says of the work by the words of schema.org, as extruct reads it."""

import html
from datetime import date

import extruct
import html5lib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from resources.discovery.kinds import WORDS
from resources.models import Kind
from tests.factories import (
    make_audience,
    make_author,
    make_document,
    make_focus_area,
    make_pillar,
    make_practice,
    make_publisher,
    make_resource,
)
from tests.resources.documents.samples import pdf

pytestmark = pytest.mark.django_db
SITE = "https://library.test"


def described(client, address: str) -> dict[str, dict]:
    """What a page says in JSON-LD, by type."""
    page = client.get(address).content.decode()
    return {node["@type"]: node for node in extruct.extract(page, syntaxes=["json-ld"], errors="strict")["json-ld"]}


def work_of(client, record) -> dict:
    found = described(client, record.get_absolute_url())
    assert len(found) == 2
    return next(node for name, node in found.items() if name != "BreadcrumbList")


def test_works(client):
    made = make_resource(
        title="Trust in Ten Years",
        kind=Kind.POLICE_CHIEF_ARTICLE,
        issued=date(2016, 7, 25),
        publication="Police Chief",
        volume="83",
        issue="7",
        pages="16-22",
        pillars=[make_pillar(number=2, name="Policy & Oversight")],
        focus_areas=[make_focus_area(name="Leading practices")],
        practices=[make_practice(name="Foot patrol")],
        audiences=[make_audience(name="Law enforcement")],
        publishers=[make_publisher(name="City Press")],
        tags=["youth"],
        official_url="https://example.org/it",
        address_evidence="own-page",
        access="open",
    )
    make_author(resource=made, family_name="Peel", given_names="Robert")
    make_author(resource=made, organization="Police Foundation")
    paper = make_document(resource=made, file=SimpleUploadedFile("a.pdf", pdf("Words.")), role="full-text")
    address = SITE + made.get_absolute_url()
    assert work_of(client, made) == {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": SITE + made.permanent_url,
        "url": address,
        "mainEntityOfPage": address,
        "name": "Trust in Ten Years",
        "headline": "Trust in Ten Years",
        "description": made.annotation,
        "genre": "Police Chief article",
        "identifier": made.permanent_number,
        "author": [
            {"@type": "Person", "name": "Robert Peel", "givenName": "Robert", "familyName": "Peel"},
            {"@type": "Organization", "name": "Police Foundation"},
        ],
        "datePublished": "2016-07-25",
        "publisher": [{"@type": "Organization", "name": "City Press"}],
        "isPartOf": {
            "@type": "PublicationIssue",
            "issueNumber": "7",
            "isPartOf": {
                "@type": "PublicationVolume",
                "volumeNumber": "83",
                "isPartOf": {"@type": "Periodical", "name": "Police Chief"},
            },
        },
        "pagination": "16-22",
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "sameAs": "https://example.org/it",
        "encoding": [
            {
                "@type": "MediaObject",
                "name": "Full text",
                "contentUrl": SITE + paper.get_absolute_url(),
                "encodingFormat": "application/pdf",
                "contentSize": f"{paper.byte_count} B",
                "inLanguage": "en",
            }
        ],
        "about": [
            {"@type": "DefinedTerm", "name": "Policy & Oversight", "url": f"{SITE}/pillars/policy-oversight/"},
            {"@type": "DefinedTerm", "name": "Leading practices", "url": f"{SITE}/focus-areas/leading-practices/"},
            {"@type": "DefinedTerm", "name": "Foot patrol", "url": f"{SITE}/practices/foot-patrol/"},
        ],
        "keywords": ["youth"],
        "audience": [{"@type": "Audience", "audienceType": "Law enforcement"}],
    }


@pytest.mark.parametrize("kind", Kind.values)
def test_of_each_kind_only_what_is_known_is_said(client, kind):
    made = make_resource(kind=kind)
    found = work_of(client, made)
    assert found["@type"] == WORDS[Kind(kind)].schema
    said = {"@context", "@type", "@id", "url", "mainEntityOfPage", "name", "description", "genre", "identifier"}
    if kind == Kind.COLLECTION:
        said |= {"collectionSize", "isAccessibleForFree", "mainEntity"}  # of what is read here all this is known
    assert found.keys() - {"headline"} == {*said, "inLanguage"}


@pytest.mark.parametrize(
    ("access", "evidence", "free"),
    [
        ("open", "own-page", True),
        ("members", "own-page", False),
        ("unknown", "own-page", None),
        ("open", "directory", None),
    ],
)
def test_whether_it_is_free_is_said_where_it_is_known(client, access, evidence, free):
    made = make_resource(official_url="https://example.org/it", address_evidence=evidence, access=access)
    found = work_of(client, made)
    assert found.get("isAccessibleForFree") is free
    assert ("sameAs" in found) is (evidence == "own-page")


@pytest.mark.parametrize(("precision", "written"), [("year", "2015"), ("month", "2015-05"), ("day", "2015-05-18")])
def test_a_date_is_as_precise_as_it_is_known(client, precision, written):
    made = make_resource(issued_on=date(2015, 5, 18), issued_precision=precision)
    assert work_of(client, made)["datePublished"] == written


HOSTILE = ["</script><script>alert(1)</script>", "<!-- <script> -->", "a\u2028b", '"}]}', "{{ title }}", "🚓 שלום \\"]


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_cannot_break_out_of_the_page(client, title):
    made = make_resource(title=title, annotation=title, tags=[title])
    found, page = work_of(client, made), client.get(made.get_absolute_url()).content.decode()
    assert (found["name"], found["description"]) == (made.title, made.annotation)
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    assert {script.get("type") or script.get("src") for script in tree.iter("script")} >= {"application/ld+json"}
    assert all(script.get("type") or script.get("src") for script in tree.iter("script"))
    assert tree.find("head/meta[@property='og:title']").get("content") == " ".join(html.unescape(title).split())


def test_nothing_is_said_of_a_preview_or_of_what_was_withdrawn(client):
    from resources.models import PreviewLink

    draft, gone = make_resource(title="A draft", published=False), make_resource(title="Gone")
    link = PreviewLink.objects.create(resource=draft)
    gone.withdraw("It was wrong.") if hasattr(gone, "withdraw") else None
    for address in (f"/preview/{link.token}/",):
        page = client.get(address)
        for word in ("ld+json", "og:", "citation_", "DC.", "canonical", 'name="description"'):
            assert word not in page.content.decode()
        assert "Link" not in page
