"""Asks the library rated queries: `python -m tests.relevance.asking answers.json tune`, on the database of
DATABASE_URL.

The opening catalogue is loaded into a scratch database beside that one, made for this and gone after it.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.relevance.rated import Answer, Rated, queries


def load() -> None:
    """Load the opening catalogue, with no record marked as new: the answers must not change with the day."""
    from resources.models import Resource
    from resources.seed import load_opening_catalogue

    load_opening_catalogue()
    Resource.objects.update(new_until=None)


def answers(asked: Iterable[Rated]) -> dict[Rated, Answer]:
    """What the library in the present database says to each query."""
    from resources import search
    from resources.catalogue import facet_index
    from resources.models import Resource

    now = facet_index.current()
    numbers = dict(Resource.objects.values_list("pk", "number"))

    def answer(text: str) -> Answer:
        found = search.find(text, now.positions, now.edition)
        nearest = [numbers[near.pk] for near in found.nearest]
        return Answer([numbers[pk] for pk in found.ids], nearest, found.corrected)

    return {query: answer(query.text) for query in asked}


def main(path: Path, splits: list[str]) -> None:
    import django

    django.setup()
    from django.test.utils import setup_databases, teardown_databases

    from resources.models import Resource

    scratch = setup_databases(verbosity=0, interactive=False)
    try:
        load()
        titles = dict(Resource.objects.values_list("number", "title"))
        told = {split: list(answers(queries(split)).values()) for split in splits}
        path.write_text(json.dumps({"answers": told, "titles": titles}))
    finally:
        teardown_databases(scratch, verbosity=0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
