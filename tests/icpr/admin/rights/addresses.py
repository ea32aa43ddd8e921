"""Every address of the admin, as it is asked, and what stands behind it."""

from collections.abc import Iterator
from typing import NamedTuple

from django.contrib import admin
from django.urls import URLPattern, get_resolver, reverse


class Address(NamedTuple):
    """The name of an address without "admin:", the arguments its route takes, and how many without a name."""

    name: str
    parts: frozenset[str]
    unnamed: int


def addresses() -> list[Address]:
    """All that the address list holds under the admin, by name."""
    [staff] = [one for one in get_resolver().url_patterns if getattr(one, "namespace", "") == admin.site.name]
    return sorted(set(_walk(staff.url_patterns)))


def _walk(patterns, before: frozenset[str] = frozenset()) -> Iterator[Address]:
    for one in patterns:
        regex = one.pattern.regex
        parts = before | {*regex.groupindex}
        if not isinstance(one, URLPattern):
            yield from _walk(one.url_patterns, parts)
        elif one.name:  # those without one lead on to the others
            yield Address(one.name, parts, 0 if regex.groupindex else regex.groups)


def path_of(address: Address, given: dict[str, object], unnamed: list) -> str:
    """The address with the values of a row."""
    kwargs = {part: given[part] for part in address.parts}
    return reverse(f"{admin.site.name}:{address.name}", args=unnamed[: address.unnamed], kwargs=kwargs)
