"""Lists nobody opens: warned of after two years, deleted thirty days later."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from icpr.kept import expiry, last_opened
from pillars.models import Plan
from resources.reading_lists.kind import LISTS
from resources.reading_lists.models import ReadingList
from tests import mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def unused(kept, settings, tmp_path):
    mail.to_folder(settings, tmp_path / "mail")
    ReadingList.objects.update(used_on=timezone.localdate() - timedelta(days=730), email="chief@example.org")
    return kept


def test_works(unused, tmp_path, capsys):
    today = timezone.localdate()
    call_command("run_due")
    assert "Unused lists: 1 warned of, 0 deleted" in capsys.readouterr().out
    [letter] = mail.in_folder(tmp_path / "mail")
    assert "has not been opened for two years" in letter
    assert expiry.run(LISTS, today + timedelta(days=29)) == (0, 0)
    assert expiry.run(LISTS, today + timedelta(days=30)) == (0, 1)
    assert not ReadingList.objects.exists()


def test_opening_keeps_it_and_says_so(visitor, unused):
    today = timezone.localdate()
    expiry.run(LISTS, today)
    assert "it was about to be deleted" in visitor.get(unused)
    assert "about to be deleted" not in visitor.get(unused)
    assert expiry.run(LISTS, today + timedelta(days=30)) == (0, 0)


def test_plans_and_lists_opened_at_once_are_written_apart(visitor, unused):
    plan = Plan.objects.create(pk=ReadingList.objects.get().pk, edit_hash="0" * 64, used_on="2024-01-01")
    visitor.get(unused)
    assert last_opened.flush() == 1
    plan.refresh_from_db()
    assert str(plan.used_on) == "2024-01-01"
    assert ReadingList.objects.get().used_on == timezone.localdate()
