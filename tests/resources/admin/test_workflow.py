"""Staff take records from state to state by buttons and actions, on POST only and as far as they may."""

from datetime import timedelta

import pytest
from django.utils import timezone

from resources.curation import history
from resources.models import Resource, State
from tests.factories import make_pillar, make_publishable, make_resource, make_topic
from tests.resources.staff import act, address, staff, step, texts

pytestmark = pytest.mark.django_db


def state(record: Resource) -> State:
    return Resource.objects.get(pk=record.pk).state()


def scheduled(**fields) -> Resource:
    record = make_publishable(**fields)
    record.publish(timezone.now() + timedelta(days=3))
    return record


def public(**fields) -> Resource:
    record = make_publishable(**fields)
    record.publish()
    return record


def withdrawn(**fields) -> Resource:
    record = public(**fields)
    record.withdraw("Outdated.")
    return record


def test_works(editor, publisher):
    record = make_publishable(title="Bicycle patrols")
    step(editor, record, "submit")
    assert state(record) is State.IN_REVIEW
    answer = step(publisher, record, "publish")
    assert "“Bicycle patrols” was published." in texts(answer)
    assert state(record) is State.PUBLIC
    step(publisher, record, "withdraw", reason="Outdated.")
    assert state(record) is State.WITHDRAWN
    step(publisher, record, "restore")
    assert state(record) is State.PUBLIC
    comments = [version.revision.comment for version in history.versions_of(record.pk)]
    assert comments[:4] == ["Put back.", "Withdrawn. Reason: Outdated.", "Published.", "Submitted for review."]
    assert [version.revision.user.username for version in history.versions_of(record.pk)[:4]] == [
        "publishers",
        "publishers",
        "publishers",
        "editors",
    ]


def test_a_time_is_asked_for_and_kept(publisher):
    record = make_publishable()
    assert b'type="datetime-local"' in step(publisher, record, "schedule").content
    assert state(record) is State.DRAFT
    moment = timezone.localtime() + timedelta(days=2)
    step(publisher, record, "schedule", publish_at=moment.strftime("%Y-%m-%dT%H:%M"))
    assert state(record) is State.SCHEDULED
    kept = Resource.objects.get(pk=record.pk).publish_at
    assert kept == moment.replace(second=0, microsecond=0)
    step(publisher, record, "unschedule")
    assert state(record) is State.DRAFT


@pytest.mark.parametrize(
    "moment", ["", "2001-01-01T00:00", "9999-12-31T23:59", "0001-01-01T00:00", "tomorrow", "2030-02-30T00:00", "\x00"]
)
def test_a_time_that_cannot_be_is_refused(publisher, moment):
    record = make_publishable()
    answer = step(publisher, record, "schedule", publish_at=moment)
    assert b"errorlist" in answer.content
    assert state(record) is State.DRAFT


def test_withdrawing_asks_why(publisher):
    record = public()
    assert b"errorlist" in step(publisher, record, "withdraw", reason="  ").content
    assert b"errorlist" in step(publisher, record, "withdraw", reason="x" * 501).content
    assert state(record) is State.PUBLIC


FOR_READERS = {"publish": make_publishable, "restore": withdrawn, "unschedule": scheduled, "withdraw": public}


@pytest.mark.parametrize("name", FOR_READERS)
def test_one_click_only_asks_with_what_readers_see(publisher, name):
    record = FOR_READERS[name](title="Bicycle patrols", annotation="How to ride.")
    before = state(record)
    page = step(publisher, record, name, confirmed=False).content.decode()
    assert ("What readers will see" if name in ("publish", "restore") else "What readers will no longer find") in page
    for seen in ("How to ride.", record.get_absolute_url(), "Pillar 1"):
        assert seen in page
    assert state(record) is before


def test_an_unfit_draft_is_not_submitted(editor):
    record = make_resource(published=False, annotation="")
    said = texts(step(editor, record, "submit", confirmed=False))
    assert "no annotation" in said
    assert "no pillar" in said
    assert state(record) is State.DRAFT


