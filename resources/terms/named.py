"""The tags that a text names, so that they can be offered for what it is about."""

from collections import defaultdict
from collections.abc import Iterable

from resources.models import Tag
from resources.models.tags import tag_key
from resources.search.queries import LONGEST_TERM, Phrase, parts_of, phrase_of, runs_of
from resources.terms.alike import phrase_groups
from resources.terms.models import Alias, TermKind

MOST_OFFERED = 8
LONGEST = 2_000  # characters of a text that are looked at


def tags_named_in(texts: Iterable[str], without: Iterable[str] = ()) -> list[Tag]:
    """The tags that some texts name, in their order: by name, in other forms of its words, by another name or by what
    the vocabulary of search takes for it. without: names that are there already."""
    texts, held = [text[:LONGEST] for text in texts if text], {tag_key(name) for name in without}
    known = _phrases() if texts else {}
    found = {tag: None for text in texts for tag in _named(parts_of(runs_of(text)), known)}
    return [tag for tag in found if tag.key not in held][:MOST_OFFERED]


def _phrases() -> dict[Phrase, list[Tag]]:
    """What names a tag: words as the search reads them → tags. Three queries at most."""
    tags = {tag.pk: tag for tag in Tag.objects.all()}
    named = [(tag.name, tag) for tag in tags.values()]
    others = Alias.objects.filter(kind=TermKind.TAG).values_list("name", "term")
    named += [(name, tags[pk]) for name, pk in others if pk in tags]
    phrases, groups, alike = defaultdict(list), phrase_groups(), defaultdict(list)
    for name, tag in named:
        phrase = phrase_of(name)
        phrases[phrase].append(tag)
        for number in groups.get(phrase, ()):
            alike[number].append(tag)
    for phrase, numbers in groups.items():
        for number in numbers:
            phrases[phrase] += alike.get(number, ())
    return phrases


def _named(stems: Phrase, known: dict[Phrase, list[Tag]]) -> Iterable[Tag]:
    """Of names that hold others, such as "use-of-force reporting", the longest."""
    start = 0
    while start < len(stems):
        for end in range(min(len(stems), start + LONGEST_TERM), start, -1):
            if tags := known.get(stems[start:end]):
                yield from tags
                start = end
                break
        else:
            start += 1
