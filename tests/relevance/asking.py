"""Asks the library the rated queries: `python -m tests.relevance.asking answers.json`, on the database of DATABASE_URL.

The opening catalogue is loaded into a scratch database beside that one, made for this and gone after it.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.relevance.rated import Rated, queries


def load() -> None:
    """Load the opening catalogue, with no record marked as new: the answers must not change with the day."""
    from resources.models import Resource
    from resources.seed import load_opening_catalogue

    load_opening_catalogue()
    Resource.objects.update(new_until=None)


def answers(asked: Iterable[Rated]) -> dict[str, list[int]]:
    """What the library in the present database finds for each text, or else what is nearest: permanent numbers, best
    first."""
    from resources import search
    from resources.catalogue import facet_index
    from resources.models import Resource

    now = facet_index.current()
    numbers = dict(Resource.objects.values_list("pk", "number"))
    found = {query.text: search.find(query.text, now.positions, now.edition) for query in asked}
    return {text: [numbers[pk] for pk in one.ids or [near.pk for near in one.nearest]] for text, one in found.items()}


def main(path: Path) -> None:
    import django

    django.setup()
    from django.test.utils import setup_databases, teardown_databases

    from resources.models import Resource

    scratch = setup_databases(verbosity=0, interactive=False)
    try:
        load()
        titles = dict(Resource.objects.values_list("number", "title"))
        path.write_text(json.dumps({"answers": answers(queries()), "titles": titles}))
    finally:
        teardown_databases(scratch, verbosity=0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
