"""Random changes of a random library, of every sort that lists can show; each takes what chooses."""

from datetime import date, timedelta
from random import Random

from resources.models import Access, Author, Document, Resource, Status
from resources.relations import BY_FACET
from tests import factories
from tests.resources.catalogue.random_library import KINDS, MOMENT, NEAR

DATES = [None, date(2014, 1, 3), date(2015, 12, 3), date(2020, 6, 1), date(1990, 1, 1)]


def anyone(random: Random) -> Resource:
    return random.choice(list(Resource.objects.order_by("pk")))


def set_columns(random: Random) -> None:
    columns = random.choice(
        [
            {"title": random.choice(["Zebra", "A café", "apple", "The mole"]) + str(random.randint(0, 9))},
            {"issued_on": (issued := random.choice(DATES)), "issued_precision": "day" if issued else ""},
            {"kind": random.choice(KINDS)},
            {"access": random.choice(Access.values)},
            {"new_until": random.choice([None, date(2031, 5, 20)])},
        ]
    )
    record = anyone(random)
    for name, value in columns.items():
        setattr(record, name, value)
    record.save()


def set_relation(random: Random) -> None:
    relation = random.choice(list(BY_FACET.values()))
    terms = list(relation.model.objects.order_by("pk"))
    getattr(anyone(random), relation.field).set(random.sample(terms, random.randint(0, min(3, len(terms)))))


def set_state(random: Random) -> None:
    status = random.choice([Status.PUBLISHED, Status.PUBLISHED, Status.DRAFT])
    times = {
        "publish_at": MOMENT - NEAR if status == Status.PUBLISHED else None,
        "expire_at": random.choice([None, MOMENT + timedelta(minutes=random.randint(1, 40))])
        if status == Status.PUBLISHED
        else None,
    }
    Resource.objects.filter(pk=anyone(random).pk).exclude(status=Status.WITHDRAWN).update(status=status, **times)


def delete(random: Random) -> None:
    anyone(random).delete()


def add(random: Random) -> None:
    made = factories.make_resource(title="New", issued=random.choice(DATES))
    Resource.objects.filter(pk=made.pk).update(publish_at=MOMENT - NEAR)


def write_authors(random: Random) -> None:
    if random.random() < 0.5 and Author.objects.exists():
        random.choice(list(Author.objects.order_by("pk"))).delete()
    else:
        factories.make_author(resource=anyone(random), family_name=random.choice(["Peel", "PEEL", "Stone"]))


def hold(random: Random) -> None:
    Document.objects.bulk_create([Document(resource=anyone(random), role="other", file="000001/held.pdf")])


def rename_term(random: Random) -> None:
    term = random.choice(list(random.choice(list(BY_FACET.values())).model.objects.order_by("pk")))
    term.name = f"Renamed {random.randint(0, 10_000)}"
    term.save()


CHANGES = (set_columns, set_columns, set_relation, set_state, delete, add, write_authors, hold, rename_term)