@pytest.mark.parametrize("name", ["submit", "publish", "schedule"])
def test_the_page_that_asks_says_who_cannot_come_along(publisher, name):
    good, bad = make_publishable(), make_resource(title="Nameless", published=False)
    page = act(publisher, name, [good, bad], confirmed=False).content.decode()
    assert "1 record cannot be" in page
    assert "It has no pillar" in page
    assert 'name="confirmed"' in page
    assert 'name="confirmed"' not in act(publisher, name, [bad], confirmed=False).content.decode()


def test_a_refusal_says_all_reasons(publisher):
    record = make_resource(published=False, annotation="")
    said = texts(step(publisher, record, "publish"))
    assert "no annotation" in said
    assert "no pillar" in said
    assert "no focus area" in said
    assert state(record) is State.DRAFT


def test_in_a_list_the_others_go_through(publisher):
    good, bad = make_publishable(), make_resource(title="Nameless", published=False)
    asked = act(publisher, "publish", [good, bad], confirmed=False)
    assert asked.status_code == 200
    assert b"2 records will be published" in asked.content
    assert {state(good), state(bad)} == {State.DRAFT}
    said = texts(act(publisher, "publish", [good, bad]))
    assert "was published" in said
    assert "Not published: “Nameless”. It has no pillar" in said
    assert (state(good), state(bad)) == (State.PUBLIC, State.DRAFT)


def test_each_record_has_a_revision_of_its_own(publisher):
    """Putting one back must not put back the others that changed with it."""
    records = [make_publishable() for _ in range(3)]
    act(publisher, "publish", records)
    revisions = {history.versions_of(record.pk)[0].revision_id for record in records}
    assert len(revisions) == 3


@pytest.mark.parametrize("name", ["publish", "schedule", "unschedule", "withdraw", "restore"])
def test_editors_do_not_publish(editor, name):
    record = {"withdraw": public, "restore": withdrawn, "unschedule": scheduled}.get(name, make_publishable)()
    before = state(record)
    answers = {"publish_at": "2030-01-01T00:00", "reason": "Because."}
    assert step(editor, record, name, **answers).status_code == 403
    assert act(editor, name, [record], **answers).status_code == 403
    assert state(record) is before
    page = editor.get(address("change", record.pk)).content.decode()
    assert f"/steps/{name}/" not in page
    assert f'value="{name}"' not in editor.get(address("changelist")).content.decode()


@pytest.mark.parametrize("name", ["submit", "publish", "schedule", "withdraw", "restore", "return", "terms"])
def test_a_get_changes_nothing(root, name):
    record = make_publishable()
    assert root.get(address("step", record.pk, name)).status_code == 405
    root.get(address("changelist"), {"action": name, "_selected_action": record.pk, "confirmed": 1})
    assert state(record) is State.DRAFT


def test_a_step_needs_the_token():
    client = staff("Publishers")
    client.handler.enforce_csrf_checks = True
    record = make_publishable()
    assert client.post(address("step", record.pk, "publish")).status_code == 403
    assert state(record) is State.DRAFT


def test_strangers_are_sent_to_log_in(client):
    record = make_publishable()
    assert client.post(address("step", record.pk, "publish"))["Location"].startswith("/admin/login/")
    assert state(record) is State.DRAFT


def test_unknown_records_and_steps_are_not_found(root):
    record = make_publishable()
    assert root.post(address("step", 999_999, "publish")).status_code == 404
    assert root.post(address("step", 10**30, "publish")).status_code == 404
    assert root.post(address("step", record.pk, "explode")).status_code == 404
    assert root.post(address("step", record.pk, "publish", model="modelpolicy")).status_code == 404


@pytest.mark.parametrize(
    ("pk", "status"), [("abc", 404), ("", 404), (str(10**30), 400), ("-1", 404), ("1\x00", 404), ("٣", 404)]
)
def test_an_action_with_a_bad_id_is_refused(root, pk, status):
    answer = root.post(address("changelist"), {"action": "publish", "_selected_action": [pk], "confirmed": 1})
    assert answer.status_code == status


