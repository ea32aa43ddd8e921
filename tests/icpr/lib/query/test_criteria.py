"""Addresses in one canonical order, with one part added, taken off or alone."""

from dataclasses import dataclass, field, replace

import pytest

from icpr.lib.query import chips, criteria
from icpr.lib.query.chips import Chip


@dataclass(frozen=True)
class Asked(criteria.Criteria):
    values: dict = field(default_factory=dict)
    words: str = ""
    order: str = ""

    facets = ("colour", "size")
    defaults = {"size": ("any",)}

    def before(self):
        return [("q", self.words)] if self.words else []

    def after(self):
        return [("sort", self.order)] if self.order else []


def test_works():
    asked = Asked({"size": ("small",), "colour": ("red", "blue")}, "a b", "title")
    assert asked.query_string() == "?q=a+b&colour=blue&colour=red&size=small&sort=title"
    assert asked.query_string(3).endswith("&sort=title&page=3")


def test_one_address_for_one_question():
    ways = [{"colour": ("red", "blue"), "size": ("any",)}, {"size": ("any",), "colour": ("blue", "red")}]
    assert {Asked(values).query_string() for values in ways} == {"?colour=blue&colour=red"}


def test_nothing_asked_is_a_bare_question_mark():
    assert Asked().query_string() == ""
    assert Asked().address == "?"


def test_one_part_is_added_taken_off_or_alone():
    asked = Asked({"colour": ("red",)}, order="title")
    assert asked.with_also("colour", "blue").address == "?colour=blue&colour=red&sort=title"
    assert asked.with_also("colour", "red") == asked
    assert asked.without("colour", "red").address == "?sort=title"
    assert asked.without("colour", "green") == asked
    assert asked.with_only("colour", "blue").address == "?colour=blue&sort=title"
    assert asked.with_only("colour").address == "?sort=title"


def test_a_facet_that_nothing_is_asked_of_has_its_default():
    asked = Asked().with_only("size", "small")
    assert asked.without("size", "small").chosen("size") == ("any",)
    assert asked.with_only("size").address == "?"


@pytest.mark.parametrize("words", ["", "size={} %7B%7D", "{colour}"])
def test_a_pattern_is_the_address_with_one_value_alone(words):
    asked = Asked({"colour": ("red",), "size": ("small",)}, words)
    assert asked.pattern("colour").format("blue") == asked.with_only("colour", "blue").query_string()


def test_a_chip_for_each_value_in_force_but_the_default():
    asked = Asked({"colour": ("red", "blue"), "size": ("any",)})
    label = "{} {}".format
    assert chips.of_facets(asked, label) == [Chip("colour red", "?colour=blue"), Chip("colour blue", "?colour=red")]
    small = replace(asked, values={"size": ("small",)})
    assert chips.of_facets(small, label) == [Chip("size small", "?")]
