"""Random changes of many records and random merges, undone the last first: all is as it was, whatever was done."""

from random import Random

import pytest
from django.contrib.auth.models import User

from icpr.operations.models import Operation
from pillars.models import FormerAddress, Topic
from resources.curation.apply import operation_of, take
from resources.curation.bulk_form import NOTHING
from resources.curation.transitions import CHANGE
from resources.models import Author, Publisher, Resource, Tag
from resources.relations import RELATIONS
from resources.terms.merging import Written, merge, merge_author
from resources.terms.models import Alias, Merge, TermKind
from tests.factories import make_author, make_publishable, make_publisher, make_tag, make_topic
from tests.icpr.operations.pages import undo
from tests.resources.staff import staff

pytestmark = pytest.mark.django_db
STAMPS = {"created_at", "updated_at", "publish_at"}  # versions hold them to the thousandth of a second
NAMES = ["Ann Smith", "A Smith", "Bo Lee", "B Lee"]


def snapshot() -> dict:
    """All that may change: records with their terms and authors, the terms, their addresses and other names."""
    records = {
        record.pk: {name: value for name, value in record.__dict__.items() if name not in STAMPS and name[0] != "_"}
        | {relation.field: sorted(map(str, getattr(record, relation.field).all())) for relation in RELATIONS}
        | {"authors": sorted(map(str, record.authors.all()))}
        for record in Resource.objects.all()
    }
    terms = {model: sorted(model.objects.values_list("pk", "name", "slug")) for model in (Tag, Topic, Publisher)}
    former = sorted(FormerAddress.objects.values_list("kind", "slug", "term"))
    names = sorted(Alias.objects.values_list("kind", "key", "term", "author"), key=str)
    return {"records": records, "terms": terms, "former": former, "names": names}


def fill(random: Random) -> None:
    tags = [make_tag(name=f"tag {letter}") for letter in "abcdefg"]
    topics = [make_topic(name=f"Topic {number}", position=number) for number in range(1, 4)]
    publishers = [make_publisher(name=f"Press {number}") for number in range(3)]
    for number in range(6):
        record = make_publishable(
            title=f"Record {number}",
            tags=random.sample(tags, random.randint(0, 3)),
            topics=random.sample(topics, random.randint(0, 2)),
            publishers=random.sample(publishers, random.randint(0, 2)),
        )
        for name in random.sample(NAMES, random.randint(0, 3)):
            given, family = name.split()
            make_author(resource=record, given_names=given, family_name=family)
        if random.random() < 0.5:
            record.publish()


def change_many(random: Random, user: User) -> None:
    tags, topics = list(Tag.objects.order_by("pk")), list(Topic.objects.order_by("pk"))
    asked = {
        "add_tags": [tag.name for tag in random.sample(tags, 2)],
        "remove_tags": [random.choice(tags).name],
        "add_topics": random.sample(topics, 1),
        "set_language": random.choice(["", "en", "es"]),
        "set_rights_note": random.choice(["", "Ask first."]),
        "empty": random.choice([[], ["annotation"]]),
    }
    if asked["remove_tags"][0] in asked["add_tags"]:
        asked["remove_tags"] = []
    answers = NOTHING | asked
    keys = random.sample(list(Resource.objects.order_by("pk").values_list("pk", flat=True)), 4)
    log, operation = lambda record, said: None, operation_of(CHANGE, answers)
    take(CHANGE, keys, answers, user=user, log=log, operation=operation)


def merge_two(random: Random, user: User) -> None:
    how = {"user": user, "log": lambda record, said: None}
    kind = random.choice(list(TermKind))
    if kind is TermKind.AUTHOR:
        names = sorted({str(author) for author in Author.objects.all()})
        old, given = random.choice(names), random.choice(["Ann", "Bo", "Cy"])
        written = Written("Smith", given)
        if str(written) != old:
            merge_author(old.lower().replace(" ", "-"), old, written, **how)
        return
    rows = list(kind.model.objects.order_by("pk"))
    if len(rows) > 1:
        merge(kind, *random.sample(rows, 2), **how)


@pytest.mark.parametrize("seed", range(3))
def test_all_that_is_undone_is_as_it_was(seed):
    random, client = Random(seed), staff()
    user = User.objects.get()
    fill(random)
    states = [snapshot()]
    for _ in range(6):
        random.choice([change_many, merge_two])(random, user)
        states.append(snapshot())
    done = list(Operation.objects.order_by("-pk"))
    assert done
    for operation in done:
        undo(client, operation)
    assert snapshot() == states[0]
    assert set(Merge.objects.values_list("is_undone", flat=True)) <= {True}
    for operation in Operation.objects.order_by("-pk")[: len(done)]:  # each undo undone: all is done again
        undo(client, operation)
    assert snapshot() == states[-1]
