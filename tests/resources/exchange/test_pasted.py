"""What is understood of one work that is pasted, as the fields of a record."""

import json

import pytest

from icpr.lib.csvfile import Unreadable
from resources import citations
from resources.exchange.pasted import MOST_AUTHORS, NOTHING, SeveralWorks, initial_of, read
from resources.models import Kind, Publisher
from tests.factories import make_author, make_publisher, make_resource, make_tag

pytestmark = pytest.mark.django_db
BIBTEX = """@article{lee2019,
  title = {Calls for service at night}, author = {Lee, Kim and {Police Foundation}}, journal = {Criminology},
  year = {2019}, month = may, volume = {12}, pages = {45--67}, doi = {10.1111/abc.def}, abstract = {About calls.},
}"""


def test_works():
    make_publisher(name="Police Foundation")
    found = read("Lee, K. (2020, May 3). Body-worn cameras: A guide. Police Foundation. https://a.org/x.pdf")
    assert found.texts == {
        "Title": "Body-worn cameras: A guide",
        "Publishers": "Police Foundation",
        "Issued": "May 3, 2020",
        "Official address": "https://a.org/x.pdf",
    }
    assert found.told == ["Not read: “Lee, K.”"]
    assert found.addresses == ["https://a.org/x.pdf"]


def test_an_address_fills_what_is_known_of_its_host():
    own = make_publisher(name="Own Press")
    Publisher.objects.update(directory_url="https://www.press.org/list")
    found = read(" https://press.org/guide ")
    assert found.values["publishers"] == [own]
    assert initial_of(found) == {
        "publishers": [own.pk],
        "official_url": "https://press.org/guide",
        "address_evidence": "own-page",
    }
    assert found.told == []
    other = read("example.org/guide")
    assert other.values == {"official_url": "https://example.org/guide"}


def test_a_publisher_that_all_public_records_at_a_host_have_is_filled_in_and_told():
    bureau, press = make_publisher(name="Bureau"), make_publisher(name="Press")
    there = {"address_evidence": "own-page"}
    for number in range(3):
        assert "publishers" not in read("https://bureau.gov/new").values
        address = f"https://www.bureau.gov/{number}"
        make_resource(official_url=address, publishers=[bureau, press] if number else [bureau], **there)
    found = read("https://bureau.gov/new")
    assert found.values["publishers"] == [bureau]
    assert found.told == ["The publisher is that of all 3 public records here at bureau.gov."]
    make_resource(official_url="https://bureau.gov/4", publishers=[press], **there)
    assert "publishers" not in read("https://bureau.gov/new").values


def test_drafts_tell_nothing_of_a_host():
    bureau = make_publisher(name="Bureau")
    for number in range(3):
        address = {"official_url": f"https://bureau.gov/{number}", "address_evidence": "own-page"}
        make_resource(publishers=[bureau], published=False, **address)
    assert "publishers" not in read("https://bureau.gov/new").values


@pytest.mark.parametrize("text", ["10.1111/abc.def", "doi: 10.1111/abc.def", "https://dx.doi.org/10.1111/abc.def"])
def test_a_doi_is_an_address(text):
    found = read(text)
    assert found.values["official_url"] == "https://doi.org/10.1111/abc.def"
    assert found.addresses == ["https://doi.org/10.1111/abc.def"]


def test_bibtex_is_read_as_by_an_import():
    found = read(BIBTEX)
    assert initial_of(found) == {
        "kind": Kind.ARTICLE,
        "title": "Calls for service at night",
        "issued_on": "May 2019",
        "publication": "Criminology",
        "volume": "12",
        "pages": "45–67",
        "official_url": "https://doi.org/10.1111/abc.def",
        "staff_note": found.values["staff_note"],
    }
    assert [str(author) for author in found.values["authors"]] == ["Kim Lee", "Police Foundation"]
    assert "Abstract, not in our words: About calls." in found.values["staff_note"]


@pytest.mark.parametrize("form", ["ris", "bibtex", "csl"])
def test_our_own_lists_come_back(form):
    make_tag(name="crisis")
    press = make_publisher(name="Town Press, Department of Works")
    dated = {"issued_on": "2019-05-03", "issued_precision": "day"}
    address = {"official_url": "https://a.org/crisis", "address_evidence": "library-record"}
    facts = {"kind": "report", "title": "Crisis: who comes?", "publishers": [press], "tags": ["crisis"]}
    held = make_resource(**facts, **dated, **address)
    make_author(resource=held, family_name="Núñez", given_names="Ana")
    held = type(held).objects.for_export().get()
    said = getattr(citations, form)(held)
    found = read(json.dumps([said]) if form == "csl" else said)
    assert found.values["title"] == "Crisis: who comes?"
    assert found.values["kind"] == Kind.REPORT
    assert found.values["publishers"] == [press]
    assert found.values["official_url"] == "https://a.org/crisis"
    assert str(found.values["issued"]) == "May 3, 2019"
    assert [str(author) for author in found.values["authors"]] == ["Ana Núñez"]
    assert "not looked at" not in found.values.get("staff_note", "")


def test_what_fits_no_field_stands_in_the_note_and_is_said():
    listed = [{"title": "x" * 301, "URL": "nowhere", "publisher": "Unknown Press", "issued": {"raw": "long ago"}}]
    found = read(json.dumps(listed))
    assert found.values.keys() == {"staff_note"}
    for said in ("x" * 301, "Unknown Press", "long ago"):
        assert said in found.values["staff_note"]
    told = "\n".join(found.told)
    assert "Not read: “nowhere”" in told
    assert "No publisher in the library is called “Unknown Press”" in told
    assert "Title is not filled in but stands in the note for staff: Longer than 300 characters" in told


def test_more_authors_than_a_form_takes_stand_in_the_note():
    names = [{"family": f"Author{number}", "given": "A"} for number in range(MOST_AUTHORS + 1)]
    found = read(json.dumps([{"title": "Crowd", "author": names}]))
    assert "authors" not in found.values
    assert f"Author{MOST_AUTHORS}" in found.values["staff_note"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (BIBTEX + BIBTEX.replace("lee2019", "lee2020"), 2),
        ("TY  - RPRT\nTI  - One\nER  - \nTY  - RPRT\nTI  - Two\nER  - \n", 2),
        ('[{"title": "One"}, {"title": "Two"}, {"title": "Three"}]', 3),
        ("https://a.org/1\nhttps://a.org/2", 2),
        ("Lee, K. (2019). Calls.\nDoe, J. (2020). Stops.", 2),
    ],
)
def test_several_works_are_for_an_import(text, number):
    with pytest.raises(SeveralWorks, match=f"These are {number} works"):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        *("hello", "title,kind\nA guide,report", "<html><a href='https://a.org'>x</a>", "%PDF-1.7", "[]", "{}"),
        *("a. " * 16_000, "https://a.org/x" + ")" * 40_000, "(2019)." * 7_000),
        *('{"number": 5}', "TY  - RPRT\nER  - ", "word " * 5_000 + "https://a.org/x", "…", "=1+1"),
    ],
)
def test_what_is_none_of_these_is_refused_with_what_can_be_pasted(text):
    with pytest.raises(Unreadable) as refusal:
        read(text)
    assert str(refusal.value) == NOTHING


@pytest.mark.parametrize(
    "text", ["@article{broken", "TY  - ", '{"title": ', "@string{a = {b}}", "[1, 2]", "[" * 40_000]
)
def test_broken_lists_are_refused_in_a_sentence(text):
    with pytest.raises(Unreadable):
        read(text)
