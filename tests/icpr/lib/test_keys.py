"""Keys by the hundred thousand are one parameter."""

import pytest

from icpr.lib.keys import among
from resources.models import Resource
from tests.factories import make_many

pytestmark = pytest.mark.django_db


def test_works():
    first, second, _ = make_many(3)
    found = Resource.objects.filter(pk__in=among([first.pk, second.pk]))
    assert {resource.pk for resource in found} == {first.pk, second.pk}


def test_none_is_nothing():
    make_many(2)
    assert not Resource.objects.filter(pk__in=among([])).exists()


def test_more_than_a_statement_takes_one_by_one():
    made = {resource.pk for resource in make_many(3)}
    found = Resource.objects.filter(pk__in=among(range(300_000))).values_list("pk", flat=True)
    assert set(found) == {pk for pk in made if pk < 300_000}
    assert found.exclude(pk__in=among(made)).count() == 0
