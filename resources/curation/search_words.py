"""What the words of search that staff own must be, whether they come by a form or by a file."""

from collections.abc import Callable

from icpr.lib.query.notices import printable, quote
from resources import search
from resources.models import BestBet, SynonymGroup
from resources.search.queries import LONGEST_TERM, Phrase, phrase_of, runs_of

LONGEST_FOLDED = BestBet._meta.get_field("folded_query").max_length


def lines_of(text: str) -> list[str]:
    """The terms of a text, one a line, each once."""
    return list(dict.fromkeys(filter(None, map(printable, text.splitlines()))))


def unsearchable(terms: list[str]) -> list[str]:
    """What is said of those terms that cannot be searched for."""
    problems = []
    for term in terms:
        runs = runs_of(term)
        if not runs:
            problems.append(f"{quote(term)} holds no word to search for.")
        elif all(run.is_common for run in runs):
            problems.append(f"{quote(term)} is in almost every text, so it would widen every search.")
        elif len(runs) > LONGEST_TERM:
            problems.append(f"{quote(term)} has more than {LONGEST_TERM} words.")
    return problems


def clashes(direction: str, terms: str, targets: str, *, keep_case: bool) -> list[tuple[str, str]]:
    """What does not go together in a synonym group: the field and what is said of it."""
    problems, both_ways = [], direction == SynonymGroup.Direction.BOTH
    if not both_ways and not targets:
        problems.append(("targets", "A one-way or related group needs what its terms also search for, one a line."))
    elif targets and both_ways:
        problems.append(
            (
                "targets",
                "Only a one-way group has these, or a related one: choose that, or move them to the terms.",
            )
        )
    elif len(phrases(terms, targets)) < 2:
        problems.append(("terms", "All of these are the same words to the search: give at least two that differ."))
    if keep_case and not any(term != term.lower() for term in terms.splitlines()):
        problems.append(("keep_case", "None of the terms has a capital to keep."))
    return problems


def phrases(*texts: str) -> dict[Phrase, str]:
    """Terms given one a line, by what the search reads in them."""
    return {phrase_of(line): line for text in texts for line in text.splitlines()}


def problems_of_group(group: SynonymGroup, holds: Callable[[str], bool]) -> list[str]:
    """All that stands in the way of a synonym group, as sentences."""
    found = unsearchable([*lines_of(group.terms), *lines_of(group.targets)])
    told = clashes(group.direction, group.terms, group.targets, keep_case=group.keep_case)
    return found or [text for _, text in told]


def problems_of_query(query: str) -> list[str]:
    """What stands in the way of a query that a record stands first for."""
    if not search.parse(query):
        return ["This holds no word to search for."]
    return ["This is too long."] if len(BestBet.key_of(query)) > LONGEST_FOLDED else []
