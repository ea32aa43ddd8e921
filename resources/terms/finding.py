"""The term that staff mean by what they type: its name, another name of it, or its word in addresses."""

from collections import Counter
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Model
from rapidfuzz import fuzz, process

from resources.models.people import author_key
from resources.terms.aliases import meant
from resources.terms.merging import Written
from resources.terms.models import Alias, TermKind
from resources.terms.uses import authors_with

MOST_NEAR, NEAR_ENOUGH = 3, 70


@dataclass(frozen=True)
class Term:
    """A tag, topic or publisher, which has a `row`, or an author, who is known by the key alone.

    key: its word in addresses.
    """

    kind: TermKind
    key: str
    name: str
    row: Model | None = None

    def __str__(self) -> str:
        return self.name

    @property
    def value(self) -> Model | str:
        """What records are asked by: the row, or an author's key."""
        return self.row or self.key


def find(kind: TermKind, text: str) -> Term:
    """The term of a kind that a text means. Raises `ValidationError` with the nearest names if there is none."""
    found = _author(text) if kind is TermKind.AUTHOR else _row(kind, text)
    if found is None:
        near = [] if kind is TermKind.AUTHOR else _near(kind, text)
        also = f" There is {', '.join(f'“{name}”' for name in near)}." if near else ""
        raise ValidationError(f"There is no {kind.label.lower()} “{text}”.{also}")
    return found


def _row(kind: TermKind, text: str) -> Term | None:
    row = kind.model.objects.filter(slug=text).first() or meant(kind, [text]).get(text)
    return row and Term(kind, row.slug, row.name, row)


def _author(text: str) -> Term | None:
    key = author_key(text)
    for each in (key, Alias.objects.keys_now([key]).get(key)):
        if each and (rows := authors_with(each)):
            return Term(TermKind.AUTHOR, each, Counter(map(str, rows)).most_common(1)[0][0])
    return None


def _near(kind: TermKind, text: str) -> list[str]:
    names = kind.model.objects.values_list("name", flat=True)
    found = process.extract(text, list(names), scorer=fuzz.WRatio, limit=MOST_NEAR, score_cutoff=NEAR_ENOUGH)
    return [name for name, _, _ in found]


def written_as(text: str, gone: Term) -> Written:
    """How an author is to be written, read from a name: as others with it are, else an organization if they are one
    now, else a person."""
    try:
        same = [row for row in authors_with(find(TermKind.AUTHOR, text).key) if str(row) == text]
    except ValidationError:
        same = []
    if same:
        return Written(same[0].family_name, same[0].given_names, same[0].organization)
    if any(row.organization for row in authors_with(gone.key)):
        return Written(organization=text)
    family, comma, given = text.partition(",")
    if not comma:
        given, _, family = text.rpartition(" ")
    return Written(family.strip()[:100], given.strip()[:100])
