"""The search boxes of the staff site: apostrophes, quotes, dashes, accents and capitals do not matter, on any list."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from icpr.admin.search import FoldedSearch
from resources.models import Publisher
from tests.factories import make_author, make_item, make_practice, make_publisher, make_resource, make_tag
from tests.resources.staff import address, staff

pytestmark = pytest.mark.django_db


def found(client, url: str, words: str) -> set[str]:
    return {str(row) for row in client.get(url, {"q": words}).context["cl"].result_list}


def test_works():
    editor, record = staff(), make_resource(title="O’Brien on “use of force”")
    make_resource(title="Other")
    for typed in (
        "O'Brien",
        "o’brien",
        "O`Brien",
        "OʼBRIEN",
        "obrien",
        "“use of force”",
        '"use of force"',
        "«of force»",
    ):
        assert found(editor, address("changelist"), typed) == {str(record)}, typed


PAIRS = [
    ("Muñoz", "munoz"),
    ("Munoz", "Muñoz"),
    ("Café-talk", "CAFE‑TALK"),
    ("2015–2016", "2015-2016"),
    ("bias\u00a0free", "bias free"),
    ("tr\u00adust", "trust"),
    ("STRASSE", "straße"),
    ("Straße", "strasse"),
    ("ПОЛИЦИЯ", "полиция"),
    ("Αστυνομίας", "ΑΣΤΥΝΟΜΊΑΣ"),
    ("ﬁre", "fire"),
    ("ÆØÅ", "æøå"),
    ("e\u0301cole", "école"),
    ("two  spaces", "two spaces"),
    ("警务", "警务"),
    ("شُرطة", "شرطة"),
    ("100% _of_ it\\", "100% _of_ it\\"),
    ("D'Angelo", "d´angelo"),
]


@pytest.mark.parametrize(("written", "typed"), PAIRS)
def test_a_column_holds_what_was_meant(written, typed):
    Publisher.objects.create(name=written, slug="a")
    make_publisher(name="Other")
    assert [row.name for row in Publisher.objects.filter(name__folded=typed)] == [written]


@pytest.mark.parametrize("typed", ["%", "_", "\\", "*", "[a-z]", "' OR 1=1 --", "x" * 9_000, "\ud7ff", "a%b"])
def test_what_is_typed_is_no_pattern(typed):
    Publisher.objects.create(name="Acme", slug="a")
    assert not Publisher.objects.filter(name__folded=typed).exists()


def test_every_list_that_can_be_searched_folds():
    root = staff()
    make_resource(title="Café", tags=["café"])
    searchable = [one for one in admin.site._registry.values() if one.search_fields]
    assert User in {one.model for one in searchable}
    for one in searchable:
        assert isinstance(one, FoldedSearch), one
        url = f"/admin/{one.opts.app_label}/{one.opts.model_name}/"
        with CaptureQueriesContext(connection) as asked:
            assert root.get(url, {"q": "O’Brien"}).status_code == 200, url
        assert any("library_fold" in query["sql"] or "NFKD" in query["sql"] for query in asked), url


def test_columns_of_related_tables_and_pickers_fold():
    root = staff()
    make_author(resource=make_resource(title="Written", tags=["policía"]), family_name="O’Brien")
    for typed in ("o'brien", "POLICIA"):
        assert found(root, address("changelist"), typed) == {"Written"}
    make_item(number="1.1", plain_title="Chief’s café")
    assert len(found(root, "/admin/pillars/recommendation/", "chief's cafe")) == 1
    make_practice(name="Peer “support”")
    make_tag(name="naïve")
    query = {"app_label": "pillars", "model_name": "item", "field_name": "practices", "term": '"peer"'}
    answer = root.get("/admin/autocomplete/", query | {"term": "“Support”"})
    assert [row["text"] for row in answer.json()["results"]] == ["Peer “support”"]
