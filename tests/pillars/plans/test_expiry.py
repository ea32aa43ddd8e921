"""Plans nobody opens: warned of after two years, deleted thirty days later."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from icpr.kept import expiry
from pillars.models import Plan
from pillars.plans.kind import PLANS
from tests import mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def unused(visitor, plan, settings, tmp_path):
    mail.to_folder(settings, tmp_path / "mail")
    Plan.objects.update(used_on=timezone.localdate() - timedelta(days=730), email="chief@example.org")
    return plan


def test_works(unused, tmp_path, capsys):
    today = timezone.localdate()
    call_command("run_due")
    assert "1 warned of, 0 deleted" in capsys.readouterr().out
    assert expiry.run(PLANS, today) == (0, 0)
    [letter] = mail.in_folder(tmp_path / "mail")
    assert "has not been opened for two years" in letter
    assert expiry.run(PLANS, today + timedelta(days=29)) == (0, 0)
    assert expiry.run(PLANS, today + timedelta(days=30)) == (0, 1)
    assert not Plan.objects.exists()


def test_opening_keeps_it_and_says_so(visitor, unused):
    today = timezone.localdate()
    expiry.run(PLANS, today)
    assert "it was about to be deleted" in visitor.get(unused)
    assert "about to be deleted" not in visitor.get(unused)
    assert expiry.run(PLANS, today + timedelta(days=30)) == (0, 0)


def test_what_is_used_is_left_alone(visitor, plan):
    Plan.objects.update(used_on=timezone.localdate() - timedelta(days=729))
    assert expiry.run(PLANS, timezone.localdate()) == (0, 0)


def test_a_mail_server_that_is_not_there_stops_nothing(unused, settings, caplog):
    mail.to_server(settings, 9)
    assert expiry.run(PLANS, timezone.localdate()) == (1, 0)
    assert "could not be sent" in caplog.text


def test_a_plan_opened_before_its_warning_is_sent_is_not_warned_of(unused, tmp_path):
    today = timezone.localdate()

    def opened() -> None:
        Plan.objects.update(used_on=today)

    assert expiry.run(PLANS, today, beat=opened) == (0, 0)
    assert Plan.objects.get().warned_on is None
    assert not (tmp_path / "mail").exists()
