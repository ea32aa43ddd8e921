"""What editors save of a published record is kept beside it, and a publisher accepts it, in part or not at all."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from reversion.models import Version

from icpr.outbox.models import Content
from resources.models import ChangeNote, Document, Resource, Tag
from resources.review.models import Comment, Proposal
from tests.factories import make_author, make_document, make_focus_area, make_pillar, make_resource, make_tag
from tests.resources.staff import address, fields_of, form_data, staff, step, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def record() -> Resource:
    made = make_resource(title="Use of Force", pillars=[make_pillar()], focus_areas=[make_focus_area()])
    made.tags.set([make_tag(name="force")])
    return made


@pytest.fixture
def editor() -> Client:
    return staff("Editors")


@pytest.fixture
def publisher() -> Client:
    return staff("Publishers")


def save(client: Client, record: Resource, **changes):
    url = address("change", record.pk)
    data = form_data(client, url) | {name: value for name, value in changes.items() if value is not None}
    return client.post(url, data, follow=True)


def page(proposal: Proposal) -> str:
    return reverse("admin:resources_resource_proposal", args=[proposal.pk])


def answer(client: Client, proposal: Proposal, button: str = "accepted", **changes):
    data = fields_of(client.get(page(proposal)).content, lambda form: form.get("class") == "step")
    return client.post(page(proposal), data | {button: "1"} | changes, follow=True)


def stored(record: Resource) -> Resource:
    return Resource.objects.get(pk=record.pk)


def test_works(editor, publisher, record):
    said = save(editor, record, title="Use of Force, Revised", tags="force, dogs", **{"tags-new-dogs": "make"})
    assert "Proposed, waiting for a publisher" in texts(said)
    assert stored(record).title == "Use of Force"
    proposal = Proposal.objects.get()
    shown = publisher.get(page(proposal)).content.decode()
    assert "Use of Force<ins" in shown, "the words that differ are marked"
    assert ", Revised<" in shown
    assert "dogs" in shown
    answer(publisher, proposal)
    now = stored(record)
    assert now.title == "Use of Force, Revised"
    assert {tag.name for tag in now.tags.all()} == {"force", "dogs"}
    assert Proposal.objects.get().state == Proposal.State.ACCEPTED
    last = Version.objects.get_for_object_reference(Resource, str(record.pk))[0].revision
    assert last.user.username == "publishers"
    assert last.comment.startswith("Proposed by editors, accepted.")


def test_the_editor_goes_on_and_takes_it_back(editor, record):
    save(editor, record, title="First try")
    data = form_data(editor, address("change", record.pk))
    assert data["title"] == ["First try"]
    save(editor, record, annotation="Another sentence.")
    proposal = Proposal.objects.get()
    assert proposal.sent["title"] == ["First try"]
    answer(editor, proposal, "take_back")
    assert Proposal.objects.get().state == Proposal.State.TAKEN_BACK
    assert form_data(editor, address("change", record.pk))["title"] == ["Use of Force"]


def test_two_windows_of_one_editor(editor, record):
    url = address("change", record.pk)
    first, second = form_data(editor, url), form_data(editor, url)
    editor.post(url, first | {"title": "In one window"})
    shown = editor.post(url, second | {"annotation": "In another window."})
    assert "in another window, or sent this form twice" in shown.content.decode()
    assert Proposal.objects.get().sent["title"] == ["In one window"]
    editor.post(url, fields_of(shown.content))
    assert Proposal.objects.get().sent["annotation"] == ["In another window."]


def test_saved_without_a_change_nothing_is_proposed(editor, record):
    assert "nothing is proposed" in texts(save(editor, record))
    save(editor, record, title="First try")
    assert "nothing is proposed" in texts(save(editor, record, title="Use of Force"))
    assert not Proposal.objects.waiting().exists()


def test_a_part_of_it_is_accepted(editor, publisher, record):
    save(editor, record, title="A new title", annotation="A new sentence.")
    answer(publisher, Proposal.objects.get(), accept=["annotation"])
    now = stored(record)
    assert (now.title, now.annotation) == ("Use of Force", "A new sentence.")
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.reason) == (Proposal.State.IN_PART, "Left as it is: Title.")


def test_declined_with_a_reason(editor, publisher, record):
    save(editor, record, title="A new title")
    proposal = Proposal.objects.get()
    assert "Say why" in texts(answer(publisher, proposal, "decline"))
    answer(publisher, proposal, "decline", reason="The old one is on the cover.")
    assert stored(record).title == "Use of Force"
    start = editor.get(reverse("admin:index")).content.decode()
    assert "The old one is on the cover." in start
    editor.post(page(proposal), {"read": "1"})
    assert "The old one is on the cover." not in editor.get(reverse("admin:index")).content.decode()


def test_what_others_changed_since_is_joined(editor, publisher, record):
    save(editor, record, title="Proposed title", tags="force, dogs", **{"tags-new-dogs": "make"})
    save(publisher, record, annotation="Changed by a publisher.", tags="force, cars", **{"tags-new-cars": "make"})
    answer(publisher, Proposal.objects.get())
    now = stored(record)
    assert (now.title, now.annotation) == ("Proposed title", "Changed by a publisher.")
    assert {tag.name for tag in now.tags.all()} == {"force", "dogs", "cars"}


def test_what_both_changed_is_ticked_by_hand(editor, publisher, record):
    save(editor, record, title="Proposed title", annotation="Proposed sentence.")
    save(publisher, record, title="The publisher's title")
    proposal = Proposal.objects.get()
    shown = publisher.get(page(proposal)).content.decode()
    assert "Others changed it too" in shown
    answer(publisher, proposal, accept=["title", "annotation"])
    assert stored(record).title == "Proposed title"
    assert stored(record).annotation == "Proposed sentence."


def test_what_changes_while_the_publisher_reads_is_asked(editor, publisher, record):
    save(editor, record, title="Proposed title")
    proposal = Proposal.objects.get()
    data = fields_of(publisher.get(page(proposal)).content, lambda form: form.get("class") == "step")
    save(publisher, record, title="Changed meanwhile")
    asked = publisher.post(page(proposal), data | {"accepted": "1"})
    assert asked.status_code == 409
    assert stored(record).title == "Changed meanwhile"
    sent = fields_of(asked.content) | {"_choose-title": "mine", "title": "Proposed title"}
    publisher.post(address("change", record.pk), sent)
    assert stored(record).title == "Proposed title"
    assert Proposal.objects.get().state == Proposal.State.ACCEPTED


def test_papers_and_authors_are_proposed(editor, publisher, record):
    paper = make_document(resource=record, title="Slides", role="slides")
    gone, stays = make_author(resource=record, family_name="Peel"), make_author(resource=record, family_name="Mayne")
    places = {str(one.pk): place for place, one in enumerate(record.authors.order_by("position", "pk"))}
    added = {
        "authors-TOTAL_FORMS": "4",
        "authors-2-family_name": "Rowan",
        "authors-2-position": "3",
        "authors-3-family_name": "Vollmer",
        "authors-3-position": "4",
        "documents-0-title": "Slides, 2026",
        f"authors-{places[str(gone.pk)]}-DELETE": "on",
    }
    save(editor, record, **added)
    assert record.authors.count() == 2
    proposal = Proposal.objects.get()
    keys = [f"documents-{paper.pk}-title", f"authors-{gone.pk}", "authors-new-0", "authors-new-1"]
    shown = fields_of(publisher.get(page(proposal)).content, lambda form: form.get("class") == "step")
    assert shown["shown"] == keys
    answer(publisher, proposal, accept=[keys[0], keys[1], keys[3]])
    assert Document.objects.get().title == "Slides, 2026"
    assert set(record.authors.values_list("family_name", flat=True)) == {stays.family_name, "Vollmer"}


def test_a_file_is_not_carried(editor, record):
    make_document(resource=record, title="Slides", role="slides")
    said = save(editor, record, **{"documents-0-file": SimpleUploadedFile("a.pdf", b"%PDF-1.4 x")})
    assert "cannot carry a file" in said.content.decode()
    assert not Proposal.objects.exists()
    assert not Document.objects.get().file


def test_rules_of_publishing_hold_when_it_is_proposed_and_when_it_is_accepted(editor, publisher, record):
    assert "must stay fit" in save(editor, record, annotation="").content.decode()
    assert not Proposal.objects.exists()
    area = make_focus_area(position=2)
    save(editor, record, focus_areas=[area.pk])
    area.delete()
    proposal = Proposal.objects.get()
    assert "cannot be accepted as it stands" in publisher.get(page(proposal)).content.decode()
    answer(publisher, proposal)
    assert Proposal.objects.get().is_waiting
    assert stored(record).focus_areas.exists()


def test_readers_are_told_as_the_publisher_says(editor, publisher, record):
    save(editor, record, title="New", change_is="change", change_note="The title was put right.")
    proposal = Proposal.objects.get()
    assert "The title was put right." in publisher.get(page(proposal)).content.decode()
    answer(publisher, proposal, change_note="The title is that of the cover.")
    assert ChangeNote.objects.get().text == "The title is that of the cover."


def test_a_publisher_changes_it_in_the_form(editor, publisher, record):
    save(editor, record, title="Proposed title")
    proposal = Proposal.objects.get()
    data = form_data(publisher, f"{address('change', record.pk)}?proposal={proposal.pk}")
    assert data["title"] == ["Proposed title"]
    publisher.post(address("change", record.pk), data | {"title": "Proposed title, mended"})
    assert stored(record).title == "Proposed title, mended"
    assert Proposal.objects.get().state == Proposal.State.ACCEPTED


def test_withdrawn_or_deleted_meanwhile_is_said(editor, publisher, record):
    save(editor, record, title="Proposed title")
    proposal = Proposal.objects.get()
    step(publisher, record, "withdraw", reason="It was wrong.")
    assert "is otherwise now" in publisher.get(page(proposal)).content.decode()
    Resource.objects.filter(pk=record.pk).delete()
    shown = publisher.get(page(proposal))
    assert "was deleted meanwhile" in shown.content.decode()
    answer(publisher, proposal, "decline", reason="It is gone.")
    assert Proposal.objects.get().state == Proposal.State.DECLINED


def test_only_publishers_answer_and_only_once(editor, publisher, record):
    save(editor, record, title="Proposed title")
    proposal = Proposal.objects.get()
    data = fields_of(publisher.get(page(proposal)).content, lambda form: form.get("class") == "step")
    assert editor.post(page(proposal), data | {"accepted": "1"}).status_code == 403
    publisher.post(page(proposal), data | {"accepted": "1"})
    assert "already" in texts(publisher.post(page(proposal), data | {"accepted": "1"}, follow=True))
    assert Version.objects.get_for_object_reference(Resource, str(record.pk)).count() == 2


def test_a_small_desk_changes_at_once(editor, record, settings):
    settings.EDITORS_CHANGE_PUBLIC = True
    save(editor, record, title="Changed at once")
    assert stored(record).title == "Changed at once"
    assert not Proposal.objects.exists()


def test_nobody_accepts_their_own_where_that_is_the_rule(editor, record, settings):
    settings.APPROVAL_BY_ANOTHER = True
    save(editor, record, title="Proposed title")
    proposal = Proposal.objects.get()
    User.objects.filter(username="editors").update(is_superuser=True)
    assert "nobody approves their own work" in editor.get(page(proposal)).content.decode()
    assert editor.post(page(proposal), {"accepted": "1"}).status_code == 403
    url = f"{address('change', record.pk)}?proposal={proposal.pk}"
    editor.post(address("change", record.pk), form_data(editor, url))
    assert stored(record).title == "Use of Force"


def test_mail_goes_once_to_whom_it_concerns(editor, publisher, record, settings):
    settings.MAIL_SERVER = "mail.library.test"
    for name in ("editors", "publishers"):
        User.objects.filter(username=name).update(email=f"{name}@example.org")
    save(editor, record, title="Proposed title")
    save(editor, record, title="Proposed title, again")
    answer(publisher, Proposal.objects.get())
    assert [each.letter().to for each in Content.objects.order_by("message__created_at", "message__key")] == [
        "publishers@example.org",
        "editors@example.org",
    ]


def test_a_scheduled_record_is_not_deleted_by_editors(editor, publisher, record):
    Resource.objects.filter(pk=record.pk).update(publish_at=timezone.now() + timedelta(days=3))
    assert editor.get(address("delete", record.pk)).status_code == 403
    save(editor, record, title="Proposed title")
    assert stored(record).title == "Use of Force"
    assert Proposal.objects.exists()


def test_an_editor_puts_no_version_of_a_public_record_back(editor, publisher, record):
    save(publisher, record, title="Changed")
    first = Version.objects.get_for_object_reference(Resource, str(record.pk)).last()
    url = address("revision", record.pk, first.pk)
    assert "for publishers" in texts(editor.post(url, {}, follow=True))
    assert stored(record).title == "Changed"
    publisher.post(url, {})
    assert stored(record).title == "Use of Force"


def test_an_accepted_proposal_can_be_taken_back_by_history(editor, publisher, record):
    save(editor, record, title="Proposed title")
    answer(publisher, Proposal.objects.get())
    first = Version.objects.get_for_object_reference(Resource, str(record.pk)).last()
    publisher.post(address("revision", record.pk, first.pk), {})
    assert stored(record).title == "Use of Force"


def test_nothing_of_a_proposal_or_a_comment_is_public(editor, publisher, record, client):
    word = "Zyzzyvatitle"
    save(
        editor, record, title=word, annotation=f"{word} annotation.", tags=word, **{f"tags-new-{word.lower()}": "make"}
    )
    publisher.post(address("review", record.pk, "comment"), {"text": word, "_nonce": "1"})
    assert Proposal.objects.exists()
    assert Comment.objects.exists()
    for each in (record.get_absolute_url(), "/resources/", "/resources.json", f"/api/v1/resources/{record.number}"):
        found = client.get(each)
        text = b"".join(found) if found.streaming else found.content
        assert word.lower() not in text.decode().lower(), each
    assert not Tag.objects.filter(name=word).exists()
