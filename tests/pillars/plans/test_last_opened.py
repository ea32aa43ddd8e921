"""That a plan was opened is remembered beside the request,
and never lost to a lock or to the deletion of unused plans."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from icpr.kept import expiry, last_opened
from pillars.models import Plan
from pillars.plans.kind import PLANS

pytestmark = pytest.mark.django_db


@pytest.fixture
def unused(plan):
    """A plan nobody has opened for two years, and the warning is a month old."""
    today = timezone.localdate()
    Plan.objects.update(used_on=today - timedelta(days=760), warned_on=today - timedelta(days=30))
    return plan


def as_kept() -> tuple:
    return Plan.objects.values_list("used_on", "warned_on").get()


def test_works(visitor, unused):
    before = as_kept()
    visitor.get(unused)
    assert as_kept() == before
    assert last_opened.flush() == 1
    assert as_kept() == (timezone.localdate(), None)
    visitor.get(unused)
    assert last_opened.flush() == 0


def test_what_is_opened_in_this_process_is_not_deleted_in_the_same_moment(visitor, unused):
    visitor.get(unused)
    assert expiry.run(PLANS, timezone.localdate()) == (0, 0)
    assert as_kept() == (timezone.localdate(), None)


def test_what_nobody_opened_is_deleted(unused):
    assert expiry.run(PLANS, timezone.localdate()) == (0, 1)


def test_the_page_says_at_once_how_it_stands(visitor, unused):
    first, second = visitor.get(unused), visitor.get(unused)
    assert "it was about to be deleted" in first
    assert "it was about to be deleted" not in second
    kept_until = timezone.localdate() + timedelta(days=760)
    assert f"{kept_until:%B} {kept_until.day}, {kept_until.year}" in first


def test_a_form_marks_it_itself(visitor, unused):
    visitor.post(f"{unused}agency/", agency_name="Springfield PD")
    assert as_kept() == (timezone.localdate(), None)


def broken(execute, sql, params, many, context):
    if sql.startswith("UPDATE"):
        raise OperationalError("database is locked")
    return execute(sql, params, many, context)


@pytest.mark.django_db(transaction=True)
def test_what_the_database_refuses_waits_on_and_nothing_is_deleted(visitor, unused):
    visitor.get(unused)
    with connection.execute_wrapper(broken):
        with pytest.raises(OperationalError):
            last_opened.flush()
        with pytest.raises(OperationalError):
            expiry.run(PLANS, timezone.localdate())
    assert Plan.objects.exists()
    assert last_opened.flush() == 1
    assert as_kept() == (timezone.localdate(), None)


def test_a_late_writer_does_not_set_the_day_back(visitor, unused):
    visitor.get(unused)
    tomorrow = timezone.localdate() + timedelta(days=1)
    Plan.objects.update(used_on=tomorrow, warned_on=None)
    last_opened.flush()
    assert as_kept() == (tomorrow, None)


def test_more_plans_than_anyone_opens_take_no_more_memory(monkeypatch, unused):
    monkeypatch.setattr(last_opened, "MOST_WAITING", 2)
    for number in range(4):
        last_opened.note(Plan(pk=900 + number, used_on="2020-01-01"))
    assert last_opened.flush() == 2


def test_plans_by_the_hundred_are_written_in_few_statements(django_assert_num_queries):
    Plan.objects.bulk_create(Plan(edit_hash=f"{number:064}", used_on="2024-01-01") for number in range(1_200))
    for plan in Plan.objects.all():
        last_opened.note(plan)
    with django_assert_num_queries(3):
        assert last_opened.flush() == 1_200
    assert not Plan.objects.exclude(used_on=timezone.localdate()).exists()
