"""Makes records for tests. Everything is given by name; what is not given is a plain valid value."""

from datetime import date, datetime, timedelta
from itertools import count

from django.utils import timezone
from django.utils.text import slugify

from pillars.models import (
    Actor,
    AgencyExample,
    Entry,
    Finding,
    FocusArea,
    Hue,
    Item,
    ItemState,
    Level,
    Pillar,
    Plan,
    Practice,
    Topic,
)
from resources.models import (
    Audience,
    Author,
    DatePrecision,
    Document,
    Kind,
    Publisher,
    RecordClock,
    Resource,
    Status,
    Tag,
)
from resources.models.listed_entries import fields_of
from resources.relations import RELATIONS
from resources.search import indexing

_serial = count(1)


def make_pillar(*, number: int = 1, name: str | None = None, **fields) -> Pillar:
    name = name or f"Pillar {number}"
    defaults = {"slug": slugify(name), "short_name": name, "summary": "About it.", "hue": Hue.values[number - 1]}
    return Pillar.objects.create(number=number, name=name, **defaults | fields)


def make_focus_area(*, position: int = 1, name: str | None = None, **fields) -> FocusArea:
    return _make_term(FocusArea, "Focus area", position, name, fields)


def make_topic(*, position: int = 1, name: str | None = None, **fields) -> Topic:
    return _make_term(Topic, "Topic", position, name, fields)


def make_actor(*, slug: str = "local-agency", name: str | None = None, **fields) -> Actor:
    position = fields.pop("position", Actor.objects.count() + 1)
    return Actor.objects.get_or_create(
        slug=slug, defaults={"name": name or slug.replace("-", " ").title(), "position": position}
    )[0]


def make_item(
    *,
    number: str = "1.1",
    pillar: Pillar | None = None,
    actors=("local-agency",),
    practices=(),
    near_practices=(),
    focus_areas=(),
    **fields,
) -> Item:
    """A public item, read in a source. "1.5.1" is an action item and makes the recommendation "1.5" if there is
    none."""
    if number.count(".") == 2 and "parent" not in fields:
        above = number.rsplit(".", 1)[0]
        fields["parent"] = Item.objects.filter(number=above).first() or make_item(number=above, pillar=pillar)
    level = Level.ACTION_ITEM if fields.get("parent") else Level.RECOMMENDATION
    defaults = {"level": level, "statement": f"Do {number}.", "state": ItemState.PUBLISHED, "verified": True}
    item = Item.objects.create(number=number, pillar=pillar, **defaults | fields)
    item.actors.set([make_actor(slug=slug) for slug in actors])
    item.practices.set(practices)
    item.near_practices.set(near_practices)
    item.focus_areas.set(focus_areas)
    return item


def make_practice(*, name: str = "Foot patrol", directions=(), **fields) -> Practice:
    """A practice with one finding for each direction given."""
    practice = Practice.objects.create(name=name, **{"slug": slugify(name), "what_it_is": f"About {name}."} | fields)
    for direction in directions:
        make_finding(practice=practice, direction=direction)
    return practice


def make_finding(*, practice: Practice | None = None, direction: str = "helps", **fields) -> Finding:
    defaults = {"outcome": "crime", "summary": "Less crime.", "source_title": "A review", "source_org": "A journal"}
    url = f"https://example.org/{next(_serial)}"
    return Finding.objects.create(
        practice=practice or make_practice(), direction=direction, **defaults | {"url": url} | fields
    )


def make_example(*, item: Item | None = None, agency: str = "Smalltown Police", **fields) -> AgencyExample:
    defaults = {"summary": "It walks.", "source_title": "Its page", "url": f"https://example.org/{next(_serial)}"}
    return AgencyExample.objects.create(item=item or make_item(), agency=agency, **defaults | fields)


def make_plan(*, items=(), statuses=(), **fields) -> Plan:
    """A plan with these items, added when it began; the first items have these statuses."""
    plan = Plan.objects.create(edit_hash=f"{next(_serial):064}", **fields)
    for position, item in enumerate(items, 1):
        status = {"status": statuses[position - 1]} if position <= len(statuses) else {}
        Entry.objects.create(plan=plan, item=item, position=position, added_at=plan.created_at, **status)
    return plan


def make_audience(*, position: int = 1, name: str | None = None, **fields) -> Audience:
    return _make_term(Audience, "Audience", position, name, fields)


