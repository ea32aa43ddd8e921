"""Periods end by the site's own clock, also in the nights in which clocks are changed."""

from datetime import UTC, datetime, timedelta

import pytest

from resources.following import periods
from resources.following.models import Rhythm
from resources.following.periods import end_of_period, is_quiet, next_end


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("rhythm", "now", "end"),
    [
        ("at-once", "2026-11-28T17:03:04-05:00", "2026-11-28T17:03:04-05:00"),
        ("daily", "2026-11-28T06:59:59-05:00", "2026-11-27T07:00-05:00"),
        ("daily", "2026-11-28T07:00-05:00", "2026-11-28T07:00-05:00"),
        ("daily", "2026-11-28T03:00+00:00", "2026-11-27T07:00-05:00"),  # still the evening before
        ("weekly", "2026-11-28T12:00-05:00", "2026-11-23T07:00-05:00"),
        ("weekly", "2026-11-30T06:59-05:00", "2026-11-23T07:00-05:00"),
        ("weekly", "2026-11-30T07:00-05:00", "2026-11-30T07:00-05:00"),
        # Clocks go back an hour on November 1 and forward on March 14.
        ("daily", "2026-11-01T06:59-05:00", "2026-10-31T07:00-04:00"),
        ("daily", "2026-11-01T07:00-05:00", "2026-11-01T07:00-05:00"),
        ("daily", "2027-03-14T07:00-04:00", "2027-03-14T07:00-04:00"),
        ("daily", "2027-03-14T06:00-05:00", "2027-03-14T07:00-04:00"),
        ("weekly", "2026-11-02T07:00-05:00", "2026-11-02T07:00-05:00"),
        ("weekly", "2026-11-02T06:30-05:00", "2026-10-26T07:00-04:00"),
    ],
)
def test_works(rhythm, now, end):
    assert end_of_period(rhythm, at(now)) == at(end)


@pytest.mark.parametrize("zone", ["America/New_York", "Africa/Cairo", "Pacific/Apia", "Asia/Kathmandu"])
@pytest.mark.parametrize("rhythm", Rhythm.values)
def test_an_end_never_moves_back_and_is_never_later_than_now(settings, zone, rhythm):
    settings.TIME_ZONE = zone
    now, last = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    while now < datetime(2026, 12, 1, tzinfo=UTC):
        end = end_of_period(rhythm, now)
        assert last <= end <= now <= next_end(rhythm, now)
        assert now - end <= timedelta(days=7, hours=1)
        now, last = now + timedelta(hours=1, minutes=7), end


def test_what_is_told_at_once_waits_for_a_pause_but_not_for_long():
    now = at("2026-11-28T12:00+00:00")
    minutes = [now - timedelta(minutes=number) for number in range(70)]
    assert not is_quiet(minutes[1:3], now)
    assert is_quiet(minutes[5:9], now)
    assert is_quiet(minutes[1:61], now)


@pytest.mark.django_db
def test_nothing_is_known_that_can_still_come_to_light():
    now = at("2026-11-28T12:00+00:00")
    assert now - timedelta(minutes=5) <= periods.known(now) < now
