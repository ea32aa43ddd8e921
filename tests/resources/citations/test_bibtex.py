"""BibTeX entries are read back by bibtexparser as they were written."""

import bibtexparser
import pytest
from bibtexparser.middlewares import SeparateCoAuthors, SplitNameParts
from hypothesis import given, settings
from pylatexenc import latex2text

from icpr.lib.text.fields import one_line
from resources.citations import bibtex
from resources.citations.bibtex_entry import compose
from resources.citations.kinds import CITED
from resources.citations.work import Name, Work
from resources.models import Kind
from tests.resources.citations.hostile import LINES, TEXTS
from tests.resources.citations.records import make_record

# pylatexenc knows these by other signs than LaTeX sets for them, or not at all.
SIGNS = {"textasciicircum": "^", "textbraceleft": "{", "textbraceright": "}"}


def decoder() -> latex2text.LatexNodes2Text:
    known = latex2text.get_default_latex_context_db()
    macros = [latex2text.MacroTextSpec(name, sign) for name, sign in SIGNS.items()]
    known.add_context_category("signs", prepend=True, macros=macros)
    return latex2text.LatexNodes2Text(latex_context=known, math_mode="verbatim", keep_comments=True)


DECODER = decoder()


def as_read(text: str) -> dict[str, object]:
    """The only entry of a file: texts as TeX sets them, authors as (first, last, jr) or (whole,), the address raw."""
    library = bibtexparser.parse_string(text, append_middleware=[SeparateCoAuthors(), SplitNameParts()])
    assert not library.failed_blocks
    [entry] = library.entries
    assert len(library.blocks) == 1
    fields = {name: field.value for name, field in entry.fields_dict.items()}
    decoded = {name: decoded_text(value) for name, value in fields.items() if name not in ("author", "url")}
    names = [
        tuple(decoded_text(" ".join(part)) for part in (name.first, [*name.von, *name.last], name.jr))
        for name in fields.get("author", [])
    ]
    return {"key": entry.key, "type": entry.entry_type, "url": fields["url"], "author": names} | decoded


def decoded_text(text: str) -> str:
    return DECODER.latex_to_text(text)


def work(**facts) -> Work:
    empty = dict.fromkeys(("container", "series", "volume", "issue", "pages"), "")
    plain = {"authors": [], "publishers": [], "date": [], "language": "en", "url": "https://example.org/"}
    return Work(**{"number": "ICPR-000001", "cited": CITED[Kind.REPORT], "title": "A title"} | empty | plain | facts)


@pytest.mark.django_db
def test_works():
    made = make_record(
        {
            "number": 163,
            "kind": "police-chief-article",
            "title": "Preparing Future Leaders",
            "authors": [
                {"family_name": "King", "given_names": "Martin Luther, Jr."},
                {"family_name": "De Angelis"},
                {"organization": "City of San José, Office of the Auditor and Others"},
            ],
            "publishers": ["City Press"],
            "publication": "Police Chief",
            "volume": "73",
            "issue": "6",
            "pages": "16-22",
            "issued_on": "2006-06-01",
            "issued_precision": "month",
            "official_url": "https://example.org/a%20b?c=1&d_e#f~g",
            "address_evidence": "own-page",
        }
    )
    assert as_read(bibtex(made)) == {
        "key": "ICPR-000163",
        "type": "article",
        "title": "Preparing Future Leaders",
        "author": [
            ("Martin Luther", "King", "Jr."),
            ("", "De Angelis", ""),
            ("", "City of San José, Office of the Auditor and Others", ""),
        ],
        "publisher": "City Press",
        "journal": "Police Chief",
        "volume": "73",
        "number": "6",
        "pages": "16–22",
        "year": "2006",
        "month": "jun",
        "language": "en",
        "url": "https://example.org/a%20b?c=1&d_e#f~g",
    }


@pytest.mark.parametrize("text", TEXTS)
def test_what_breaks_entries_is_read_back(text):
    text = one_line(text)
    names = [Name(text, text, "Jr."), Name(text), Name(organization=text)]
    got = as_read(compose(work(title=text, authors=names, publishers=[text])))
    assert got["title"] == got["institution"] == text
    assert got["author"] == [(text, text, "Jr."), ("", text, ""), ("", text, "")]


@settings(max_examples=60)
@given(LINES.map(one_line))
def test_any_text_is_read_back(text):
    got = as_read(compose(work(title=text, authors=[Name(organization=text)])))
    assert (got["title"], got["author"]) == (text, [("", text, "")])


def test_what_is_not_known_has_no_field():
    assert set(as_read(compose(work()))) == {"key", "type", "url", "author", "title", "language"}


def test_an_address_cannot_close_the_entry():
    got = as_read(compose(work(url="https://example.org/a}b{c\\d")))
    assert got["url"] == "https://example.org/a%7Db%7Bc%5Cd"


def test_an_organization_alone_stands_in_two_braces():
    assert "author = {{City Press}}," in compose(work(authors=[Name(organization="City Press")]))
