"""Loading the opening catalogue: once, into an empty database, and never again."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from pillars.models import Pillar, Topic
from resources.models import Resource
from resources.seed import load_opening_catalogue
from tests.factories import make_pillar, make_resource

pytestmark = pytest.mark.django_db


def test_works(capsys):
    before = timezone.now()
    call_command("load_opening_catalogue")
    assert capsys.readouterr().out == f"The opening catalogue is loaded: {Resource.objects.count()} records.\n"
    moments = set(Resource.objects.published().values_list("publish_at", flat=True))
    assert len(moments) == 1
    assert before <= moments.pop() <= timezone.now()


def test_the_database_knows_to_fetch_records_by_key(catalogue):
    """Without statistics SQLite walks the index of all published records instead."""
    plan = Resource.objects.published().filter(pk__in=[1, 2, 3]).explain()
    if connection.vendor == "sqlite":
        assert "INTEGER PRIMARY KEY" in plan


def test_loading_into_a_library_with_records_changes_nothing():
    make_resource(title="Ours")
    assert load_opening_catalogue() == 0
    assert Resource.objects.get().title == "Ours"
    assert not Topic.objects.exists()


def test_loading_beside_a_frame_of_ones_own_changes_nothing():
    make_pillar(name="Our pillar")
    assert load_opening_catalogue() == 0
    assert Pillar.objects.get().name == "Our pillar"


def test_a_loaded_library_is_staffs_own(catalogue, capsys):
    first = Resource.objects.earliest("number")
    first.title = "As staff wrote it"
    first.save()
    Resource.objects.latest("number").delete()
    assert make_resource().number == catalogue + 1, "permanent numbers go on"

    call_command("load_opening_catalogue")
    assert "nothing was loaded or changed" in capsys.readouterr().out
    first.refresh_from_db()
    assert first.title == "As staff wrote it"
    assert Resource.objects.count() == catalogue
