"""How long a public answer may be kept elsewhere, and what makes one the same as another."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from icpr.middleware.validators import cache_control, etag, is_same, matches, seconds_left, validator
from resources.edition import Edition

NOON = datetime(2026, 11, 28, 12, tzinfo=ZoneInfo("America/New_York"))
EDITION = Edition(1, 2, 3, None, None, date(2026, 11, 28), NOON)


def now() -> Edition:
    return replace(EDITION, day=timezone.localdate())


def test_works():
    told = validator("build", EDITION, "/a")
    assert told == validator("build", replace(EDITION, read_at=NOON + timedelta(hours=1)), "/a")
    others = [{"list_version": 9}, {"search_version": 9}, {"blueprint_version": 9}, {"day": date(2026, 11, 29)}]
    others += [{"published_until": NOON}, {"valid_until": NOON}, {"page_version": 9}]
    found = {validator("build", replace(EDITION, **other), "/a") for other in others}
    found |= {validator("other", EDITION, "/a"), validator("build", EDITION, "/b"), told}
    assert len(found) == len(others) + 3
    assert not any(is_same(EDITION, replace(EDITION, **other)) for other in others)
    assert matches(etag(told), told)


def test_an_answer_is_asked_for_again_each_time_unless_told():
    assert cache_control(now()) == "public, max-age=0, must-revalidate"


@pytest.mark.parametrize(
    ("age", "while_asking", "on_error", "left", "told"),
    [
        (60, 0, 0, 3_600, "public, max-age=60, must-revalidate"),
        (60, 30, 0, 3_600, "public, max-age=60, stale-while-revalidate=30"),
        (60, 30, 600, 3_600, "public, max-age=60, stale-while-revalidate=30, stale-if-error=600"),
        (0, 0, 600, 3_600, "public, max-age=0, stale-if-error=600"),
        (60, 30, 600, 70.9, "public, max-age=60, stale-while-revalidate=10, stale-if-error=10"),
        (60, 30, 600, 20.9, "public, max-age=20, must-revalidate"),
        (60, 30, 600, -5, "public, max-age=0, must-revalidate"),
    ],
)
def test_never_beyond_what_the_clock_changes(settings, age, while_asking, on_error, left, told):
    settings.TIME_ZONE = "UTC"
    settings.PUBLIC_MAX_AGE = age
    settings.PUBLIC_STALE_WHILE_REVALIDATE, settings.PUBLIC_STALE_IF_ERROR = while_asking, on_error
    day = timezone.localdate() + timedelta(days=1)  # so that no midnight is nearer
    edition = replace(EDITION, day=day, valid_until=timezone.now() + timedelta(seconds=left))
    assert cache_control(edition) == told


def test_the_day_ends_at_the_local_midnight():
    noon = NOON.astimezone(UTC)
    assert seconds_left(EDITION, noon) == 12 * 3_600
    assert seconds_left(replace(EDITION, valid_until=noon + timedelta(seconds=5.9)), noon) == 5
    assert seconds_left(replace(EDITION, day=date(2026, 11, 1)), NOON.replace(day=1, hour=0).astimezone(UTC)) == 90_000
