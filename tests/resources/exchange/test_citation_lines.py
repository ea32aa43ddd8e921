"""What one line of a list of references says for certain, and what of it is said to be unread."""

import pytest

from resources import citations
from resources.exchange.citation_lines import Line, number_of, read_line
from resources.models import Publisher, Resource

PUBLISHERS = {"Bureau of Justice Assistance", "Police Foundation"}
BJA = "Bureau of Justice Assistance"


def read(text: str) -> Line:
    return read_line(text, PUBLISHERS.__contains__)


def test_works():
    line = read(
        "Smith, J., & Lee, K. (2020, May 3). Body-worn cameras: A guide. Police Foundation. https://a.org/x.pdf."
    )
    assert line == Line(
        title="Body-worn cameras: A guide",
        date="May 3 2020",
        publisher="Police Foundation",
        url="https://a.org/x.pdf",
        unread=("Smith, J., & Lee, K.",),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("10.1177/109(2)8", {"doi": "10.1177/109(2)8"}),
        ("doi:10.1177/1098.", {"doi": "10.1177/1098"}),
        ("http://dx.doi.org/10.1177/1098", {"doi": "10.1177/1098"}),
        ("www.theiacp.org/x", {"url": "https://www.theiacp.org/x"}),
        ("(https://a.org/x_(y)),", {"url": "https://a.org/x_(y)"}),
        ("https://a.org/x)y", {"url": "https://a.org/x)y"}),
        ("https://a.org/x).)", {"url": "https://a.org/x"}),
        ("https://a.org/doi/10.1177/1098", {"url": "https://a.org/doi/10.1177/1098"}),
        ("https://a.org/x https://doi.org/10.1177/1098", {"url": "https://a.org/x", "doi": "10.1177/1098"}),
        ("Guide (2019)", {"date": "2019", "unread": ("Guide",)}),
        ("Lee, K. (n.d.). What works?", {"title": "What works?", "unread": ("Lee, K.",)}),
        ("Police Foundation. (2019). Calls.", {"title": "Calls", "date": "2019", "publisher": "Police Foundation"}),
        ("Lee, K. (2019a). “Calls.”", {"title": "Calls", "date": "2019", "unread": ("Lee, K.",)}),
        ("Lee, K. (2019). Calls in the U.S. Police Foundation.", {"title": "Calls in the U.S."}),
        (f"Use of force. (2019). {BJA}.", {"title": "Use of force", "publisher": BJA}),
        ("Use of force. (2019). Another Press.", {"title": "", "unread": ("Use of force.", "Another Press.")}),
        (
            "Lee K. Calls. Journal (2019) 12:3",
            {"title": "", "date": "2019", "unread": ("Lee K. Calls. Journal", "12:3")},
        ),
        (f"{BJA}. (2019). Calls. Police Foundation.", {"publisher": "", "unread": (f"{BJA}.", "Police Foundation.")}),
        ("Calls (1066).", {"date": "", "unread": ("Calls (1066).",)}),
    ],
)
def test_only_what_is_certain_is_taken(text, said):
    line = read(text)
    assert {name: getattr(line, name) for name in said} == said


@pytest.mark.parametrize("text", ["", "Hello there.", "3/4/2025", "10.5", "()", "." * 3_000, "(2019" * 500])
def test_what_says_nothing(text):
    assert not read(text).says_something


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Lee, K. (2019). Calls.\nhttps://a.org/x\nhttps://b.org/y", 1),
        ("Lee, K. (2019). Calls.\nDoe, J. (2020). Stops.", 2),
        ("https://a.org/x\nhttps://b.org/y", 2),
        ("https://a.org/x https://doi.org/10.1177/1098", 1),
        ("10.1177/1098", 1),
        ("Hello", 0),
    ],
)
def test_several_works_are_counted(text, number):
    assert number_of(text) == number


def test_no_title_is_read_wrongly_of_our_own_citations(catalogue):
    """Of what the library itself writes in APA, a title that is read is the title: or, where a mark ends a sentence in
    it, how it begins; or it has the description behind it."""
    records = Resource.objects.for_export().order_by("number")[::9]
    names = set(Publisher.objects.values_list("name", flat=True))
    read_at_all = 0
    for record in records:
        text = citations.STYLES["apa"].write(record)
        line, title = read_line(text, names.__contains__), record.title.rstrip(".")
        read_at_all += bool(line.title)
        assert line.title.startswith(title) or title.startswith(line.title), text
        assert line.url in text
    assert read_at_all > len(records) / 2
