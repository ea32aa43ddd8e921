"""Words of an older analysis are made anew, beside the requests and completely."""

import pytest
from django.core.management import call_command

from resources import search
from resources.documents.store import pages_changed
from resources.models import Catalogue, DocumentPage, PageWords, SearchText
from resources.models.search_text import ANALYSIS
from resources.search import renewal
from tests.factories import make_document, make_resource

pytestmark = pytest.mark.django_db


def finds(text: str) -> set[int]:
    return set(search.match(search.parse(text)))


def age() -> None:
    """As if an older release had stored all words."""
    SearchText.objects.update(title="151", terms="", annotation="", body="")
    PageWords.objects.update(words="911")
    Catalogue.objects.update(analysis=ANALYSIS - 1)


def test_works():
    made, document = make_resource(title="Item 1.5.1"), make_document(resource=make_resource(title="A manual"))
    DocumentPage.objects.create(document=document, number=1, text="Since 9/11")
    pages_changed.send(None, resource_id=document.resource_id)
    age()
    assert renewal.under_way() == renewal.UNDER_WAY
    assert finds("151") >= {made.pk}
    assert renewal.renew() == 2
    assert finds("1.5.1") == {made.pk}
    assert finds("151") == set()
    assert [row.words for row in PageWords.objects.all()] == ["sinc 9ǀ11"]
    assert renewal.under_way() is None
    assert renewal.renew() == 0


def test_a_new_library_has_nothing_to_renew():
    assert not renewal.is_due()
    make_resource()
    assert not renewal.is_due()


def test_what_breaks_off_begins_anew():
    made = [make_resource(title=f"Item {number}.1") for number in (1, 2)]
    age()

    def stop():
        raise InterruptedError

    with pytest.raises(InterruptedError):
        renewal.renew(stop, size=1)
    assert renewal.is_due()
    assert [finds(f"{number}.1") for number in (1, 2)] == [{made[0].pk}, set()]
    assert renewal.renew(size=1) == 2
    assert finds("2.1") == {made[1].pk}


def test_the_job_does_it_once(capsys):
    make_resource(title="Item 1.5.1")
    age()
    call_command("run_due", "renew-words")
    assert "Words made anew of records: 1" in capsys.readouterr().out
    assert not renewal.is_due()


def test_rebuilding_at_once_counts_too():
    make_resource()
    age()
    renewal.rebuild()
    assert not renewal.is_due()
