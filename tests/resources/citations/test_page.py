"""What the page of a record says on citing it."""

import re

import pytest

from resources.citations import STYLES
from tests.factories import make_author, make_resource
from tests.resources.citations.records import make_record, read

pytestmark = pytest.mark.django_db

CITED = re.compile(r'<dd class="cite__text"><p>(.*?)</p>', re.DOTALL)
FACTS = {
    "number": 18,
    "kind": "model-policy",
    "title": "Body-Worn <Cameras> & More",
    "authors": [{"organization": "City of San José, Office of the Auditor"}],
    "publishers": ["zebra press", "City Press"],
    "issued_on": "2016-07-25",
    "issued_precision": "day",
    "official_url": "https://example.org/it",
    "address_evidence": "own-page",
}


def cite(client, record) -> str:
    page = client.get(record.get_absolute_url()).content.decode()
    return page.partition('<details class="cite">')[2].partition("</details>")[0]


def test_works(client):
    made = make_record(FACTS)
    part = cite(client, made)
    assert "<i>Body-Worn &lt;Cameras&gt; &amp; More</i> [Model policy]" in part
    for suffix in (".ris", ".bib", ".csl.json"):
        assert f'href="/resources/cited-18{suffix}"' in part
    assert "cite__note" not in part
    for style in STYLES.values():
        assert style.label in part


def test_it_says_in_each_style_what_the_files_say(client):
    made = make_record(FACTS | {"title": "Plain"})
    shown = [re.sub("</?(?:i|bdi)[^>]*>", "", text) for text in CITED.findall(cite(client, made))]
    assert shown == [style.write(made) for style in STYLES.values()]


@pytest.mark.parametrize(
    ("without", "said"),
    [
        ({"authors": []}, "No author is known to us"),
        ({"publishers": []}, "No publisher is known to us"),
        ({"issued_on": None, "issued_precision": ""}, "No date is known to us"),
        ({"official_url": "", "address_evidence": ""}, "No address of the work is known to us"),
        ({"address_evidence": "directory"}, "not the work itself"),
        ({"access": "members"}, "open to members only"),
    ],
)
def test_what_is_missing_is_said_beside_it(client, without, said):
    part = cite(client, make_record(FACTS | without))
    assert part.count("cite__note") == 1
    assert said in part


def test_a_record_of_which_nothing_is_known_is_cited_by_its_permanent_address(settings):
    settings.SITE_URL = "https://library.example"
    made = read(make_resource(title="A Plain Title"))
    address = f"https://library.example{made.permanent_url}"
    assert [style.write(made) for style in STYLES.values()] == [
        f"A Plain Title. (n.d.). {address}",
        f"A Plain Title. n.d. {address}.",
        f"A Plain Title. {address}.",
        f"A Plain Title (n.d.), {address}.",
    ]


def test_the_database_is_not_asked(django_assert_num_queries):
    made = make_resource()
    make_author(resource=made)
    made = read(made)
    with django_assert_num_queries(0):
        for style in STYLES.values():
            style.write(made)
