"""What can be suggested, held in memory: the names of one catalogue index, and those of one Blueprint."""

from array import array
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import Truncator

from icpr.lib.folding import sort_title
from pillars.models import Item, Practice
from resources.catalogue import facet_index
from resources.catalogue.facet_index import CatalogueIndex
from resources.catalogue.facets import Value
from resources.catalogue.labels import Labels, Lines, acronym_of
from resources.edition import BLUEPRINT, LISTS, Edition, per_edition
from resources.models import Resource
from resources.relations import WITH_PAGES

LONGEST_LABEL = 100  # of an item without a title of its own, which is known by its sentence

# Facet → the name of its values' pages, in the order shown.
PAGES = {relation.facet: relation.page for relation in WITH_PAGES}


@dataclass(frozen=True, slots=True)
class Names:
    """All that can be suggested from one catalogue index. Terms are numbered by place, titles by position.

    people: publishers and authors, the largest first: (facet, key by number, names).
    """

    ids: array
    terms: list[tuple[str, Value]]
    term_labels: Labels
    titles: Labels
    people: list[tuple[str, list[str], Lines]]


def read(index: CatalogueIndex) -> Names:
    """One query; three quarters of a second for 100,000 records."""
    terms = [
        (name, value)
        for name in PAGES
        for value in sorted(index.facets[name].values(), key=lambda value: -len(value.members) if name == "tag" else 0)
        if value.members
    ]
    titles = Resource.objects.published().values_list("pk", "sort_title").iterator(chunk_size=10_000)
    known = ((index.positions[pk], title) for pk, title in titles if pk in index.positions)
    publishers = sorted(index.facets["publisher"].values(), key=lambda value: -len(value.members))
    authors = index.facets["author"]
    return Names(
        ids=index.ids,
        terms=terms,
        term_labels=Labels((place, sort_title(value.label)) for place, (_, value) in enumerate(terms)),
        titles=Labels(known),
        people=[
            ("publisher", [value.key for value in publishers], Lines(map(_publisher_name, publishers))),
            ("author", list(authors), Lines(map(sort_title, authors.labels))),
        ],
    )


def _publisher_name(publisher: Value) -> str:
    return f"{sort_title(publisher.label)} {acronym_of(publisher.label)}"


@per_edition(*LISTS)
def names(edition: Edition) -> Names:
    return read(facet_index.of(edition))


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
