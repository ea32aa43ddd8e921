"""Records read in from a file: what a new one is, what of one that is there may change, and what is refused."""

import csv
from functools import partial
from io import StringIO

import pytest
from django.contrib.auth.models import User

from icpr.lib.csvfile import table_of
from icpr.lib.exchange.apply import apply
from icpr.lib.exchange.dry_run import dry_run
from icpr.lib.exchange.outcome import DryRun
from icpr.lib.exchange.tables import Table
from icpr.operations.imports import import_of, save_rows
from icpr.operations.models import Operation
from pillars.frame.exchange import TOPICS
from resources.curation import rights
from resources.exchange import BEST_BETS, COLLECTIONS, PUBLISHERS, RESOURCES, SYNONYMS, TAGS
from resources.exchange.records import refusal
from resources.models import Author, BestBet, Document, Publisher, Resource, Status, SynonymGroup, Tag
from tests.factories import (
    make_author,
    make_collection,
    make_document,
    make_item,
    make_practice,
    make_publishable,
    make_publisher,
    make_resource,
    make_tag,
    make_topic,
)
from tests.icpr.operations.pages import undo
from tests.resources.staff import staff

pytestmark = pytest.mark.django_db


def file(*rows: dict[str, str]) -> str:
    """A CSV of some rows, each with the columns of the first."""
    text = StringIO()
    csv.writer(text).writerows([list(rows[0]), *(list(row.values()) for row in rows)])
    return text.getvalue()


def written(table: Table, row) -> dict[str, str]:
    """What a file says of a row: head → cell."""
    heads, [(_, cells)] = table_of(table.as_csv(table.model.objects.filter(pk=row.pk)), 9)
    return dict(zip(heads, cells, strict=True))


def problems(table: Table, *rows: dict[str, str]) -> list[tuple[str, str]]:
    return [problem for line in dry_run(table, file(*rows)).lines for problem in line.problems]


def read_in(table: Table, *rows: dict[str, str]) -> DryRun:
    text, user = file(*rows), User.objects.get_or_create(username="editor")[0]
    save = partial(save_rows, table, user, operation=import_of(table))
    outcome, is_done = apply(table, text, dry_run(table, text).digest, save)
    assert is_done, [line.problems for line in outcome.lines]
    return outcome


def test_works():
    """A new record is a draft with all that its line says, and its permanent number is the library's."""
    newer = make_resource()
    tag, publisher, item, practice = make_tag(name="youth"), make_publisher(), make_item(number="1.10"), make_practice()
    outcome = read_in(
        RESOURCES,
        {
            "number": "",
            "state": "Public",
            "kind": "guide",
            "title": "  A  guide ",
            "authors": 'Peel, Robert; "Bureau, of Justice"; Plato,',
            "publishers": publisher.name,
            "issued": "March 2019",
            "official_url": "https://example.org/",
            "address_evidence": "own-page",
            "documents": "Full text | https://example.org/a.pdf | evidence: own-page | pages: 12\nSlides | title: S",
            "tags": "Youth",
            "items": "Item 1.10",
            "practices": practice.name,
            "superseded_by": newer.permanent_number,
        },
    )
    assert [line.name for line in outcome.added] == ["A guide"]
    made = Resource.objects.get(title="A guide")
    assert (made.status, made.publish_at, made.slug, made.language) == (Status.DRAFT, None, "a-guide", "en")
    assert made.number == newer.number + 1
    assert [(a.position, str(a), a.organization) for a in made.authors.all()] == [
        (1, "Robert Peel", ""),
        (2, "Bureau, of Justice", "Bureau, of Justice"),
        (3, "Plato", ""),
    ]
    assert (made.issued_display, made.superseded_by) == ("March 2019", newer)
    assert [(d.role, d.title, d.url, d.page_count) for d in made.documents.all()] == [
        ("full-text", "", "https://example.org/a.pdf", 12),
        ("slides", "S", "", None),
    ]
    assert ([*made.tags.all()], [*made.items.all()], [*made.practices.all()]) == ([tag], [item], [practice])
    assert dry_run(RESOURCES, RESOURCES.as_csv(Resource.objects.all())).same == 2