def test_words_with_a_bad_id_are_refused(editor):
    record = make_publishable()
    assert act(editor, "terms", [record], add_pillars=["9" * 30]).status_code == 400
    assert b"errorlist" in act(editor, "terms", [record], add_pillars=["abc"]).content


def test_only_steps_that_make_sense_are_offered(publisher):
    draft, late, seen, gone = make_publishable(), scheduled(), public(), withdrawn()
    offered = {
        record.pk: [step.name for step, _ in publisher.get(address("change", record.pk)).context["steps"]]
        for record in (draft, late, seen, gone)
    }
    assert offered[draft.pk] == ["submit", "publish", "schedule"]
    assert offered[late.pk] == ["publish", "schedule", "unschedule"]
    assert offered[seen.pk] == ["withdraw"]
    assert offered[gone.pk] == ["restore"]


def test_publishing_twice_does_not_make_it_new(publisher):
    record = public()
    before = record.publish_at
    assert "public already" in texts(act(publisher, "publish", [record]))
    assert Resource.objects.get(pk=record.pk).publish_at == before


def test_many_records_get_and_lose_words(editor):
    old, new, topic = make_pillar(number=1), make_pillar(number=2), make_topic()
    records = [make_resource(published=False, pillars=[old], tags=["Youth", "Schools"]) for _ in range(2)]
    said = texts(
        act(
            editor,
            "terms",
            records,
            add_pillars=[new.pk],
            remove_pillars=[old.pk],
            add_topics=[topic.pk],
            add_tags="dialogue",
            remove_tags="YOUTH",
            **{"add_tags-new-dialogue": "make"},
        )
    )
    assert "2 records were changed" in said
    for record in records:
        assert list(record.pillars.all()) == [new]
        assert list(record.topics.all()) == [topic]
        assert set(record.tags.names()) == {"Schools", "dialogue"}
        assert "Add pillars: Pillar 2" in history.versions_of(record.pk)[0].revision.comment


def test_a_public_record_keeps_its_last_pillar(publisher):
    record = public(tags=["kept"])
    pillar = record.pillars.get()
    said = act(publisher, "terms", [record], remove_pillars=[pillar.pk], remove_tags="kept").content.decode()
    assert "It has no pillar" in said
    assert 'name="confirmed"' not in said
    assert list(record.pillars.all()) == [pillar]
    assert set(record.tags.names()) == {"kept"}


@pytest.mark.parametrize("tags", ["!!!", "x" * 101, "", "漢字"])
def test_tags_that_cannot_be_kept_are_refused(editor, tags):
    record = make_resource(published=False)
    assert b"errorlist" in act(editor, "terms", [record], add_tags=tags).content
    assert not record.tags.exists()


def test_too_many_at_once_are_refused(root, monkeypatch):
    monkeypatch.setattr("resources.admin.workflow.MOST_AT_ONCE", 2)
    records = [make_publishable() for _ in range(3)]
    assert "at most 2" in texts(act(root, "publish", records))
    assert {state(record) for record in records} == {State.DRAFT}


def test_a_page_that_asks_costs_the_same_for_many(publisher, django_assert_max_num_queries):
    records = [make_publishable() for _ in range(20)]
    with django_assert_max_num_queries(24):
        act(publisher, "withdraw", records, confirmed=False)


def test_the_words_for_a_state_agree_with_the_query():
    records = [make_publishable(), scheduled(), public(), withdrawn()]
    now = timezone.now()
    expired = public()
    Resource.objects.filter(pk=expired.pk).update(publish_at=now - timedelta(days=2), expire_at=now - timedelta(days=1))
    reviewed = make_publishable()
    reviewed.submit()
    for record in [*records, expired, reviewed]:
        found = [value for value in State if Resource.objects.in_state(value).filter(pk=record.pk).exists()]
        assert found == [state(record)]
