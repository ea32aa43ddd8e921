"""Page numbers as they are typed, and the addresses of the pages around one."""

import pytest

from icpr.lib.query.page_number import Pages


def pages(typed: str = "", total: int = 45) -> Pages:
    return Pages(typed, total, 20, lambda page: f"?page={page}" if page > 1 else "")


def test_works():
    second = pages("2")
    assert (second.number, second.last, second.start, second.stop, second.shown) == (2, 3, 20, 40, (21, 40))
    addresses = [second.first_url, second.previous_url, second.query_string, second.next_url, second.last_url]
    assert addresses == ["?", "?", "?page=2", "?page=3", "?page=3"]


def test_the_ends_have_no_neighbour():
    assert pages("1").previous_url == ""
    assert pages("3").next_url == ""
    assert pages("3").shown == (41, 45)


def test_nothing_is_one_empty_page():
    empty = pages("", total=0)
    assert (empty.number, empty.last, empty.stop, empty.notices) == (1, 1, 0, [])


@pytest.mark.parametrize("typed", ["0", "-1", "²", "two", "1.5", "<b>"])
def test_what_is_no_page_number_is_said(typed):
    assert pages(typed).number == 1
    assert "is not a page number" in pages(typed).notices[0].message


@pytest.mark.parametrize("typed", ["4", "9" * 5_000])
def test_a_page_after_the_last_is_said(typed):
    assert pages(typed).number == 3
    assert "this is the last one, page 3" in pages(typed).notices[0].message
