"""Known gaps: the terms of the opening vocabulary for which the opening catalogue has no record.

python -m tests.relevance.known_gaps     # renews known_gaps.txt

They stay in the vocabulary: it says what people ask for, and these say what the library has yet to acquire.
"""

from collections.abc import Iterator
from pathlib import Path

LIST = Path(__file__).with_name("known_gaps.txt")


def lines() -> Iterator[str]:
    """A line for each synonym group of the present database that has such terms: its theme, and the terms.

    A term finds a record that holds all its words, or one of the other words the vocabulary gives for it. Spelling and
    answers in part are left out: they are guesses.
    """
    from resources import search
    from resources.catalogue import facet_index
    from resources.models import SynonymGroup
    from resources.search import synonyms

    now = facet_index.current()
    known = synonyms.of(now.edition)
    for group in SynonymGroup.objects.filter(is_on=True).order_by("theme", "language", "pk"):
        unanswered = [
            term for term in group.term_list if now.positions.keys().isdisjoint(search.match(search.parse(term, known)))
        ]
        if unanswered:
            yield f"{group.theme}: {' | '.join(unanswered)}"


def main() -> None:
    import django

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
