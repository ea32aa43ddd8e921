"""Records are shown by their owner's template, in pages that know nothing of it."""

import pytest
from django.template import engines

from icpr.lib import cards
from tests.factories import make_pillar, make_resource

pytestmark = pytest.mark.django_db


def shown(record, how: str = "") -> str:
    return engines["django"].from_string("{% load library %}{% card record " + how + " %}").render({"record": record})


def test_works():
    made = make_resource(title="Words & deeds", pillars=[make_pillar(name="Trust")])
    assert f'<a href="{made.get_absolute_url()}">Words &amp; deeds</a>' in shown(made)
    assert "Trust" in shown(made)


def test_options_are_for_the_owners_template():
    made = make_resource(pillars=[make_pillar(name="Trust")])
    assert "Trust" not in shown(made, "bare=True")
    assert "<h2" in shown(made, "level=2")


def test_a_proxy_is_shown_as_its_model():
    from resources.models import ModelPolicy

    made = make_resource(kind="model-policy", title="A policy")
    assert "A policy" in shown(ModelPolicy.objects.get(pk=made.pk))


def test_a_record_without_a_card_is_told():
    with pytest.raises(LookupError, match=r"pillars\.Pillar has no card"):
        cards.of(make_pillar())