def test_a_change_can_be_undone_whole():
    publisher, record = staff("Publishers"), make_publishable(tags=[make_tag(name="youth")])
    make_author(resource=record), make_document(resource=record, title="Old")
    before = written(RESOURCES, record)
    row = before | {
        "title": "Else",
        "tags": "",
        "authors": "IACP",
        "documents": "Slides | title: New",
        "issued": "2001",
    }
    read_in(RESOURCES, row)
    assert {name: text for name, text in written(RESOURCES, record).items() if name != "documents"} == {
        name: text for name, text in row.items() if name != "documents"
    }
    assert [document.title for document in record.documents.all()] == ["New"]
    undo(publisher, Operation.objects.get())
    assert written(RESOURCES, record) == before


def test_a_file_held_here_stays_as_it_is():
    record = make_resource(published=False)
    held = make_document(resource=record, role="full-text", file="000001/a.pdf", format="pdf", page_count=3)
    linked = make_document(resource=record, role="slides", url="https://example.org/", position=2)
    number = record.permanent_number
    for cell in (
        "",
        f"Full text | paper: {linked.pk}",
        f"Full text | paper: {held.pk} | https://x.org | evidence: own-page",
    ):
        [(column, reason)] = problems(RESOURCES, {"number": number, "documents": cell})
        assert (column, "held here as a file" in reason) == ("documents", True), cell
    [(_, reason)] = problems(RESOURCES, {"number": number, "documents": "Slides | file: held here\nFull text"})
    assert "held here as a file" in reason
    [(_, reason)] = problems(RESOURCES, {"number": number, "documents": f"Full text\nSlides | paper: {held.pk + 99}"})
    assert "has no paper" in reason
    cell = f"Slides | title: S | https://example.org/ | evidence: own-page | paper: {linked.pk}\nFull text | title: T"
    read_in(RESOURCES, {"number": number, "documents": cell + f" | format: PDF | pages: 3 | paper: {held.pk}"})
    first, second = record.documents.all()
    assert (first.pk, first.title, second.pk, second.title) == (linked.pk, "S", held.pk, "T")
    assert (second.file.name, second.format, second.page_count) == ("000001/a.pdf", "pdf", 3)


def test_authors_that_stay_are_kept():
    record = make_resource(published=False)
    one = make_author(resource=record, family_name="Peel", given_names="R.")
    two = make_author(resource=record, organization="IACP", position=2)
    read_in(RESOURCES, {"number": record.permanent_number, "authors": "IACP; Vollmer, August; Peel, R."})
    assert [author.pk for author in record.authors.all()][::2] == [two.pk, one.pk]
    [(column, reason)] = problems(RESOURCES, {"number": record.permanent_number, "authors": "King, Martin, Jr."})
    assert (column, "can be read in several ways" in reason) == ("authors", True)
    assert Author.objects.count() == 3


def test_a_public_record_keeps_the_rules_of_publishing():
    record = make_publishable()
    record.publish()
    [(column, reason)] = problems(RESOURCES, {"number": record.permanent_number, "pillars": ""})
    assert (column, reason.endswith("It has no pillar: choose at least one.")) == ("", True)
    row = written(RESOURCES, record) | {"state": "Draft", "title": "Else"}
    read_in(RESOURCES, row)
    record.refresh_from_db()
    assert (record.is_published(), record.title) == (True, "Else")
    assert problems(RESOURCES, {"number": make_publishable().permanent_number, "pillars": ""}) == [], "a draft may"


def test_a_collection_that_is_public_keeps_an_entry():
    listed = make_publishable(kind="collection")
    make_collection(of=[make_resource()]).entries.update(collection=listed)
    Resource.objects.filter(pk=listed.pk).update(status="published", publish_at=listed.created_at)
    [(_, reason)] = problems(COLLECTIONS, {"number": listed.permanent_number, "entries": ""})
    assert reason.endswith("A collection needs at least one entry.")


def test_entries_of_a_collection_are_read_in():
    one, two, listed = make_resource(), make_resource(), make_collection(published=False)
    paper = make_document(resource=two)
    cell = f"{two.permanent_number} | group: First | note: Why\n{one.permanent_number}\npaper {paper.pk}"
    read_in(COLLECTIONS, {"number": listed.permanent_number, "entries": cell})
    assert [(e.number, e.group, e.note, e.document_id) for e in listed.entries.in_order()] == [
        (two.number, "First", "Why", None),
        (one.number, "", "", None),
        (two.number, "", "", paper.pk),
    ]
    for wrong in ("ICPR-999999", listed.permanent_number, "paper 99", "x", "practice none", "Item 9.9", "record-9x"):
        [(column, _)] = problems(COLLECTIONS, {"number": listed.permanent_number, "entries": wrong})
        assert column == "entries", wrong


