"""Numbers of plans for staff: near the truth, and never such that fewer than five plans can be made out."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from pillars.models import Progress
from pillars.plans import statistics
from pillars.plans.statistics import Which
from tests.factories import make_item, make_plan

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 26)
OCTOBER, SEPTEMBER = date(2026, 10, 1), date(2026, 9, 1)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def begin(number: int, *, month: date = OCTOBER, **fields) -> None:
    for _ in range(number):
        make_plan(created_at=noon(month + timedelta(days=9)), **fields)


def near(shown: int, true: int) -> bool:
    return shown == true - true % 5


def test_works():
    first, second = make_item(number="1.1"), make_item(number="1.2")
    begin(14, agency_size="1-10", items=[first])
    begin(23, month=SEPTEMBER, items=[second, first], statuses=[Progress.VERIFIED])
    begin(2, agency_size="501", items=[first])
    found = statistics.of(Which(), TODAY)
    assert near(found.plans, 39)
    assert [month for month, _ in found.by_month][1:3] == [OCTOBER, SEPTEMBER]
    assert all(map(near, dict(found.by_month).values(), [0, 16, 23, *[0] * 9]))
    sizes = dict(found.by_size)
    assert near(sizes["1-10"], 14)
    assert near(sizes[statistics.NOT_GIVEN], 23)
    assert sizes["501"] == 0
    assert [item for item, _ in found.chosen] == [first, second]
    assert near(found.chosen[0][1], 39)
    ((item, number),) = found.in_place
    assert item == second
    assert near(number, 23)


def test_a_filter_answers_as_the_list_it_is_a_line_of():
    begin(30, agency_size="1-10", items=[make_item()])
    begin(20, month=SEPTEMBER, agency_size="1-10", items=[make_item(number="1.2")])
    begin(25, agency_size="501")
    everything = statistics.of(Which(), TODAY)
    for month, number in everything.by_month:
        assert statistics.of(Which(month), TODAY).plans == number
    for size, number in everything.by_size:
        assert statistics.of(Which(size=size), TODAY).plans == number
    both = statistics.of(Which(OCTOBER, "1-10"), TODAY)
    assert near(both.plans, 30)
    assert (both.by_month, both.by_size) == ([], [])
    assert dict(statistics.of(Which(OCTOBER), TODAY).by_size)["1-10"] == both.plans
    assert dict(statistics.of(Which(size="1-10"), TODAY).by_month)[OCTOBER] == both.plans
    assert statistics.of(Which(size="501"), TODAY).chosen == []
    for month, chosen in ((OCTOBER, "1.1"), (SEPTEMBER, "1.2")):
        assert [item.number for item, _ in statistics.of(Which(month), TODAY).chosen] == [chosen]


def test_this_month_is_counted():
    begin(7, month=date(2026, 11, 1), items=[make_item()])
    found = statistics.of(Which(), TODAY)
    assert found.plans == 5
    assert found.by_month[0] == (date(2026, 11, 1), 5)
    assert found.chosen[0][1] == 5


def test_months_end_where_our_clock_says():
    """In New York, whatever the database's clock is."""
    for _ in range(20):
        make_plan(created_at=datetime(2026, 10, 1, 3, 59, tzinfo=UTC))
        make_plan(created_at=datetime(2026, 11, 1, 3, 59, tzinfo=UTC))
    found = dict(statistics.of(Which(), TODAY).by_month)
    assert near(found[SEPTEMBER], 20)
    assert near(found[OCTOBER], 20)
    assert near(statistics.of(Which(SEPTEMBER), TODAY).plans, 20)


def test_of_too_few_plans_nothing_is_said():
    item = make_item()
    begin(60, month=SEPTEMBER, agency_size="1-10", items=[item], statuses=[Progress.REPORTED])
    begin(4, items=[item], statuses=[Progress.REPORTED])
    assert statistics.of(Which(OCTOBER), TODAY) == statistics.Figures(0, [], [], [], [])
    assert statistics.of(Which(size="501"), TODAY) == statistics.Figures(0, [], [], [], [])


@pytest.mark.parametrize("status", Progress.values)
def test_only_what_is_said_to_be_in_place_counts_as_that(status):
    item = make_item()
    begin(20, items=[item], statuses=[status])
    found = statistics.of(Which(), TODAY)
    assert bool(found.in_place) == (status in {"reported", "verified"})


def test_no_part_is_higher_than_its_whole():
    items = [make_item(number=f"1.{number}") for number in range(1, 10)]
    begin(12, items=items, statuses=[Progress.VERIFIED] * 9)
    found = statistics.of(Which(), TODAY)
    chosen = dict(found.chosen)
    assert max(chosen.values()) <= found.plans
    assert all(number <= chosen[item] for item, number in found.in_place)


def test_items_are_ordered_by_what_is_shown_and_by_nothing_else():
    """An order by the true number would tell which of two equal ones is higher."""
    items = [make_item(number=f"1.{number}") for number in range(1, 31)]
    begin(20, items=items)
    begin(1, items=items[20:])
    found = statistics.of(Which(), TODAY).chosen
    assert len(found) == statistics.MOST_ITEMS
    assert found == sorted(found, key=lambda row: (-row[1], row[0].sort_key))


def test_the_months_of_any_day():
    assert statistics.months(date(2026, 1, 31))[:2] == [date(2026, 1, 1), date(2025, 12, 1)]
    assert statistics.months(date(2026, 3, 1))[1] == date(2026, 2, 1)
    assert len(statistics.months(timezone.localdate())) == statistics.MOST_MONTHS


@pytest.mark.parametrize("which", [Which(), Which(OCTOBER), Which(OCTOBER, "1-10")])
def test_many_plans_cost_three_queries(django_assert_num_queries, which):
    for number in range(1, 5):
        begin(12, agency_size="1-10", items=[make_item(number=f"{number}.1"), make_item(number=f"{number}.2")])
    with django_assert_num_queries(3):
        statistics.of(which, TODAY)


def test_the_first_moment_of_a_month_is_of_that_month_alone():
    begin(5, items=[make_item(number="1.1")])
    second = make_item(number="1.2")
    for _ in range(5):
        make_plan(created_at=timezone.make_aware(datetime(2026, 11, 1)), items=[second])
    for month, number in ((OCTOBER, "1.1"), (date(2026, 11, 1), "1.2")):
        assert [item.number for item, _ in statistics.of(Which(month), TODAY).chosen] == [number]
