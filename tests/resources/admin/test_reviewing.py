"""Who works on a record and until when, comments beside its form, and who hears of its steps."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from icpr.outbox.models import Content
from resources.models import Resource, Status
from resources.review.models import Comment, Review
from tests.factories import make_publishable, make_resource
from tests.resources.staff import act, address, form_data, staff, step, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    return staff("Editors")


@pytest.fixture
def publisher() -> Client:
    return staff("Publishers")


def user(name: str) -> User:
    return User.objects.get(username=name)


def do(client: Client, record: Resource, deed: str, **data):
    return client.post(address("review", record.pk, deed), data, follow=True)


def listed(client: Client, question: str) -> list[str]:
    answer = client.get(address("changelist"), {"review": question})
    assert answer.status_code == 200
    return sorted(str(record) for record in answer.context["cl"].result_list)


def start(client: Client) -> str:
    return client.get(reverse("admin:index")).content.decode()


def made_by(client: Client, **fields) -> Resource:
    """A draft that an editor made with the form."""
    data = (
        form_data(client, address("add")) | {"kind": "report", "title": "Made here", "annotation": "About it."} | fields
    )
    client.post(address("add"), data)
    return Resource.objects.latest("pk")


def test_works(editor, publisher, settings):
    record = make_publishable(title="A guide")
    do(editor, record, "claim")
    assert Review.objects.get().assignee == user("editors")
    assert "has taken it" in texts(do(publisher, record, "claim"))
    assert "A guide" in start(editor)
    assert "Assigned to you" not in start(publisher)
    do(editor, record, "release")
    assert Review.objects.get().assignee is None


def test_assigned_with_a_day(editor, publisher):
    record = make_publishable(title="A guide")
    past = timezone.localdate() - timedelta(days=1)
    do(publisher, record, "assign", assignee=user("editors").pk, due_on=past.isoformat())
    assert "overdue since" in start(editor)
    assert [listed(editor, "assigned"), listed(editor, "due"), listed(publisher, "assigned")] == [
        ["A guide"],
        ["A guide"],
        [],
    ]
    assert "overdue since" in editor.get(address("change", record.pk)).content.decode()


def test_only_drafts_and_only_to_those_who_may_change_them(editor):
    public, draft = make_resource(), make_publishable()
    nobody = User.objects.create_user("nobody", is_staff=True)
    assert "Only a draft" in texts(do(editor, public, "claim"))
    do(editor, draft, "assign", assignee=nobody.pk)
    assert not Review.objects.exclude(assignee=None).exists()


@pytest.mark.parametrize("deed", ["publish", "__init__", "get_urls"])
def test_other_deeds_are_not_found(editor, deed):
    record = make_publishable()
    assert editor.post(f"{address('change', record.pk).removesuffix('change/')}review/{deed}/").status_code == 404


def test_comments_stand_beside_the_form_until_they_are_resolved(editor, publisher):
    record = make_publishable()
    do(publisher, record, "comment", about="title", text="Is this <b>the</b> title?", _nonce="one")
    do(publisher, record, "comment", about="title", text="Is this <b>the</b> title?", _nonce="one")
    comment = Comment.objects.get()
    shown = editor.get(address("change", record.pk)).content.decode()
    assert shown.count("Is this &lt;b&gt;the&lt;/b&gt; title?") == 2  # above the form and under its field
    assert listed(editor, "comments") == [str(record)]
    do(editor, record, "resolve", comment=comment.pk)
    assert Comment.objects.get().resolved_by == user("editors")
    assert listed(editor, "comments") == []
    do(editor, record, "reopen", comment=comment.pk)
    assert Comment.objects.open().exists()


@pytest.mark.parametrize(
    "data", [{"text": ""}, {"text": "x" * 2_001}, {"text": "a", "about": "staff"}, {"text": "a\x00"}]
)
def test_a_comment_that_cannot_be_taken(editor, data):
    do(editor, make_publishable(), "comment", **data)
    assert not Comment.objects.exists()


def test_a_comment_survives_the_record(editor, publisher):
    record = make_publishable()
    do(editor, record, "comment", text="Ask IACP.")
    record.delete()
    assert Comment.objects.filter(number=record.number).exists()


def test_returned_with_comments(editor, publisher, settings):
    settings.MAIL_SERVER = "mail.library.test"
    for name in ("editors", "publishers"):
        User.objects.filter(username=name).update(email=f"{name}@example.org")
    record = make_publishable(title="A guide")
    step(editor, record, "submit")
    step(editor, record, "submit")  # refused: it was handed in
    step(publisher, record, "return", comment="The date is missing.")
    assert Comment.objects.get().text == "The date is missing."
    assert "Returned by publishers" in start(editor)
    assert listed(editor, "returned") == ["A guide"]
    letters = [each.letter() for each in Content.objects.order_by("message__created_at", "message__key")]
    assert [(letter.to, letter.subject) for letter in letters] == [
        ("publishers@example.org", "“A guide” handed in"),
        ("editors@example.org", "“A guide” returned"),
    ]
    assert "The date is missing." in letters[1].text
    step(editor, record, "submit")
    assert "Returned by" not in start(editor)


def test_many_at_once_are_one_mail(editor, publisher, settings):
    settings.MAIL_SERVER = "mail.library.test"
    User.objects.filter(username="editors").update(email="editors@example.org")
    records = [make_publishable(title=f"Guide {n}") for n in range(3)]
    act(editor, "submit", records)
    act(publisher, "publish", records)
    assert start(editor).count("Published by publishers") == 3
    assert [each.letter().subject for each in Content.objects.all()] == ["3 records published"]


def test_mine_is_what_i_made_or_handed_in(editor, publisher):
    made_by(editor, title="Made by me")
    step(editor, make_publishable(title="Handed in by me"), "submit")
    made_by(publisher, title="Made by another")
    assert listed(editor, "mine") == ["Handed in by me", "Made by me"]


def test_nobody_approves_their_own_where_that_is_the_rule(editor, publisher, settings):
    settings.APPROVAL_BY_ANOTHER = True
    own, others = make_publishable(title="Own"), make_publishable(title="Of others")
    step(publisher, own, "submit")
    assert "nobody approves" in step(publisher, own, "publish", confirmed=False).content.decode()
    later = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    step(publisher, own, "schedule", publish_at=later)
    assert "nobody approves" in texts(act(publisher, "publish", [own, others]))
    own.refresh_from_db()
    others.refresh_from_db()
    assert (own.status, others.status) == (Status.IN_REVIEW, Status.PUBLISHED)
    step(staff(), own, "publish")
    own.refresh_from_db()
    assert own.status == Status.PUBLISHED


def test_nobody_approves_what_they_made(publisher, settings):
    settings.APPROVAL_BY_ANOTHER = True
    made = made_by(publisher)
    Resource.objects.filter(pk=made.pk).update(status=Status.IN_REVIEW)
    said = texts(act(publisher, "publish", [made]))
    assert "nobody approves" in said


def test_editors_do_not_change_terms_of_public_records_at_once(editor):
    public, draft = make_resource(title="Public"), make_publishable(title="Draft")
    said = texts(act(editor, "terms", [public, draft], add_tags="dogs", **{"add_tags-new-dogs": "make"}))
    assert "for publishers" in said
    assert [record.tags.count() for record in (public, draft)] == [0, 1]


def test_the_list_costs_the_same_for_twenty(editor, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in (2, 18):
        for record in [make_publishable() for _ in range(number)]:
            Review.objects.create(resource=record, assignee=user("editors"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            listed(editor, "assigned")
        counts.append(len(queries))
    assert counts[0] == counts[1]
