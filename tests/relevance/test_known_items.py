"""Whoever asks for one record of the opening catalogue gets it first, whatever part of its name they know."""

from collections import defaultdict
from collections.abc import Iterator

import pytest

from resources import search
from resources.catalogue import facet_index
from resources.models import Resource
from resources.search.analysis import Word, words
from resources.search.queries import runs_of

LEAST = 3  # telling words that half a title has
# Halves that search does not put first: titles that say the same in other words, or in English, come before.
BEHIND = {"Use of Unmanned Aircraft", "Policía y seguridad"}


def telling(text: str) -> list[Word]:
    return [word for word in words(text) if not runs_of(text[word.start : word.end])[0].is_common]


def stems(text: str) -> frozenset[str]:
    return frozenset(stem for word in telling(text) for stem in word.stems)


def titles(records: list[Resource]) -> Iterator[tuple[str, Resource]]:
    for record in records:
        yield from ((text, record) for text in (record.title, record.title.upper(), record.title.lower()))


def halves(records: list[Resource]) -> Iterator[tuple[str, Resource]]:
    """The first and the second half of each title, if no other title holds its words."""
    known = {record: stems(record.title) for record in records}
    for record in records:
        found = telling(record.title)
        most = max(LEAST, -(-len(found) // 2))
        for part in (found[:most], found[-most:]) if len(found) >= LEAST else ():
            text = record.title[part[0].start : part[-1].end]
            if [other for other, held in known.items() if stems(text) <= held] == [record]:
                yield text, record


def numbers(records: list[Resource]) -> Iterator[tuple[str, Resource]]:
    ways = ("ICPR-{:06}", "icpr-{:06}", "ICPR{:06}", "icpr {:06}", "icpr-{}", "Icpr {}", "icpr{}", "ICPR–{:06}")
    yield from ((way.format(record.number), record) for record in records for way in ways)


def authors(records: list[Resource]) -> Iterator[tuple[str, Resource]]:
    """An author and a year, when they wrote one record in it and, as an organization, published no other."""
    works, names = defaultdict(set), set()
    for record in records:
        if record.issued_on:
            wrote = {author.family_name or author.organization for author in record.authors.all()}
            for name in wrote | {publisher.name for publisher in record.publishers.all()}:
                works[name, record.issued_on.year].add(record)
            names |= wrote
    for (name, year), [*found] in works.items():
        if name in names and len(found) == 1:
            yield f"{name} {year}", found[0]
            yield f"{name.lower()}, {year}", found[0]


@pytest.mark.django_db
@pytest.mark.parametrize(("ways", "least"), [(titles, 580), (halves, 250), (numbers, 1_500), (authors, 90)])
@pytest.mark.slow
def test_works(opening, ways, least):
    now = facet_index.current()
    asked = list(ways(list(Resource.objects.published().prefetch_related("authors", "publishers"))))
    first = {text: search.find(text, now.positions, now.edition).ids[:1] for text, _ in asked}
    behind = [(text, record.number) for text, record in asked if first[text] != [record.pk] and text not in BEHIND]
    assert behind == []
    assert len(asked) >= least


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("body cameras", 18),
        ("bodycam", 18),
        ("body camera policy", 18),
        ("model policy on body cameras", 18),
        ("electronic control weapons", 14),
        ("TASER policy", 14),
        ("grievance procedure", 22),
        ("policy on social media", 32),
    ],
)
def test_the_model_policy_whose_title_is_asked_for_is_first(opening, text, number):
    now = facet_index.current()
    [first, *_] = search.find(text, now.positions, now.edition).ids
    assert Resource.objects.get(pk=first).number == number
