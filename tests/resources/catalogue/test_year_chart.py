"""The columns of years."""

from resources.catalogue.year_chart import HEIGHT, MOST_YEARS, YearChart


def columns(counts: dict[int, int], chosen: str = "") -> list[tuple[int, int, int]]:
    return [(column.year, column.number, column.height) for column in YearChart(counts, chosen).columns]


def test_works():
    assert columns({2016: 2, 2013: 8}) == [(2013, 8, 40), (2014, 0, 0), (2015, 0, 0), (2016, 2, 10)]


def test_nothing_has_no_columns():
    assert columns({}) == []


def test_one_record_among_thousands_is_seen():
    assert columns({2015: 1, 2016: 5_000}) == [(2015, 1, 3), (2016, 5_000, HEIGHT)]


def test_a_long_time_shows_only_years_that_hold_records():
    assert len(columns({2000: 1, 1999 + MOST_YEARS: 1})) == MOST_YEARS
    assert columns({1829: 1, 2024: 1}) == [(1829, 1, HEIGHT), (2024, 1, HEIGHT)]


def test_the_chosen_year_is_marked():
    assert [column.year for column in YearChart({2015: 1, 2016: 1}, "2016").columns if column.is_chosen] == [2016]
