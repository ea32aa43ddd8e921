"""A list taken away: in every style of citation, as a table and as data."""

import csv
import io
import json

import bibtexparser
import pytest
import rispy
from django.core.files.base import ContentFile

from resources.citations import STYLES
from tests.factories import make_document, make_item, make_many, make_practice, make_publisher, make_resource
from tests.resources.reading_lists.shared_list import make_list

pytestmark = pytest.mark.django_db

CITED = (".ris", ".bib", ".txt", ".csl.json")
HOSTILE = '=HYPERLINK("http://x") <u>{\\end} \u202e👮 \r\nSet-Cookie: a'


def rows(client, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    text = answer.getvalue().decode()
    assert text.startswith("\ufeff")
    assert answer["Content-Disposition"].startswith("attachment")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def numbers(client, made, suffix: str) -> list[str]:
    text = client.get(made.shared + suffix).getvalue().decode()
    match suffix:
        case ".ris":
            return [record["id"] for record in rispy.loads(text)]
        case ".bib":
            return [entry.key for entry in bibtexparser.parse_string(text).entries]
        case ".txt":
            return [line.split("/")[-2] for line in text.split("\n") if line.startswith("https://library.test/r/ICPR-")]
        case _:
            return [item["id"] for item in json.loads(text)]


def test_works(client):
    record = make_resource(title="Crowds", publishers=[make_publisher(name="The Press")], issued=2015)
    item, practice = make_item(number="1.10"), make_practice(name="Foot patrol")
    paper = make_document(resource=record, file=ContentFile(b"Words.", "a.txt"), title="Guide")
    made = make_list(introduction="For the board.")
    made.add(record, group="First", note="Begin here.")
    made.add(item, practice, paper)
    table = rows(client, f"{made.shared}.csv")
    assert [row["title"] for row in table] == [str(item), "Foot patrol", "Crowds (Guide)", "Crowds"]
    assert [row["number"] for row in table] == ["Item 1.10", "", *[record.permanent_number] * 2]
    assert (table[3]["group"], table[3]["note"], table[3]["publisher"]) == ("First", "Begin here.", "The Press")
    told = client.get(f"{made.shared}.json").json()
    assert (told["format"], told["version"], told["total"]) == ("icpr-reading-list", 1, 4)
    assert told["url"] == f"https://library.test{made.shared}/"
    assert [entry["what"] for entry in told["entries"]] == ["item", "practice", "document", "record"]
    assert told["entries"][0]["item"]["number"] == "1.10"
    assert told["entries"][1]["practice"]["name"] == "Foot patrol"
    assert told["entries"][2]["document"]["title"] == "Guide"
    assert told["entries"][3]["record"]["title"] == "Crowds"
    for suffix in CITED:
        assert len(numbers(client, made, suffix)) == 1, "a work is cited once"


@pytest.mark.parametrize("suffix", CITED)
def test_citations_say_what_they_leave_out(client, suffix):
    gone = make_resource(title="Gone")
    made = make_list(make_resource(), make_item(number="1.5"), make_practice(name="Foot patrol"), gone)
    gone.withdraw("A reason.")
    answer = client.get(made.shared + suffix)
    assert (
        "Citations leave out 3 entries that are gone or are not published works: 1.5 Do 1.5.; Foot patrol; Gone."
        in answer["X-Notice"]
    )


def test_each_style_can_be_asked_for(client):
    made = make_list(make_resource(title="Crowds", issued=2015))
    texts = {client.get(f"{made.shared}.txt?style={style}").getvalue().decode() for style in STYLES}
    assert len(texts) == len(STYLES)
    answer = client.get(f"{made.shared}.txt?style=latin")
    assert "“latin” is no style of citation here" in answer.getvalue().decode()


def test_what_is_gone_is_said(client):
    later, gone = make_resource(title="Second"), make_resource(title="First")
    made = make_list(gone)
    gone.superseded_by = later
    gone.withdraw("It is out of date.")
    [row] = rows(client, f"{made.shared}.csv")
    assert (row["title"], row["use instead"]) == ("First", f"https://library.test{later.get_absolute_url()}")
    assert row["permanent address"] == f"https://library.test/r/{gone.permanent_number}/"
    assert row["gone"].endswith("It is out of date.")
    [entry] = client.get(f"{made.shared}.json").json()["entries"]
    assert (entry["record"], entry["gone"]["why"]) == (None, "Withdrawn")
    assert entry["gone"]["use_instead"]["number"] == later.permanent_number


def test_the_private_address_stands_in_no_file(client):
    made = make_list(make_resource(), make_practice())
    for suffix in (".csv", ".json", *CITED, ".print.html"):
        text = client.get(made.private + suffix).getvalue().decode()
        assert made.edit_token not in text.replace(f'href="{made.private}/"', ""), suffix
    for suffix in (".json", ".txt"):
        assert made.share_token in client.get(made.private + suffix).getvalue().decode()
    made.kept.share_hash, made.kept.share_sealed = None, ""
    made.kept.save()
    for suffix in (".json", ".txt"):
        assert "/lists/" not in client.get(made.private + suffix).getvalue().decode()


def test_hostile_words_stay_words(client):
    record = make_resource(title=HOSTILE)
    made = make_list(title=HOSTILE[:110], introduction=HOSTILE)
    made.add(record, note=HOSTILE, group=HOSTILE[:100])
    [row] = rows(client, f"{made.shared}.csv")
    assert row["title"].startswith("'=")
    assert row["note"].startswith("'=")
    assert [entry["note"] for entry in client.get(f"{made.shared}.json").json()["entries"]]
    for suffix in (*CITED, ".print.html", ".atom", ".feed.json", "/files.zip", "/", "/changes/"):
        answer = client.get(made.shared + suffix)
        assert answer.status_code == 200, suffix
        assert "Set-Cookie" not in answer
        assert "\n" not in answer.get("Content-Disposition", "")
        assert "<u>" not in answer.getvalue().decode(errors="ignore") or suffix in (*CITED, ".feed.json")
    assert numbers(client, made, ".bib")


def test_a_list_without_works_and_an_empty_one(client):
    for made in (make_list(make_practice()), make_list()):
        for suffix in CITED:
            assert numbers(client, made, suffix) == []
    assert "There is nothing in this list." in client.get(f"{made.shared}.csv")["X-Notice"]


def test_an_unknown_form_leads_nowhere(client):
    made = make_list()
    assert client.get(f"{made.shared}.exe").status_code == 404
    assert client.get(f"/lists/shared/{'x' * 43}.csv").status_code == 404


@pytest.mark.parametrize("number", [2, 20])
@pytest.mark.parametrize(("suffix", "queries"), [(".csv", 31), (".json", 31), (".ris", 23), (".print.html", 24)])
def test_twenty_entries_cost_what_two_do(client, django_assert_num_queries, suffix, queries, number):
    made = make_list(*make_many(number, kind="report"), make_item(), make_practice())
    client.get(made.shared + suffix)
    with django_assert_num_queries(queries):
        client.get(made.shared + suffix).getvalue()