def test_editors_may_not_change_what_is_public(settings):
    settings.EDITORS_CHANGE_PUBLIC = False
    staff("Editors", name="editor"), staff("Publishers", name="publisher")
    public, draft = make_resource(), make_resource(published=False)
    rows = [{"number": row.permanent_number, "title": "Else"} for row in (public, draft)] + [
        {"number": "", "title": "N"}
    ]
    lines = dry_run(RESOURCES, file(*rows)).lines
    said = {
        name: [refusal(User.objects.get(username=name), line) for line in lines] for name in ("editor", "publisher")
    }
    assert said == {"editor": [rights.FOR_PUBLISHERS, "", ""], "publisher": ["", "", ""]}


def test_what_cannot_be_taken_is_told_with_its_column():
    record, other = make_resource(published=False), make_resource(title="Other")
    number = record.permanent_number
    for cells, column in [
        ({"number": "ICPR-000999"}, "number"),
        ({"number": "18"}, "number"),
        ({"slug": other.slug}, "slug"),
        ({"title": ""}, "title"),
        ({"kind": "leaflet"}, "kind"),
        ({"issued": "3/4/2019"}, "issued"),
        ({"issued": "2999"}, "issued"),
        ({"superseded_by": number}, ""),
        ({"superseded_by": "ICPR-999999"}, "superseded_by"),
        ({"official_url": "https://example.org/"}, ""),
        ({"tags": "nothing; known"}, "tags"),
        ({"documents": "Full text | https://example.org/"}, "documents"),
        ({"documents": "Full text | colour: red"}, "documents"),
        ({"documents": "Poster"}, "documents"),
        ({"authors": ", Jane"}, "authors"),
        ({"authors": "…"}, "authors"),
    ]:
        found = problems(RESOURCES, {"number": number} | cells)
        assert {name for name, _ in found} == {column}, (cells, found)
    [line] = dry_run(RESOURCES, file({"number": number, "tags": "Nothing; known", "publishers": "Who"})).lines
    assert line.unknown == [(Publisher, "Who"), (Tag, "Nothing"), (Tag, "known")]


def test_two_new_lines_with_one_address_are_told():
    row = {"number": "", "kind": "report", "title": "T", "slug": "same"}
    first, second = dry_run(RESOURCES, file(row, row)).lines
    assert first.problems == []
    assert [column for column, _ in second.problems] == ["slug"]


def test_the_second_row_of_a_template_is_not_read():
    text = b"".join(RESOURCES.template("csv")).decode()
    assert dry_run(RESOURCES, text).lines == []
    heads = text.removeprefix("\ufeff").splitlines()[0].split(",")
    row = dict.fromkeys(heads, "") | {"kind": "report", "title": "Help: yourself"}
    help_row = dict.fromkeys(heads, "x") | {"number": "Help: leave empty"}
    assert [line.name for line in dry_run(RESOURCES, file(help_row, row)).added] == ["Help: yourself"]


def test_words_are_read_in_by_their_own_rules():
    make_topic(name="Trust"), make_topic(name="Youth", position=2), make_tag(name="youth")
    assert problems(TOPICS, {"slug": "trust", "position": "2"}) == [("position", "Another topic has “2” already.")]
    assert problems(TAGS, {"slug": "y", "name": "Yoúth"})[0][0] == "name"
    assert problems(TAGS, {"slug": "a", "name": "A b"}, {"slug": "c", "name": "a-B"}) == [
        ("name", "Another tag has “a-B” already.")
    ]
    make_publisher(name="City Press")
    assert problems(PUBLISHERS, {"slug": "other", "name": "City Press"})[0][0] == "name"
    group = SynonymGroup.objects.create(terms="ICE\nice police", reason="x")
    assert problems(SYNONYMS, {"group": f"group {group.pk}", "terms": "the\nof"})
    assert problems(SYNONYMS, {"group": "group 99", "terms": "a b\nc d"})[0][0] == "group"
    BestBet.objects.create(query="Taser", resource=make_resource(), reason="x")
    number = Resource.objects.get(best_bets__isnull=False).permanent_number
    [line] = dry_run(BEST_BETS, file({"query": "taser", "resource": number, "reason": "y"})).lines
    assert (line.is_new, [change.name for change in line.changes]) == (False, ["reason"])
    assert problems(BEST_BETS, {"query": "…", "resource": number, "reason": "y"})
    assert problems(BEST_BETS, {"query": "q", "resource": number, "reason": "y", "ends_on": "2001-01-01"})
    assert Document.objects.count() == 0