def _make_term(model, kind: str, position: int, name: str | None, fields: dict):
    name = name or f"{kind} {position}"
    return model.objects.create(
        position=position, name=name, **{"slug": slugify(name), "summary": "About it."} | fields
    )


def make_terms(model, number: int) -> list:
    """Some rows of any table that records are described with."""
    if model is Pillar:
        return [make_pillar(number=place) for place in range(1, number + 1)]
    name, ordered = model._meta.verbose_name.capitalize(), hasattr(model, "position")
    terms = [model(name=f"{name} {place}", slug=f"{model._meta.model_name}-{place}") for place in range(1, number + 1)]
    for place, term in enumerate(terms, 1):
        if ordered:
            term.position, term.summary = place, "About it."
        term.save()
    return terms


def make_publisher(*, name: str = "City Press") -> Publisher:
    return Publisher.objects.create(name=name, slug=slugify(name))


def make_tag(*, name: str = "school resource officers") -> Tag:
    return Tag.objects.create(name=name, slug=slugify(name))


def make_resource(
    *,
    title: str | None = None,
    kind: str = Kind.REPORT,
    published: bool = True,
    issued: int | date | None = None,
    **fields,
) -> Resource:
    """A resource, published an hour ago unless told otherwise. `issued` is a year or a day; of relations, the rows."""
    related = {relation.field: fields.pop(relation.field, ()) for relation in RELATIONS}
    if issued is not None:
        exact = isinstance(issued, date)
        fields["issued_on"] = issued if exact else date(issued, 1, 1)
        fields["issued_precision"] = DatePrecision.DAY if exact else DatePrecision.YEAR
    if published:
        fields = {"status": Status.PUBLISHED, "publish_at": timezone.now() - timedelta(hours=1)} | fields
    title = title or f"Resource {next(_serial)}"
    with indexing.deferred():  # its words are written once, not with each relation
        resource = Resource.objects.create(title=title, kind=kind, **{"annotation": f"About {title}."} | fields)
        for name, rows in related.items():
            if rows:
                getattr(resource, name).set(rows)
    return resource


def make_expired(*, publish_at: datetime, expire_at: datetime, **fields) -> Resource:
    """A resource whose time is over, as the clock leaves it: nothing was written when it ended."""
    made = make_resource(publish_at=publish_at, **fields)
    Resource.objects.filter(pk=made.pk).update(expire_at=expire_at)
    RecordClock.objects.filter(pk=made.number).update(is_live=True, publish_at=publish_at, expire_at=expire_at)
    made.refresh_from_db()
    return made


def make_many(count: int, **fields) -> list[Resource]:
    """Published resources by the hundred, titled "Many 001" and on, in one statement."""
    first = (Resource.objects.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    names = [f"many {number:03}" for number in range(1, count + 1)]
    common = {"status": Status.PUBLISHED, "publish_at": timezone.now() - timedelta(hours=1)} | fields
    return Resource.objects.bulk_create(
        Resource(number=number, slug=f"{slugify(name)}-{number}", title=name.capitalize(), sort_title=name, **common)
        for number, name in enumerate(names, first)
    )


def make_publishable(**fields) -> Resource:
    """A draft that may be published: it has an annotation, a pillar and a focus area."""
    pillar = Pillar.objects.first() or make_pillar()
    area = FocusArea.objects.first() or make_focus_area()
    return make_resource(**{"published": False, "pillars": [pillar], "focus_areas": [area]} | fields)


def make_document(*, resource: Resource | None = None, role: str = "model-policy", **fields) -> Document:
    """A paper of a resource, known to exist but not held unless a `file` or a `url` is given."""
    if fields.get("url"):
        fields.setdefault("address_evidence", "own-page")
    return Document.objects.create(resource=resource or make_resource(), role=role, **fields)


def make_collection(*, of=(), notes=(), group: str = "", **fields) -> Resource:
    """A collection of some records, items, practices or papers, in their order; the first have these notes."""
    made = make_resource(kind=Kind.COLLECTION, **fields)
    add_entries(made, of, notes, group)
    return made


def add_entries(collection: Resource, of, notes=(), group: str = "") -> None:
    for place, thing in enumerate(of, 1):
        note = notes[place - 1] if place <= len(notes) else ""
        collection.entries.create(position=place, group=group, note=note, **fields_of(thing))


def make_author(*, resource: Resource | None = None, **names) -> Author:
    return Author.objects.create(resource=resource or make_resource(), **names or {"family_name": "Peel"})
