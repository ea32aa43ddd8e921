"""The positions of what a search finds are those of its records, whatever happened to them since."""

import pytest
from django.core.files.base import ContentFile
from django.http import QueryDict

from resources.catalogue import facet_index, placed
from resources.catalogue.selection import select
from resources.documents import queue
from resources.models import BestBet, Resource
from resources.models.documents import Role
from tests.factories import make_resource
from tests.resources.documents.samples import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def phrase_by_phrase(settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path / "var"
    monkeypatch.setattr(placed, "FEW", 0)


def holding(text: str) -> set[str]:
    """The titles of the records that the list of a search counts, which are all that it finds."""
    selection, index = select(QueryDict(f"q={text}")), facet_index.current()
    keys = {index.ids[position] for position in selection.matches}
    assert keys == set(selection.found.ids)
    assert len(selection.found.asked.required) > 0
    return {Resource.objects.get(pk=pk).title for pk in keys}


def test_works():
    make_resource(title="Traffic stop")
    make_resource(title="Traffic school")
    make_resource(title="Traffic stop in draft", published=False)
    assert holding("traffic+stop") == {"Traffic stop"}
    assert holding("traffic+-stop") == {"Traffic school"}
    assert holding('traffic+"traffic+school"') == {"Traffic school"}


def test_follows_the_records():
    first = make_resource(title="Traffic stop", annotation="Made up.")
    assert holding("traffic") == {"Traffic stop"}
    make_resource(title="Traffic school", issued=2020)  # stands before the other
    assert holding("traffic") == {"Traffic stop", "Traffic school"}
    first.title = "Parking"
    first.save()
    assert holding("traffic") == {"Traffic school"}
    Resource.objects.filter(pk=first.pk).update(title="Traffic again")
    Resource.objects.get(pk=first.pk).save()
    assert holding("traffic") == {"Traffic school", "Traffic again"}
    Resource.objects.get(title="Traffic school").delete()
    assert holding("traffic") == {"Traffic again"}


def test_has_what_is_pinned_or_held_by_a_page():
    pinned = make_resource(title="Parking")
    BestBet.objects.create(query="traffic", resource=pinned, reason="A test.")
    paper = make_resource(title="A paper")
    paper.documents.create(role=Role.CONCEPTS_ISSUES, file=ContentFile(pdf("of traffic"), "any.pdf"))
    make_resource(title="Traffic stop")
    assert list(queue.work())
    assert holding("traffic") == {"Parking", "A paper", "Traffic stop"}
    assert holding("traffic+-stop") == {"A paper"}
