"""Lists and records as citations; how one is written is held in `tests/resources/citations`."""

import json

import bibtexparser
import pytest
import rispy

from resources.citations import STYLES
from tests.factories import make_many, make_publisher, make_resource

pytestmark = pytest.mark.django_db
HOSTILE = ["{}", "}{", "&%#_$\\^~", "שלום", "👮", "a, b and c", "@article{x,", "ER -", '"', "%comment"]


@pytest.fixture
def made():
    return make_resource(title="A guide", kind="report", issued=2015, publishers=[make_publisher(name="Press")])


def test_works(client, made):
    text = client.get("/resources.txt").content.decode()
    assert text == (
        "1 resource\nhttps://library.test/resources/\nAPA, 7th edition\n\n"
        f"{STYLES['apa'].write(made)}\nhttps://library.test/r/{made.permanent_number}/\n\n"
    )
    assert client.get("/resources/a-guide.txt").content.decode().startswith("A guide\n")


@pytest.mark.parametrize("style", STYLES)
def test_a_style_can_be_asked_for(client, made, style):
    text = client.get(f"/resources.txt?style={style}").content.decode()
    assert STYLES[style].label in text
    assert STYLES[style].write(made) in text


@pytest.mark.parametrize("style", ["harvard", "APA ", "%00", "<b>"])
def test_what_is_no_style_is_said_and_gives_the_usual_one(client, made, style):
    answer = client.get("/resources.txt", {"style": style})
    told = "is no style of citation here; there are apa, chicago, mla, bluebook."
    assert (told in answer.content.decode()) == (told in answer["X-Notice"])
    assert STYLES["apa"].write(made) in answer.content.decode()


@pytest.mark.parametrize("address", ["/resources", "/resources/a-guide"])
def test_programs_read_a_list_and_a_record_alike(client, made, address):
    [ris] = rispy.loads(client.get(f"{address}.ris").content.decode())
    [entry] = bibtexparser.parse_string(client.get(f"{address}.bib").content.decode()).entries
    [item] = json.loads(client.get(f"{address}.csl.json").content)
    assert ris["id"] == entry.key == item["id"] == made.permanent_number
    assert ris["title"] == item["title"] == "A guide"
    for suffix in (".ris", ".bib", ".csl.json"):
        assert client.get(address + suffix)["Content-Disposition"].startswith("attachment; ")


def test_hostile_titles_part_no_reference(client):
    made = [make_resource(title=f"T {title} t", issued=1999 - place) for place, title in enumerate(HOSTILE)]
    ris = rispy.loads(client.get("/resources.ris").content.decode())
    library = bibtexparser.parse_string(client.get("/resources.bib").content.decode())
    items = json.loads(client.get("/resources.csl.json").content)
    assert not library.failed_blocks
    assert [each["id"] for each in ris] == [each.permanent_number for each in made]
    assert [entry.key for entry in library.entries] == [item["id"] for item in items] == [each["id"] for each in ris]
    assert [each["title"] for each in ris] == [item["title"] for item in items] == [each.title for each in made]


def test_an_empty_list_is_an_empty_file(client):
    assert client.get("/resources.ris").content == client.get("/resources.bib").content == b""
    assert json.loads(client.get("/resources.csl.json").content) == []


@pytest.mark.parametrize("number", [2, 20])
def test_twenty_records_cost_what_two_do(client, django_assert_num_queries, number):
    make_many(number, kind="report")
    client.get("/resources.ris")
    for suffix in (".ris", ".bib", ".csl.json", ".txt"):
        with django_assert_num_queries(14):
            client.get(f"/resources{suffix}")
