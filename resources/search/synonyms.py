"""The staff's synonym groups as the query parser wants them, read once for each edition of the catalogue."""

from collections import defaultdict

from resources.edition import SEARCH, Edition, per_edition
from resources.models import SynonymGroup
from resources.search.queries import Entry, Phrase, Synonyms, phrase_of


@per_edition(*SEARCH)
def of(edition: Edition) -> Synonyms:
    """Runs of stems with what they may also be searched as."""
    entries: dict[Phrase, list[Entry]] = defaultdict(list)
    for group in SynonymGroup.objects.filter(is_on=True):
        both = group.direction == SynonymGroup.Direction.BOTH
        for term in group.term_list:
            key = phrase_of(term)
            targets = group.term_list if both else group.target_list
            others = tuple((phrase, target) for target in targets if (phrase := phrase_of(target)) and phrase != key)
            if key and others:
                written = term if group.keep_case and term != term.lower() else ""
                entries[key].append(Entry(others, written, group.direction == SynonymGroup.Direction.RELATED))
    return {key: tuple(found) for key, found in entries.items()}
