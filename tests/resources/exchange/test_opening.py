"""The whole opening catalogue, drafts and all, taken out and read back in: 0 changes, in every form of file."""

import pytest

from icpr.lib.exchange.files import FORMS
from resources.exchange import RESOURCES
from resources.models import BestBet, Resource
from tests.resources.exchange import TABLES, back, told

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("form", FORMS)
def test_works(opening, form):
    BestBet.objects.create(query="Use of Force", resource=Resource.objects.first(), reason="=The best")
    for table in TABLES:
        outcome = back(table, form)
        assert told(outcome) == [], table.name
        assert (outcome.same, outcome.unread) == (table.model.objects.count(), []), table.name
    assert RESOURCES.model.objects.count() > 455
