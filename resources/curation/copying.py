"""A record begun from another: a copy for a work that is much like it, or a new edition that will take its place."""

from dataclasses import dataclass

from resources.curation import history
from resources.models import Author, Catalogue, CollectionEntry, NewEdition, Resource
from resources.models.catalogue import permanent_number
from resources.search import indexing

# What a copy begins without: what is its own alone, where it stands, and what was decided of the other.
OWN = {"id", "number", "slug", "sort_title", "official_url", "address_evidence", "superseded_by", "new_until"}
OWN |= {"review_by", "created_at", "updated_at", *Resource.STATE_FIELDS}
PARTS = {"authors": Author, "entries": CollectionEntry}  # papers stay with the record they are of


@dataclass(frozen=True)
class Way:
    """One way to begin from a record: its word in addresses, its button, the mark behind the title, and what the
    history says of it."""

    name: str
    label: str
    mark: str
    said: str


COPY = Way("copy", "Copy this record", "(copy)", "Copied from {}, “{}”.")
EDITION = Way("new-edition", "Start a new edition", "(new edition)", "Begun as a new edition of {}, “{}”.")
WAYS = {way.name: way for way in (COPY, EDITION)}
NOTE = "A new edition of “{}”, which it replaces."


@indexing.deferred()
def begin(way: Way, of: Resource, *, user) -> Resource:
    """A draft with the fields, terms, authors and entries of a record, and a number of its own.

    It has no address of a work, no papers and no time of publishing; its address here is made of its number until it is
    given one. A new edition remembers what it is to take the place of, with the note that readers will be told.
    """
    of = Resource.objects.get(pk=of.pk)
    number, said = Catalogue.next_number(), way.said.format(of.permanent_number, of.title)
    columns = {field.attname for field in Resource._meta.concrete_fields if field.name not in OWN}
    made = Resource(**{name: getattr(of, name) for name in columns})
    made.number, made.slug = number, permanent_number(number).lower()
    made.title = f"{of.title[: Resource._meta.get_field('title').max_length - len(way.mark) - 1]} {way.mark}"
    made.staff_note = "\n".join(filter(None, [said, of.staff_note]))
    with history.recorded(user, said, explicit=True):
        made.save()
        _copy_relations(of, made)
        history.add_version(made)
    if way is EDITION:
        NewEdition.objects.create(draft=made, of=of, note=NOTE.format(of.title[:200]))
    return made


def _copy_relations(of: Resource, made: Resource) -> None:
    for name in history.RELATIONS:
        getattr(made, name).set(getattr(of, name).all())
    made.tags.add(*of.tags.all())
    for name, model in PARTS.items():
        rows = list(getattr(of, name).all())
        owner = history.PART_MODELS[model]
        for row in rows:
            row.pk, row._state.adding = None, True
            setattr(row, owner, made)
        model.objects.bulk_create(rows)
