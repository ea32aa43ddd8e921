"""What the page of a collection shows: its entries in groups, each with the way to it, and what they come to."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Count, OuterRef, QuerySet, Subquery, prefetch_related_objects
from django.db.models.functions import Coalesce

from resources.catalogue.facet_index import CatalogueIndex
from resources.catalogue.listing import Chosen
from resources.catalogue.opening import Opening, Way
from resources.collections import reading_time
from resources.models import CollectionEntry, Document, Resource
from resources.reading_lists import contents
from resources.reading_lists.contents import Shown


@dataclass(frozen=True)
class Row:
    """An entry as it is shown. way: to its document, where there is one beside the record's own page. minutes: how long
    what is held of it takes to read; 0 where that is not known."""

    shown: Shown
    way: Way | None = None
    minutes: int = 0

    @property
    def note(self) -> str:
        return self.shown.entry.note

    @property
    def is_work(self) -> bool:
        return bool(self.shown.record) and not self.shown.gone

    @property
    def length(self) -> str:
        return reading_time.in_words(self.minutes) if self.minutes else ""


class Contents:
    """The entries of a collection that the public may see, or saw before. `read` at once: a fixed number of queries."""

    def __init__(self, record: Resource):
        self.record = record
        shown = [as_known(each) for each in contents.read(record.entries.in_order()) if is_shown(each)]
        works = [each.record for each in shown if each.record and not each.gone]
        prefetch_related_objects(works, "documents")
        papers = {each.entry.pk: papers_of(each) for each in shown}
        minutes = reading_time.minutes_of(paper for some in papers.values() for paper in some)
        self.groups = [
            (group, [_row(each, papers[each.entry.pk], minutes) for each in members])
            for group, members in contents.groups(shown)
        ]

    @cached_property
    def rows(self) -> list[Row]:
        return [row for _, rows in self.groups for row in rows]

    @cached_property
    def works(self) -> list[Row]:
        return [row for row in self.rows if row.is_work]

    @property
    def keys(self) -> list[int]:
        """The primary keys of its public records, each once, in order."""
        return list(dict.fromkeys(row.shown.record.pk for row in self.works))

    @property
    def totals(self) -> str:
        """What is in it, in a sentence: "9 works, 2 Blueprint items and 1 practice"."""
        items = sum(row.shown.item is not None for row in self.rows)
        practices = sum(row.shown.practice is not None for row in self.rows)
        counts = ((len(self.works), "work"), (items, "Blueprint item"), (practices, "practice"))
        parts = [f"{number} {word}{'' if number == 1 else 's'}" for number, word in counts if number]
        return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))

    @property
    def opened(self) -> str:
        """How many of the works can be opened, in a sentence."""
        number = sum(row.shown.record.availability.is_openable for row in self.works)
        if number == len(self.works):
            return "Each of the works can be opened." if number > 1 else "The work can be opened."
        return f"{number or 'None'} of the works can be opened."

    @property
    def length(self) -> str:
        """How long the works take to read, as far as that is known; "" without any work."""
        known = [row.minutes for row in self.works if row.minutes]
        if not self.works:
            return ""
        if not known:
            return "How long they take to read is not known: the library holds the text of none."
        told = reading_time.in_words(sum(known)).capitalize()
        rest = len(self.works) - len(known)
        if not rest:
            return f"{told} to read."
        return (
            f"{told} to read for {len(known)} of them; the length of the other{'' if rest == 1 else 's'} is not known."
        )

    def listing(self, index: CatalogueIndex | None = None) -> Chosen:
        """Its records in their order, as other lists have them."""
        return listing_of(self.record, self.keys, index)


def listing_of(record: Resource, keys: Iterable[int], index: CatalogueIndex | None = None) -> Chosen:
    return Chosen(record.get_absolute_url(), keys, title=record.title, index=index)


def with_entry_counts() -> QuerySet[Resource]:
    """Public collections with all that a list of them shows; `entry_count` is of what can be seen of them."""
    seen = CollectionEntry.objects.public().filter(collection=OuterRef("pk")).order_by().values("collection")
    count = Coalesce(Subquery(seen.annotate(count=Count("pk")).values("count")), 0)
    return Resource.objects.published().without_texts().for_list().annotate(entry_count=count)


def is_shown(each: Shown) -> bool:
    """Nothing is told of a record that nobody saw yet, nor of what was deleted and has no tombstone."""
    return bool(each.record or each.item or each.practice or each.gone)


def as_known(each: Shown) -> Shown:
    """An entry as the public may know it: what staff called it when they put it here may never have been public. Of a
    paper that is gone it is of its record."""
    if each.gone:
        return replace(each, title=each.gone.title)
    if each.record and each.is_missing:
        return replace(each, title=each.record.title, url=each.record.get_absolute_url())
    return each


def papers_of(each: Shown) -> list[Document]:
    """What a reader of the entry reads here: the paper it is of, or all that its record has."""
    if each.document:
        return [each.document]
    return list(each.record.documents.all()) if each.record and not each.gone else []


def _row(each: Shown, papers: list[Document], minutes: dict[int, int]) -> Row:
    if not each.record or each.gone:
        return Row(each)
    opening = Opening(each.record)
    way = opening.way_to(each.document) if each.document else opening.first
    is_known = bool(papers) and all(paper.pk in minutes for paper in papers)
    return Row(each, way, sum(minutes[paper.pk] for paper in papers) if is_known else 0)
