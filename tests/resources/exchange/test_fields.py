"""No field is forgotten: what is edited of the catalogue's rows is in their tables, or here with the reason."""

import pytest
from django.db.models import Model

from icpr.lib.exchange.files import FORMS
from icpr.lib.exchange.tables import HELP, Table
from pillars.frame.exchange import FOCUS_AREAS, PILLARS, TOPICS
from resources.exchange import (
    AUDIENCES,
    BEST_BETS,
    COLLECTIONS,
    PUBLISHERS,
    RESOURCES,
    SYNONYMS,
    TAGS,
    documents,
    entries,
)
from resources.exchange.authors import NAMES
from resources.models import Author, CollectionEntry, Document, Resource
from resources.models.serialization import RELATED
from tests.resources.exchange import TABLES

HEADS = {
    RESOURCES.name: "number,state,permanent_address,kind,title,slug,annotation,in_brief,body,authors,publishers,issued,"
    "publication,volume,issue,pages,language,access,official_url,address_evidence,rights_note,documents,pillars,"
    "focus_areas,topics,audiences,tags,items,practices,review_by,new_until,superseded_by,staff_note",
    COLLECTIONS.name: "number,state,permanent_address,title,slug,annotation,for_whom,in_brief,body,picture,entries,"
    "publishers,language,access,rights_note,pillars,focus_areas,topics,audiences,tags,items,practices,review_by,"
    "new_until,superseded_by,staff_note",
    PILLARS.name: "slug,name,number,short_name,hue,summary",
    FOCUS_AREAS.name: "slug,name,position,summary",
    TOPICS.name: "slug,name,position,summary",
    AUDIENCES.name: "slug,name,position,summary",
    PUBLISHERS.name: "slug,name,directory_url,directory_of",
    TAGS.name: "slug,name",
    SYNONYMS.name: "group,direction,terms,targets,language,keep_case,reason,theme,is_on",
    BEST_BETS.name: "query,resource,reason,ends_on",
}
# What decides whether and when readers see a record is changed by its steps, never by a file.
BY_STEPS = set(Resource.STATE_FIELDS)
# The file and what is known of it stay as they are; position is the order in the cell.
OF_THE_FILE = {"id", "resource", "file", "position"}


def editable(model: type[Model]) -> set[str]:
    fields = [field.name for field in model._meta.concrete_fields if field.editable]
    return {*fields, *(field.name for field in model._meta.many_to_many)} - {"id"}


def covered(*tables: Table) -> set[str]:
    return {name for table in tables for column in table.columns for name in column.cell.covers}


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_works(table):
    """Whoever renames a field keeps its head, or every file that was written before can be read in no more."""
    assert table.as_csv(table.model.objects.none()).strip("\ufeff\r\n") == HEADS[table.name]


def test_every_field_of_a_record_is_in_a_file():
    assert editable(Resource) - covered(RESOURCES, COLLECTIONS) - BY_STEPS - {"tags"} == set()
    assert {"tags", "authors", "documents"} <= covered(RESOURCES)
    assert "entries" in covered(COLLECTIONS)
    assert set(RELATED) - covered(RESOURCES) == {"notes"}, "notes tell readers what was changed, once"
    assert not BY_STEPS & covered(RESOURCES, COLLECTIONS)


@pytest.mark.parametrize("table", [t for t in TABLES if t.model is not COLLECTIONS.model], ids=lambda t: t.name)
def test_every_field_of_a_row_is_in_a_file(table):
    assert editable(table.model) - covered(table) - BY_STEPS - {"tags", "for_whom", "picture"} == set()


def test_every_field_beside_a_record_is_in_its_cell():
    assert editable(Document) - OF_THE_FILE == set(documents.CELLS)
    assert editable(Author) - {"resource", "position"} == set(NAMES)
    of_what = {"collection", "document", "item", "practice", "position"}
    assert editable(CollectionEntry) - of_what == set(entries.CELLS)


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_template_says_how_to_fill_it_in_and_holds_no_row(table):
    for form in FORMS:
        assert b"".join(table.template(form))
    text = b"".join(table.template("csv")).decode()
    assert HELP in text
