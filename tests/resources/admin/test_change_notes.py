"""Whatever changes a public record asks whether readers are told: a major change needs a note, a minor one has none."""

from datetime import timedelta

import pytest
from django.utils import timezone

from resources.curation import history
from resources.models import ChangeNote, Resource
from tests.factories import make_publishable, make_tag
from tests.resources.staff import act, address, fields_of, form_data, step, texts

pytestmark = pytest.mark.django_db
NOTE = "A chapter on training was added."


@pytest.fixture
def record():
    record = make_publishable(title="Foot patrol")
    record.publish()
    return record


def save(client, record: Resource, **changes):
    url = address("change", record.pk)
    return client.post(url, form_data(client, url) | changes, follow=True)


def told_at(record: Resource):
    return Resource.objects.published().with_clock().get(pk=record.pk).told_at


def test_works(publisher, record):
    before = told_at(record)
    answer = save(publisher, record, title="Foot patrols", change_is="change", change_note=f"  {NOTE} ")
    assert "was changed successfully" in texts(answer)
    note = record.notes.get()
    assert (note.text, note.what) == (NOTE, "change")
    assert told_at(record) == note.told_at > before


def test_a_minor_change_tells_nobody(publisher, record):
    before = told_at(record)
    save(publisher, record, title="Foot patrols")
    assert Resource.objects.get().title == "Foot patrols"
    assert told_at(record) == before
    assert not ChangeNote.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"change_is": "edition"}, "Say in one sentence what changed"),
        ({"change_note": NOTE}, "Choose which, or empty the note"),
        ({"change_is": "huge", "change_note": NOTE}, "Select a valid choice"),
        ({"change_is": "change", "change_note": "x" * 301}, "at most 300 characters"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_saved(editor, record, sent, said):
    answer = save(editor, record, title="Foot patrols", **sent)
    assert said in texts(answer)
    assert Resource.objects.get().title == "Foot patrol"
    assert not ChangeNote.objects.exists()


def test_a_draft_is_not_asked(editor):
    draft = make_publishable()
    assert "change_is" not in form_data(editor, address("change", draft.pk))
    save(editor, draft, change_is="change", change_note=NOTE)
    assert not ChangeNote.objects.exists()


def test_what_is_scheduled_is_not_asked(editor):
    scheduled = make_publishable()
    scheduled.publish(timezone.now() + timedelta(days=1))
    assert "Tell readers" not in texts(editor.get(address("change", scheduled.pk)))


def test_a_form_that_is_sent_twice_tells_once(publisher, record):
    url = address("change", record.pk)
    sent = form_data(publisher, url) | {"title": "Foot patrols", "change_is": "change", "change_note": NOTE}
    for _ in range(2):
        assert publisher.post(url, sent).status_code == 302
    assert record.notes.count() == 1
    assert save(publisher, record, change_is="change", change_note=NOTE).status_code == 200
    assert record.notes.count() == 2  # a new form, meant once more


def test_what_expired_is_asked_when_it_is_public_again(publisher, record):
    Resource.objects.filter(pk=record.pk).update(
        publish_at=timezone.now() - timedelta(days=2), expire_at=timezone.now() - timedelta(days=1)
    )
    told = {"change_is": "change", "change_note": NOTE}
    assert "Readers do not see this record" in texts(save(publisher, record, **told))
    save(publisher, record, expire_at_0="", expire_at_1="", **told)
    assert record.notes.get().text == NOTE


def test_putting_back_what_was_withdrawn_asks(publisher, record):
    record.withdraw("Outdated.")
    assert "This change is" in step(publisher, record, "restore", confirmed=False).content.decode()
    assert b"errorlist" in step(publisher, record, "restore", change_is="change").content
    step(publisher, record, "restore", change_is="change", change_note=NOTE)
    assert record.notes.get().text == NOTE
    [last, *_] = history.versions_of(record.pk)
    assert last.revision.comment == f"Put back. Readers were told: {NOTE}"


def test_many_at_once_are_minor_unless_it_is_said(publisher, record):
    draft, other = make_publishable(title="A draft"), make_publishable(title="Bicycles")
    other.publish()
    records = [record, draft, other]
    for name in ("youth", "cars"):
        make_tag(name=name)
    act(publisher, "terms", records, add_tags="youth")
    assert Resource.objects.filter(tags__name="youth").count() == 3
    assert not ChangeNote.objects.exists()
    act(publisher, "terms", records, add_tags="cars", change_is="change", change_note=NOTE)
    assert set(ChangeNote.objects.values_list("resource", flat=True)) == {record.pk, other.pk}
    act(publisher, "terms", records, add_tags="cars", change_is="change", change_note=NOTE)
    assert ChangeNote.objects.count() == 2  # nothing was left to change
    assert (
        b"Choose something to change" in act(publisher, "terms", records, change_is="change", change_note=NOTE).content
    )


@pytest.mark.parametrize(
    ("name", "said"), [("publish", "told that it is new"), ("withdraw", "told that it was withdrawn, with your reason")]
)
def test_a_step_says_what_readers_are_told(publisher, record, name, said):
    shown = make_publishable(title="A draft") if name == "publish" else record
    assert said in step(publisher, shown, name, confirmed=False).content.decode()


def version_page(client, record) -> tuple[str, dict]:
    """The page of the version before the last, and its form as it would be sent."""
    save(client, record, title="Foot patrols")
    url = address("revision", record.pk, history.versions_of(record.pk)[1].pk)
    return url, fields_of(client.get(url).content, lambda form: form.get("method") == "post" and not form.get("id"))


def test_putting_a_version_back_asks(publisher, record):
    url, sent = version_page(publisher, record)
    answer = publisher.post(url, sent | {"change_is": "edition"})
    assert "Say in one sentence what changed" in answer.content.decode()
    assert Resource.objects.get().title == "Foot patrols"
    for _ in range(2):
        publisher.post(url, sent | {"change_is": "change", "change_note": NOTE})
    assert Resource.objects.get().title == "Foot patrol"
    assert record.notes.get().text == NOTE


def test_a_version_put_back_is_minor_unless_it_is_said(publisher, record):
    url, sent = version_page(publisher, record)
    publisher.post(url, sent)
    assert Resource.objects.get().title == "Foot patrol"
    assert not ChangeNote.objects.exists()
