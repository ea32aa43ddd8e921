"""Terms that may be one, proposed to whoever keeps them: the same words in other forms, the same to the vocabulary of
search, an acronym and what it stands for, or spelled nearly alike. Staff say which are not the same: `Distinct`."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Count
from rapidfuzz import fuzz, process

from resources.models import Author
from resources.models.people import author_key
from resources.search.queries import phrase_of
from resources.terms.alike import initials_of, phrase_groups
from resources.terms.models import Distinct, TermKind

NEAR_ENOUGH = 90  # of 100: one slip in a word, two in several
SHORTEST = 5  # letters, from which on a slip is one
COMPARED_WHOLE = 1_500  # names that are all compared with each other; of more, those that share the start of a word
START = 4  # letters
SAME_WORDS, VOCABULARY = "The same words in another form or order", "The same to the vocabulary of search"
INITIALS, SPELLING, FIRST_NAME = "Its initials", "Spelled nearly alike", "The same family name and initial"


@dataclass(frozen=True)
class Named:
    """A term: its key in `Distinct`, its word in addresses, its name, and how many records have it, public or not."""

    key: str
    slug: str
    name: str
    number: int


@dataclass(frozen=True)
class Pair:
    """Two terms that may be one, that of fewer records first; why, in words; and how sure that is, of 100."""

    gone: Named
    kept: Named
    why: str
    score: int

    @property
    def keys(self) -> tuple[str, str]:
        return tuple(sorted((self.gone.key, self.kept.key)))


def pairs(kind: TermKind) -> list[Pair]:
    """All pairs of a kind that may be one and were not said to be two, the likeliest first; three queries or four."""
    names = _authors() if kind is TermKind.AUTHOR else _rows(kind)
    told = set(Distinct.objects.filter(kind=kind).values_list("one", "other"))
    found: dict[tuple[str, str], Pair] = {}
    for one, other, why, score in _proposed(kind, names):
        pair = Pair(*sorted((one, other), key=lambda each: (each.number, each.name)), why, score)
        if pair.keys not in told and score > (found[pair.keys].score if pair.keys in found else 0):
            found[pair.keys] = pair
    return sorted(found.values(), key=lambda pair: (-pair.score, -pair.gone.number - pair.kept.number, pair.gone.name))


def _rows(kind: TermKind) -> list[Named]:
    rows = kind.model.objects.annotate(number=Count("resources")).order_by("name")
    return [Named(str(row.pk), row.slug, row.name, row.number) for row in rows]


def _authors() -> list[Named]:
    names: dict[str, Counter] = defaultdict(Counter)
    rows = Author.objects.order_by().values_list("organization", "given_names", "family_name")
    for organization, given, family in rows.iterator(chunk_size=10_000):
        name = organization or f"{given} {family}".strip()
        names[author_key(name)][name] += 1
    return [Named(key, key, found.most_common(1)[0][0], found.total()) for key, found in sorted(names.items())]


Proposed = Iterator[tuple[Named, Named, str, int]]


def _proposed(kind: TermKind, names: Sequence[Named]) -> Proposed:
    yield from _alike(names, lambda name: (tuple(sorted(phrase_of(name))),), SAME_WORDS, 100)
    if kind is TermKind.AUTHOR:
        yield from _initials(names)
    else:
        groups = phrase_groups()
        yield from _alike(names, lambda name: groups.get(phrase_of(name), ()), VOCABULARY, 99)
        yield from _acronyms(names)
    yield from _spelled(names)


def _alike(names: Sequence[Named], buckets_of, why: str, score: int) -> Proposed:
    """The pairs of names that fall in one bucket."""
    buckets = defaultdict(list)
    for named in names:
        for bucket in buckets_of(named.name):
            if bucket:
                buckets[bucket].append(named)
    for held in buckets.values():
        for one, other in combinations(held, 2):
            yield one, other, why, score


def _acronyms(names: Sequence[Named]) -> Proposed:
    long = defaultdict(list)
    for named in names:
        for initials in initials_of(named.name):
            long[initials].append(named)
    for named in names:
        if named.name.isupper() and " " not in named.name:
            for other in long[named.name.lower()]:
                yield named, other, INITIALS, 98


def _initials(names: Sequence[Named]) -> Proposed:
    """Authors of one family name, of whom one gives no more than the initial of the other: "J. Smith", "John Smith"."""
    for one, other, why, score in _alike(names, lambda name: [author_key(name).rpartition("-")[2]], FIRST_NAME, 91):
        given = sorted((each.key.rpartition("-")[0] for each in (one, other)), key=len)
        if given[0] and len(given[0].split("-")[0]) == 1 and given[1].startswith(given[0]):
            yield one, other, why, score


def _spelled(names: Sequence[Named]) -> Proposed:
    """Names that differ by a slip or two, in no number."""
    filed = [(named, " ".join(sorted(author_key(named.name).split("-")))) for named in names]
    filed = [each for each in filed if len(each[1]) >= SHORTEST]
    for block in _blocks(filed):
        texts = [text for _, text in block]
        for place, (named, text) in enumerate(block):
            others = texts[place + 1 :]
            for _, score, other in process.extract_iter(text, others, scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH):
                near, near_text = block[place + 1 + other]
                if _numbers(text) == _numbers(near_text):
                    yield named, near, SPELLING, min(round(score), 97)


def _blocks(filed: list[tuple[Named, str]]) -> Iterable[list[tuple[Named, str]]]:
    if len(filed) <= COMPARED_WHOLE:
        return [filed]
    blocks = defaultdict(list)
    for each in filed:
        for start in {word[:START] for word in each[1].split()}:
            blocks[start].append(each)
    return blocks.values()


def _numbers(text: str) -> str:
    return "".join(filter(str.isdigit, text))
