"""Known gaps: the terms of the opening vocabulary for which the opening catalogue has no record.

python -m tests.relevance.known_gaps     # renews known_gaps.txt

They stay in the vocabulary: it says what people ask for, and these say what the library has yet to acquire.
"""

import os
from collections.abc import Iterator
from pathlib import Path

LIST = Path(__file__).with_name("known_gaps.txt")


def lines() -> Iterator[str]:
    """A line for each synonym group of the present database that has known gaps: its theme, and the terms."""
    from resources.catalogue import facet_index
    from resources.models import SynonymGroup
    from resources.search.known_gaps import gaps

    now = facet_index.current()
    groups = SynonymGroup.objects.filter(is_on=True).order_by("theme", "language", "pk")
    for gap in gaps(groups, now.positions.keys(), now.edition):
        yield f"{gap.group.theme}: {' | '.join(gap.terms)}"


def main() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "icpr.settings"
    django.setup()
    from django.test.utils import setup_databases, teardown_databases

    from tests.relevance.asking import load

    scratch = setup_databases(verbosity=0, interactive=False)
    try:
        load()
        LIST.write_text("".join(f"{line}\n" for line in lines()))
    finally:
        teardown_databases(scratch, verbosity=0)


if __name__ == "__main__":
    main()
