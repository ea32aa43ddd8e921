"""What each form of a list holds, read back by a program of its own: the total and the permanent numbers, in order.

To have a further form tested: a function that takes a client and a query string, and a line in `READERS`, or in
`FOLLOWERS` when its order is not that of the list.
"""

import csv
import io
import json
import re
from collections.abc import Iterator

import bibtexparser
import rispy
from django.test import Client

from resources.models import Resource
from tests.resources.formats import following

NUMBER = re.compile(r"/r/(ICPR-\d{6,9})/")
NEXT = re.compile(r'<https://library\.test([^>]+)>; rel="next"')
Held = tuple[int, list[str]]


def parts(client: Client, suffix: str, query: str) -> Iterator[str]:
    """The texts of all answers a form gives for a query, by the links from one to the next."""
    address = f"/resources{suffix}{query}"
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, address
        yield answer.getvalue().decode()
        following = NEXT.search(answer["Link"])
        address = following and following[1]


def in_html(client: Client, query: str) -> Held:
    """As the pages show them, without those that only come near."""
    found: list[str] = []
    page, total = 0, 1
    while len(found) < total:
        page += 1
        text = client.get(f"/resources/{query}{'&' if query else '?'}page={page}").content.decode()
        total = int(re.findall(r"\d+", re.search(r'class="list__range">(.*?)</p>', text, re.DOTALL)[1])[-1])
        shown = text.partition('id="results"')[2].partition(">Nearest records<")[0]
        found += re.findall(r'class="row__title">\s*<a href="/resources/([^/"]+)/"', shown)
    numbers = {record.slug: record.permanent_number for record in Resource.objects.filter(slug__in=found)}
    return total, [numbers[slug] for slug in found]


def in_json(client: Client, query: str) -> Held:
    records, total = [], None
    address = f"https://library.test/resources.json{query}"
    while address:
        told = client.get(address.removeprefix("https://library.test")).json()
        records += told["records"]
        address, total = told["next"], told["total"]
    return total, [record["number"] for record in records]


def in_csv(client: Client, query: str) -> Held:
    rows = []
    for text in parts(client, ".csv", query):
        assert text.startswith("\ufeff")
        rows += csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert all(row["permanent address"] == f"https://library.test/r/{row['number']}/" for row in rows)
    return len(rows), [row["number"] for row in rows]


def in_text(client: Client, query: str) -> Held:
    return _addresses(client, ".txt", query)


def in_ris(client: Client, query: str) -> Held:
    records = [record for text in parts(client, ".ris", query) for record in rispy.loads(text)]
    return len(records), [record["id"] for record in records]


def in_bibtex(client: Client, query: str) -> Held:
    entries = []
    for text in parts(client, ".bib", query):
        library = bibtexparser.parse_string(text)
        assert not library.failed_blocks
        entries += library.entries
    return len(entries), [entry.key for entry in entries]


def in_csl(client: Client, query: str) -> Held:
    items = [item for text in parts(client, ".csl.json", query) for item in json.loads(text)]
    return len(items), [item["id"] for item in items]


def in_print(client: Client, query: str) -> Held:
    return _addresses(client, ".print.html", query)


def _addresses(client: Client, suffix: str, query: str) -> Held:
    found = [number for text in parts(client, suffix, query) for number in NUMBER.findall(text)]
    found = list(dict.fromkeys(found))
    return len(found), found


def in_atom(client: Client, query: str) -> Held:
    feeds = following.all_documents(client, f"/resources.atom{query}")
    found = [number for feed in feeds for number in following.numbers(feed)]
    return len(set(found)), sorted(set(found))


def in_json_feed(client: Client, query: str) -> Held:
    address, found = f"https://library.test/resources.feed.json{query}", set()
    while address:
        feed = client.get(address.removeprefix("https://library.test")).json()
        found |= {item["id"].rpartition(":")[2] for item in feed["items"]}
        address = feed.get("next_url")
    return len(found), sorted(found)


READERS = {
    "json": in_json,
    "csv": in_csv,
    "ris": in_ris,
    "bibtex": in_bibtex,
    "csl": in_csl,
    "txt": in_text,
    "print": in_print,
}
# Forms with an order of their own: their numbers are sorted.
FOLLOWERS = {"atom": in_atom, "json-feed": in_json_feed}
