"""Fixtures into empty tables: quicker than `loaddata`, and the same rows."""

import json
from collections import Counter

import pytest
from django.apps import apps
from django.core import serializers
from django.core.management import call_command
from django.db import transaction

from icpr.lib import filling, natural_keys
from resources import seed
from resources.models import CollectionEntry, Publisher, Resource, SearchText, Tag
from resources.search import indexing

pytestmark = pytest.mark.django_db


def rows() -> Counter[str]:
    """Every row that fixtures write, and what is derived from it for search, without times and what is made of keys,
    which PostgreSQL does not count anew."""
    assert all(entry.key == entry.key_now for entry in CollectionEntry.objects.all())
    found = Counter(str(words) for words in SearchText.objects.values_list("title", "terms", "annotation", "body"))
    for label in {made["model"] for name in seed.fixtures() for made in json.loads(path(name).read_bytes())}:
        model = apps.get_model(label)
        text = serializers.serialize("json", model._base_manager.all(), use_natural_foreign_keys=True)
        for row in json.loads(text):
            left = {name for name in row["fields"] if name.endswith("_at")}
            left |= {"key"} if model is CollectionEntry else set()
            fields = {name: in_order(value) for name, value in row["fields"].items() if name not in left}
            found[json.dumps([label, fields])] += 1
    return found


def path(name: str):
    return seed.settings.BASE_DIR / "fixtures" / name


def in_order(value: object) -> object:
    return sorted(value, key=str) if isinstance(value, list) else value


def loaded(command) -> Counter[str]:
    with transaction.atomic():
        with indexing.deferred():
            call_command(command, *seed.fixtures(), verbosity=0)
        found = rows()
        transaction.set_rollback(True)
    return found


@pytest.mark.slow
def test_works():
    quick, usual = loaded(filling.Command()), loaded("loaddata")
    assert quick.total() > 5_000
    assert quick - usual == usual - quick == Counter()


def test_a_table_that_is_not_empty_is_asked():
    tag = Tag.objects.create(name="patrol")
    with natural_keys.filling():
        assert Tag.objects.get_by_natural_key("patrol") == tag
        with pytest.raises(Tag.DoesNotExist):
            Tag.objects.get_by_natural_key("parole")


def test_a_table_that_was_empty_is_asked_once(django_assert_num_queries):
    with natural_keys.filling():
        with pytest.raises(Publisher.DoesNotExist):
            Publisher.objects.get_by_natural_key("iacp")
        made = Publisher.objects.create(name="IACP", slug="iacp")
        with django_assert_num_queries(0):
            assert Publisher.objects.get_by_natural_key("iacp") == made
            with pytest.raises(Publisher.DoesNotExist):
                Publisher.objects.get_by_natural_key("perf")
    made.delete()
    with pytest.raises(Publisher.DoesNotExist):
        Publisher.objects.get_by_natural_key("iacp")
    assert not Resource.objects.exists()


def test_a_row_that_waits_is_written_when_another_names_it():
    row = Publisher(name="IACP", slug="iacp")
    with natural_keys.filling(write=row.save):
        with pytest.raises(Publisher.DoesNotExist):
            Publisher.objects.get_by_natural_key("iacp")
        natural_keys.remember(row)
        assert not Publisher.objects.exists()
        assert Publisher.objects.get_by_natural_key("iacp").pk == Publisher.objects.get().pk
