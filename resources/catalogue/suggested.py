"""What can be suggested besides titles, held in memory: the names of one catalogue index, and those of one
Blueprint."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import Truncator

from icpr.lib.folding import sort_title
from pillars.models import Item, Practice
from resources.catalogue import facet_index
from resources.catalogue.facet_index import CatalogueIndex
from resources.catalogue.facets import Value
from resources.catalogue.labels import Labels, Lines, acronym_of
from resources.edition import BLUEPRINT, LISTS, Edition, per_edition, renewed_per_edition
from resources.relations import WITH_PAGES

LONGEST_LABEL = 100  # of an item without a title of its own, which is known by its sentence

# Facet → the name of its values' pages, in the order shown.
PAGES = {relation.facet: relation.page for relation in WITH_PAGES}


@dataclass(frozen=True, slots=True)
class Names:
    """What of the names in one catalogue index can be suggested. Terms are numbered by place.

    people: publishers and authors, the largest first: (facet, key by number, names). authors: the names the last are
    of.
    """

    terms: list[tuple[str, Value]]
    term_labels: Labels
    people: list[tuple[str, list[str], Lines]]
    authors: list[str]


def read(index: CatalogueIndex, before: Names | None = None) -> Names:
    """Of an index; the names of authors from those of one before, if they are the same."""
    terms = [
        (name, value)
        for name in PAGES
        for value in sorted(index.facets[name].values(), key=lambda value: -len(value.members) if name == "tag" else 0)
        if value.members
    ]
    publishers = sorted(index.facets["publisher"].values(), key=lambda value: -len(value.members))
    authors = index.facets["author"]
    written_by = before and before.people[-1]
    if before is None or before.authors is not authors.labels:
        written_by = ("author", list(authors), Lines(authors.labels, sort_title, written_by and written_by[-1]))
    return Names(
        terms=terms,
        term_labels=Labels((place, sort_title(value.label)) for place, (_, value) in enumerate(terms)),
        people=[
            ("publisher", [value.key for value in publishers], Lines(map(_publisher_name, publishers))),
            written_by,
        ],
        authors=authors.labels,
    )


def _publisher_name(publisher: Value) -> str:
    return f"{sort_title(publisher.label)} {acronym_of(publisher.label)}"


@renewed_per_edition(*LISTS)
def names(edition: Edition, before: Names | None) -> Names:
    return read(facet_index.of(edition), before)


@dataclass(frozen=True, slots=True)
class InBlueprint:
    """An item or a practice: its name, what it is in words ("Recommendation 2.9"), an item's number or a practice's
    slug; the other is empty."""

    label: str
    kind: str
    number: str = ""
    slug: str = ""

    @property
    def url(self) -> str:
        return reverse("practice", args=[self.slug]) if self.slug else reverse("item", args=[self.number])


@dataclass(frozen=True, slots=True)
class BlueprintNames:
    """Practices, then the items readers may see, each numbered by place."""

    entries: list[InBlueprint]
    labels: Labels


@per_edition(*BLUEPRINT)
def in_blueprint(edition: Edition) -> BlueprintNames:
    """Two queries."""
    practices = Practice.objects.only("slug", "name")
    entries = [InBlueprint(practice.name, "Practice", slug=practice.slug) for practice in practices]
    entries += map(_of_item, Item.objects.published().only("number", "level", "statement", "plain_title"))
    return BlueprintNames(entries, Labels((place, sort_title(entry.label)) for place, entry in enumerate(entries)))


def _of_item(item: Item) -> InBlueprint:
    label = item.plain_title or Truncator(item.statement).chars(LONGEST_LABEL)
    return InBlueprint(label, f"{item.get_level_display()} {item.number}", item.number)
