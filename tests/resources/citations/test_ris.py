"""RIS records are read back by rispy as they were written."""

import pytest
import rispy
from hypothesis import given, settings

from icpr.lib.text.fields import one_line
from resources.citations import ris
from resources.citations.ris_record import compose
from resources.citations.work import Name
from tests.resources.citations.hostile import LINES, TEXTS
from tests.resources.citations.records import make_record
from tests.resources.citations.test_bibtex import work

FACTS = {
    "number": 192,
    "kind": "police-chief-article",
    "title": "Preparing Future Leaders",
    "authors": [
        {"family_name": "King", "given_names": "Martin Luther, Jr."},
        {"organization": "City of San José, Office of the Auditor"},
    ],
    "publishers": ["City Press", "Other Press"],
    "publication": "Police Chief",
    "volume": "73",
    "issue": "6",
    "pages": "16-22",
    "issued_on": "2006-06-01",
    "issued_precision": "month",
    "official_url": "https://example.org/a",
    "address_evidence": "own-page",
}


def as_read(text: str) -> dict[str, object]:
    [record] = rispy.loads(text)
    return record


@pytest.mark.django_db
def test_works():
    assert as_read(ris(make_record(FACTS))) == {
        "type_of_reference": "MGZN",
        "id": "ICPR-000192",
        "authors": ["King, Martin Luther, Jr.", "City of San José, Office of the Auditor"],
        "title": "Preparing Future Leaders",
        "secondary_title": "Police Chief",
        "year": "2006",
        "date": "2006/06//",
        "volume": "73",
        "number": "6",
        "start_page": "16",
        "end_page": "22",
        "publisher": "City Press; Other Press",
        "language": "en",
        "urls": ["https://example.org/a"],
    }


@pytest.mark.django_db
@pytest.mark.parametrize("text", TEXTS)
def test_no_text_of_a_record_begins_a_tag(text):
    facts = FACTS | {"title": text, "authors": [{"organization": text}], "publishers": [text], "publication": text}
    got = as_read(ris(make_record(facts | {"volume": "1\nTY  - X", "pages": "1\r\nER  - "})))
    folded = one_line(text)
    assert set(got) == set(as_read(ris(make_record(FACTS | {"number": 193, "pages": "1"}))))
    assert (got["title"], got["authors"], got["secondary_title"]) == (folded, [folded], folded)


@settings(max_examples=60)
@given(LINES.map(one_line))
def test_any_text_is_read_back(text):
    got = as_read(compose(work(title=text, authors=[Name(organization=text)])))
    assert (got["title"], got["authors"]) == (text, [text])


def test_lines_end_as_the_format_asks():
    lines = compose(work(title="שלום 🚓")).split("\r\n")
    assert (lines[0], lines[-2:]) == ("TY  - RPRT", ["ER  - ", ""])
    assert all("\n" not in line for line in lines)


def test_what_is_not_known_has_no_tag():
    assert set(as_read(compose(work()))) == {"type_of_reference", "id", "title", "language", "urls"}


@pytest.mark.parametrize(
    ("date", "said"),
    [([2016], (None, "2016")), ([2016, 5], ("2016/05//", "2016")), ([2016, 5, 7], ("2016/05/07/", "2016"))],
)
def test_a_date_is_as_precise_as_it_is_known(date, said):
    got = as_read(compose(work(date=date)))
    assert (got.get("date"), got["year"]) == said
