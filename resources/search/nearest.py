"""The records nearest to a query that none holds all of: those that hold its most telling part."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from pyroaring import BitMap

from resources.search import families, subjects
from resources.search.analysis import stems_of
from resources.search.engine import Ask, holding
from resources.search.frequency import Frequencies
from resources.search.full_text import Scope
from resources.search.queries import Group, Phrase, Query, runs_of
from resources.search.ranking import scored
from resources.search.scoring import RELATED
from resources.search.subjects import Terms
from resources.search.telling import missed, weight
from resources.search.word_lists import WordLists

MOST = 10
CANDIDATES = 40  # those put in order
KIN = 4  # words of its family looked for beside a word
# A word that more than so many of the records hold, and more than a few, makes none of them near by itself.
COMMON, FEW = 0.25, 3
ROUNDING = 1e-9
# What a record has to hold of the weight of all words, less of a sentence, which is a query of so many groups; and what
# of the weight that the nearest holds.
FLOOR, FLOOR_OF_SENTENCE, SENTENCE, SHARE_OF_BEST = 0.35, 0.3, 4, 0.5
# What a word counts by where it stands: in the title, in what describes the record in a line, deep in its text.
PLACES = {Scope.ALL: 0.5, Scope.LEAD: 0.35, Scope.TITLE: 0.15}


@dataclass(frozen=True, slots=True)
class Nearest:
    """A record, by its primary key, that holds only a part of a query: the words as typed that it holds, and lacks.

    Beside what it holds stand the names of subjects related to what it lacks.
    """

    pk: int
    holds: tuple[str, ...]
    lacks: tuple[str, ...]


def nearest(
    query: Query,
    read: Callable[[str], Query],
    terms: Terms,
    among: BitMap,
    counts: Frequencies,
    lists: WordLists,
    passing: Callable[[BitMap], BitMap] = lambda records: records,
) -> tuple[Nearest, ...]:
    """At most ten records of `among` that hold the most telling part of a query, the nearest first, of those that pass.

    A word tells the more the fewer records hold it and the less the language uses it. One that many of the records
    hold makes no record near, and below a share of the weight of all words none is.
    """
    parts = _parts(query, read, terms, among, counts)
    counts.learn(Query(tuple(part.group for part in parts)).every_stem)
    counts.learn(stem for part in parts for phrase, _ in part.group.related for stem in phrase)
    weights = [
        weight(part.telling, counts, lists) * (1.0 if part.is_held or part.group.related else missed(part.group, lists))
        for part in parts
    ]
    # Subjects are looked for in all of a record at once: the score knows where they stand.
    wide = [Ask([group], Scope.ALL) for part in parts for group in (part.group, *part.subjects)]
    deep = [Ask([part.group], scope) for scope in PLACES if scope is not Scope.ALL for part in parts]
    answers = iter(holding([*wide, *deep], query.excluded, counts.postings))
    held = [[answer & among for answer in islice(answers, 1 + len(part.subjects))] for part in parts]
    shares = [told / sum(weights) for told in weights]
    worths = [(PLACES[Scope.ALL] * share, answers[0]) for share, answers in zip(shares, held, strict=True)]
    worths += [
        (RELATED * share, BitMap().union(*others) - direct)
        for share, (direct, *others) in zip(shares, held, strict=True)
    ]
    for ask, answer in zip(deep, answers, strict=True):
        place = next(place for place, part in enumerate(parts) if part.group is ask.groups[0])
        worths.append((PLACES[ask.scope] * shares[place], answer & among))
    telling = BitMap()
    for answer in (answer for found in held for answer in found):
        if len(answer) <= max(FEW, COMMON * len(among)):
            telling |= answer
    floor = FLOOR_OF_SENTENCE if len(query.required) >= SENTENCE else FLOOR
    heaviest_first = sorted(worths, key=lambda part: -part[0])
    best = list(islice(_best(passing(telling), heaviest_first, floor), CANDIDATES))
    near = [pk for share, pk in best if share >= best[0][0] * SHARE_OF_BEST]
    weighed = [(part.group, told) for part, told in zip(parts, weights, strict=True)]
    near = scored(near, weighed, has_related=True)
    return tuple(_told(pk, parts, held) for pk in near[:MOST])


def _best(records: BitMap, parts: Sequence[tuple[float, BitMap]], floor: float) -> Iterator[tuple[float, int]]:
    """The `CANDIDATES` best of some records, and more, each with its share: the worth of all the parts that hold it, if
    that is not below the floor. The greatest share comes first, of equals the greater key.

    Records that the same parts hold are weighed together, and dropped when others have more than they can come to.
    """
    alike, rest = [(0.0, records)], sum(worth for worth, _ in parts)
    for worth, answer in parts:
        rest -= worth
        split = [part for share, some in alike for part in ((share + worth, some & answer), (share, some - answer))]
        alike = [(share, some) for share, some in split if some]
        least = max(floor, _share_of_last(alike)) - rest - ROUNDING
        alike = [(share, some) for share, some in alike if share >= least]
    shares: dict[float, BitMap] = {}
    for share, some in alike:
        if share >= floor:
            shares[share] = shares.get(share, BitMap()) | some
    for share in sorted(shares, reverse=True):
        yield from ((share, pk) for pk in shares[share].to_array()[::-1])


def _share_of_last(alike: Sequence[tuple[float, BitMap]]) -> float:
    """What the last of the `CANDIDATES` best has come to so far; 0 when there are fewer."""
    count = 0
    for share, some in sorted(alike, key=lambda one: -one[0]):
        count += len(some)
        if count >= CANDIDATES:
            return share
    return 0.0


@dataclass(frozen=True, slots=True)
class Part:
    """A group to look for, whose related subjects are held by some record; `is_held`: the group is, too."""

    group: Group
    is_held: bool

    @property
    def subjects(self) -> list[Group]:
        return [_subject(*subject) for subject in self.group.related]

    @property
    def telling(self) -> Group:
        """The group that says how much this part tells: its subjects, when no record holds the group itself."""
        if self.is_held or not self.group.related:
            return self.group
        return replace(self.group, exact=tuple((phrase,) for phrase, _ in self.group.related), others=())


def _subject(phrase: Phrase, name: str) -> Group:
    return Group(name, ((phrase,),))


def _told(pk: int, parts: list[Part], held: list[list[BitMap]]) -> Nearest:
    holds, lacks = [], []
    for part, (direct, *others) in zip(parts, held, strict=True):
        if pk in direct:
            holds.append(part.group.typed)
        else:
            lacks.append(part.group.typed)
            holds += [name for (_, name), answer in zip(part.group.related, others, strict=True) if pk in answer][:1]
    return Nearest(pk, tuple(dict.fromkeys(holds)), tuple(lacks))


def _parts(query: Query, read: Callable[[str], Query], terms: Terms, among: BitMap, counts: Frequencies) -> list[Part]:
    """What to look for: the groups of a query, each with those subjects related to it that some record holds. One of
    several words is read word by word when no record holds it or such a subject."""
    kin = [_kin(group) for group in query.required]
    near = terms.near([subjects.words_of(group, words) for group, words in zip(query.required, kin, strict=True)])
    groups = [
        replace(group, related=tuple(dict.fromkeys((*group.related, *words.items(), *found * (not _is_term(group))))))
        for group, words, found in zip(query.required, kin, near, strict=True)
    ]
    wanted = dict.fromkeys(one for group in groups for one in (group, *(_subject(*near) for near in group.related)))
    answers = holding([Ask([group], Scope.ALL) for group in wanted], query.excluded, counts.postings)
    held = {group for group, answer in zip(wanted, answers, strict=True) if answer & among}
    parts: list[Part] = []
    for group in groups:
        related = tuple(near for near in group.related if _subject(*near) in held)
        runs = [run for run in runs_of(group.typed) if not run.is_common]
        if group in held or related or len(runs) < 2:
            parts.append(Part(replace(group, related=related), group in held))
        else:
            parts += [Part(part, True) for run in runs for part in read(run.text).required]
    return parts


def _is_term(group: Group) -> bool:
    """Whether a group is meant as it stands: quoted, or a term of the vocabulary with several words."""
    return group.is_quoted or (len(group.typed.split()) > 1 and bool(group.others or group.related))


def _kin(group: Group) -> dict[Phrase, str]:
    """The words of one family with the only word of a group."""
    if group.is_quoted or not group.typed.isalpha():
        return {}
    found = {(stem,): word for word in families.of(group.typed) for stem in stems_of(word)}
    others = ((phrase, word) for phrase, word in found.items() if (phrase,) not in group.exact)
    return dict(islice(others, KIN))
