"""Who made a record is known from the moment it is made, whatever becomes of it."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection

from resources.contributions.models import Contribution
from resources.curation import history
from resources.models import Resource
from tests.factories import make_resource
from tests.resources.staff import address, form_data, staff

pytestmark = pytest.mark.django_db


def makers() -> dict[str, str]:
    return dict(Contribution.objects.values_list("record__title", "user__username"))


def made_by(user, title: str = "A guide") -> Resource:
    with history.recorded(user, "Made."):
        return make_resource(title=title, published=False)


def test_works():
    editor = staff("Editors")
    editor.post(address("add"), form_data(editor, address("add")) | {"kind": "report", "title": "New report"})
    assert makers() == {"New report": "editors"}


def test_what_a_command_made_is_nobodys():
    make_resource(title="From a file")
    assert makers() == {}


def test_a_later_change_makes_nobody_the_maker():
    record = make_resource(title="From a file")
    with history.recorded(User.objects.create_user("ada"), "Changed."):
        record.save()
    assert makers() == {}


def test_a_record_that_comes_back_is_its_makers_again():
    ada, ben = User.objects.create_user("ada"), User.objects.create_user("ben")
    record = made_by(ada)
    version = history.versions_of(record.pk)[0]
    record.delete()
    assert makers() == {}
    history.restore(version, user=ben, comment="Back.", may_publish=False)
    assert makers() == {"A guide": "ada"}


def test_the_record_outlives_the_account():
    ada = User.objects.create_user("ada")
    made_by(ada)
    ada.delete()
    assert makers() == {"A guide": None}


def test_the_migration_reads_the_history():
    ada = User.objects.create_user("ada")
    made_by(ada)
    make_resource(title="From a file")
    made_by(ada, "Deleted").delete()
    Contribution.objects.all().delete()
    migration = import_module("resources.contributions.migrations.0001_contributions")
    migration.note_makers(apps, connection.schema_editor())
    assert makers() == {"A guide": "ada"}
