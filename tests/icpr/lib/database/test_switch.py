"""A simple CASE answers as its keys say, nested and with a default."""

import pytest
from django.db.models import CharField, F, IntegerField, Value
from django.db.models.functions import Upper

from icpr.lib.database.switch import Switch
from pillars.models import Pillar
from tests.factories import make_pillar

pytestmark = pytest.mark.django_db


def test_a_value_stands_for_each_key_and_one_for_the_others():
    first, second, third = (make_pillar(number=number, name=f"Pillar {number}") for number in (1, 2, 3))
    place = Switch(F("number"), {first.number: 1, second.number: 2}, 0, output_field=IntegerField())
    words = Switch(place, {1: Upper(Value("first")), 2: "100 % second"}, F("slug"), output_field=CharField())
    found = dict(Pillar.objects.annotate(word=words).values_list("pk", "word"))
    assert [found[each.pk] for each in (first, second, third)] == ["FIRST", "100 % second", third.slug]
    assert Pillar.objects.annotate(word=words).get(word="FIRST") == first
