"""Many records are kept at once before they are changed, as one is kept by itself, and cost little each."""

import json

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from reversion.models import Version

from icpr.lib.history import revisions
from icpr.lib.history.many_versions import keep_unrecorded
from icpr.operations.models import Operation
from icpr.operations.run import Done, NothingToChange, run
from resources.curation import history
from resources.curation.apply import operation_of, take
from resources.curation.bulk_form import NOTHING
from resources.curation.transitions import CHANGE
from resources.models import Resource
from tests.factories import make_author, make_collection, make_document, make_publishable, make_topic
from tests.resources.admin.test_history import full_record

pytestmark = pytest.mark.django_db

MOST_EACH = 20  # statements for a record, several of them savepoints


def held(version: Version) -> dict:
    """All that stands in the revision of a version: of each row its name and fields."""
    rows = {}
    for each in version.revision.version_set.all():
        fields = json.loads(each.serialized_data)[0]["fields"]
        fields = {name: sorted(value) if isinstance(value, list) else value for name, value in fields.items()}
        rows[each.content_type_id, each.object_id] = each.object_repr, each.format, each.db, fields
    return rows


def last(record: Resource) -> Version:
    return history.versions_of(record.pk)[0]


def test_works():
    """As reversion keeps them, with every part and relation."""
    records = [full_record(), make_collection(of=[make_publishable()], published=False)]
    for record in records:
        revisions.save_revision(record, comment="By itself.")
    alone = {str(record.pk): last(record) for record in records}
    rows = history.whole(Resource.objects.filter(pk__in=alone))
    new = keep_unrecorded(rows, {})
    for key, version in alone.items():
        assert held(new[key]) == held(version)
        assert (last(version.object).pk, new[key].revision.comment) == (new[key].pk, revisions.AS_IT_WAS)
    assert keep_unrecorded(rows.all(), new) == {}
    Resource.objects.filter(pk=records[0].pk).update(title="By hand")
    [changed] = keep_unrecorded(rows.all(), new).values()
    assert (changed.field_dict["title"], changed.revision.comment) == ("By hand", revisions.UNRECORDED)


def test_what_is_refused_or_so_already_keeps_no_version():
    done, same, refused = [make_publishable() for _ in range(3)]

    def change(record: Resource) -> Done:
        record.title = "Another"
        record.save()
        if record == same:
            raise NothingToChange
        if record == refused:
            raise ValidationError("No.")
        history.add_version(record)
        return Done(record, "Done.")

    rows, user = Resource.objects.filter(pk__in=[done.pk, same.pk, refused.pk]), User.objects.create_user("a")
    run(list(rows), change, user, stored=rows.all(), operation=Operation.of(Resource, "Tried."))
    assert [history.versions_of(record.pk).count() for record in (done, same, refused)] == [2, 0, 0]


def changed(keys: list[int], user: User, answers: dict) -> int:
    """The statements of a change of some records."""
    answers = NOTHING | answers
    with CaptureQueriesContext(connection) as asked:
        take(CHANGE, keys, answers, user=user, log=lambda *_: None, operation=operation_of(CHANGE, answers))
    return len(asked)


def test_each_record_costs_few_statements():
    """Also the first time, and where terms change."""
    topics = [make_topic(name=name, position=place) for place, name in enumerate("AB", 1)]
    user = User.objects.create_user("a")
    keys = []
    for _ in range(12):
        record = make_publishable(topics=topics[:1], tags=["a", "b"])
        make_author(resource=record)
        make_document(resource=record)
        keys.append(record.pk)
    few, many = keys[:2], keys[2:]
    for answers in ({"add_topics": topics[1:], "add_tags": ["c"]}, {"set_language": "es"}):
        cost = changed(few, user, answers)
        assert changed(many, user, answers) - cost <= MOST_EACH * (len(many) - len(few))
    for key in keys:
        record = Resource.objects.get(pk=key)
        kept = last(record)
        assert sorted(history.tags_in(kept)) == sorted(record.tags.values_list("pk", flat=True))
        assert sorted(kept.field_dict["topics"]) == sorted(topic.pk for topic in topics)
