"""What each kind of page says of itself: one address, one sentence, a link's picture, and data for machines.

Every page of the site map is asked once, of a small library in which each page finds something.
"""

import extruct
import html5lib
import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from icpr import sitemaps
from icpr.lib.text.page_titles import SITE
from pillars.models import Practice
from tests import addresses
from tests.factories import make_finding, make_practice, make_resource

pytestmark = pytest.mark.django_db
HOST = "https://library.test"
HOSTILE = "</script><script>alert(1)</script> <!-- & \u2028 “x”"
# Pages that list records or items, or are of one, and what they say they are.
TYPES = {
    "/": "WebSite",
    "/resources/": "CollectionPage",
    "/model-policies/": "CollectionPage",
    "/police-chief/": "CollectionPage",
    "/tags/youth/": "CollectionPage",
    "/pillars/": "CollectionPage",
    "/pillars/pillar-1/": "CollectionPage",
    "/focus-areas/focus-area-1/": "CollectionPage",
    "/topics/topic-1/": "CollectionPage",
    "/blueprint/": "CollectionPage",
    "/practices/": "CollectionPage",
    "/blueprint/1.1/": "CreativeWork",
    "/practices/foot-patrol/": "WebPage",
    "/resources/a-guide/": "Report",
}


def head_of(page: str) -> dict[str, list[str]]:
    """What stands in the head, by what it is."""
    found: dict[str, list[str]] = {}
    for element in html5lib.parse(page, namespaceHTMLElements=False).find("head"):
        name = element.get("name") or element.get("property") or element.get("rel")
        if name:
            found.setdefault(name, []).append(element.get("content") or element.get("href"))
    return found


def described(page: str) -> dict[str, dict]:
    """What a page says in JSON-LD, by type."""
    nodes = extruct.extract(page, syntaxes=["json-ld"], errors="strict")["json-ld"]
    assert len({node["@type"] for node in nodes}) == len(nodes)
    return {node["@type"]: node for node in nodes}


def text(address: str) -> str:
    return Client().get(address).content.decode()


def test_works_on_every_page():
    addresses.lay()
    every = [path for path, _ in (*sitemaps.pages(), *sitemaps.records(1))]
    assert len(every) > 25
    for address in [*every, "/tags/youth/", "/plan/"]:
        page = text(address)
        head = head_of(page)
        assert head["canonical"] == head["og:url"] == [HOST + address], address
        [sentence], [title] = head["description"], head["og:title"]
        assert head["og:description"] == [sentence]
        assert len(sentence) > 5
        assert title in page.partition("<title>")[2].partition("</title>")[0] or len(title) > 60
        is_work = address.startswith(("/resources/", "/collections/")) and address.count("/") == 3
        assert head["og:type"] == ["article" if is_work else "website"]
        assert head.get("og:site_name", []) == ([] if is_work else [SITE])
        [picture] = head["og:image"]
        assert picture.startswith(f"{HOST}/static/img/cards/"), address
        assert finders.find(picture.partition("/static/")[2]), picture
        assert head["og:image:alt"]
        if address != "/":
            steps = described(page)["BreadcrumbList"]["itemListElement"]
            assert steps[0]["item"] == f"{HOST}/"
            assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))


def test_each_kind_of_page_says_what_it_is():
    addresses.lay()
    for address, type_ in TYPES.items():
        node = described(text(address))[type_]
        assert node["url"] == HOST + address
        if type_ == "CollectionPage":
            listed = node["mainEntity"]["itemListElement"]
            assert node["mainEntity"]["numberOfItems"] >= len(listed) > 0, address
            assert f'href="{listed[0]["url"].removeprefix(HOST)}"' in text(address)


def test_a_page_after_the_first_goes_on_counting(monkeypatch):
    for _ in range(25):
        make_resource()
    node = described(text("/resources/?page=2"))["CollectionPage"]
    assert node["url"] == f"{HOST}/resources/?page=2"
    assert [row["position"] for row in node["mainEntity"]["itemListElement"]] == [21, 22, 23, 24, 25]
    assert head_of(text("/resources/?page=2"))["canonical"] == [f"{HOST}/resources/?page=2"]


def test_what_is_narrow_is_no_collection():
    make_resource(title="Foot patrol")
    page = text("/resources/?q=patrol")
    assert list(described(page)) == ["BreadcrumbList"]
    assert head_of(page)["canonical"] == [f"{HOST}/resources/?q=patrol"]


def test_the_library_can_be_searched_from_elsewhere():
    made = make_resource(title="Foot patrol")
    action = described(text("/"))["WebSite"]["potentialAction"]
    address = action["target"]["urlTemplate"].replace("{words}", "patrol").removeprefix(HOST)
    assert f'href="{made.get_absolute_url()}"' in text(address)


def test_a_finding_is_a_claim_of_its_source():
    practice = make_practice(name="Foot patrol")
    sure = {"strength": "reviews", "year": 2019, "rated_by": "CrimeSolutions", "rating_words": "Effective"}
    finding = make_finding(practice=practice, url="https://example.org/it", **sure)
    node = described(text("/practices/foot-patrol/"))["WebPage"]
    address = f"{HOST}/practices/foot-patrol/#finding-{finding.pk}"
    assert node["hasPart"] == [
        {
            "@type": "Claim",
            "@id": address,
            "name": "crime: Helps",
            "text": "Less crime.",
            "claimInterpreter": {"@type": "Organization", "name": "CrimeSolutions"},
            "appearance": {
                "@type": "CreativeWork",
                "name": "A review",
                "publisher": {"@type": "Organization", "name": "A journal"},
                "datePublished": "2019",
                "url": "https://example.org/it",
            },
        }
    ]
    assert node["mainEntity"] == {
        "@type": "Claim",
        "name": "Foot patrol: Proven",
        "text": practice.evidence.rule,
        "claimInterpreter": {"@type": "Organization", "name": SITE},
        "isBasedOn": [{"@id": address}],
    }
    assert f'id="finding-{finding.pk}"' in text("/practices/foot-patrol/")


def test_a_practice_that_was_not_studied_claims_nothing():
    make_practice(name="Foot patrol")
    node = described(text("/practices/foot-patrol/"))["WebPage"]
    assert not {"mainEntity", "hasPart"} & node.keys()


def test_words_of_staff_cannot_break_out_of_a_page():
    practice = make_practice(name=HOSTILE, slug="hostile", what_it_is=HOSTILE)
    make_finding(practice=practice, outcome=HOSTILE, summary=HOSTILE, source_title=HOSTILE, source_org=HOSTILE)
    page = text("/practices/hostile/")
    assert described(page)["WebPage"]["name"] == Practice.objects.get().name
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    assert all(script.get("src") or script.get("type") == "application/ld+json" for script in tree.iter("script"))


def test_private_pages_say_nothing_of_themselves():
    secrets = ("e" * 43, "s" * 43, "t" * 43)
    private = [address for address in addresses.public(addresses.lay()) if any(each in address for each in secrets)]
    pages = {address: Client().get(address) for address in [*private, "/nothing/"]}
    pages = {address: answer for address, answer in pages.items() if "text/html" in answer.get("Content-Type", "")}
    shown = {address: answer.content.decode() for address, answer in pages.items() if answer.content}
    assert len(shown) > 10
    for address, page in shown.items():
        said = {"canonical", "og:url", "og:title", "description", "twitter:card"}
        assert head_of(page).keys() & said == set(), address
        assert described(page) == {}, address
