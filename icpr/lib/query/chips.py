"""Chips: the limits in force, each with the way to take it off."""

from collections.abc import Callable
from dataclasses import dataclass

from icpr.lib.query.criteria import Criteria


@dataclass(frozen=True, slots=True)
class Chip:
    """One limit in force, and the address of the list without it."""

    label: str
    remove_url: str


def of_facets(criteria: Criteria, label_of: Callable[[str, str], str]) -> list[Chip]:
    """A chip for each value in force that is not the default; `label_of` gives a value's label by facet and key."""
    asked = [name for name in criteria.facets if criteria.chosen(name) != criteria.defaults.get(name)]
    return [
        Chip(label_of(name, key), criteria.without(name, key).address)
        for name in asked
        for key in criteria.chosen(name)
    ]
