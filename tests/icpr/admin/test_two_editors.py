"""Two have one form open: what only one changed is joined, what both changed is shown side by side and chosen."""

import re
import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext

from icpr.admin.editing import EditingAdmin
from icpr.admin.form_values import SALT
from pillars.models import Item, Recommendation
from resources.models import ModelPolicy, Resource
from tests.factories import make_item, make_pillar, make_practice, make_publishable, make_publisher, make_tag
from tests.icpr.admin.forms import CASES, Form, edited, every_form, public
from tests.resources.staff import staff, unmarked

pytestmark = pytest.mark.django_db
TYPED = ({"title": "Mine"}, {"annotation": "Theirs."})


@pytest.fixture
def ann():
    return staff("Publishers", "ann")


@pytest.fixture
def bob():
    return staff(None, "bob")


def flat(text: str) -> str:
    """Without line breaks: a column of one line keeps none."""
    return " ".join(text.split())


def value(row, name: str) -> str:
    return flat(str(getattr(type(row).objects.get(pk=row.pk), name)))


def test_every_form_of_the_admin_is_tried_here():
    assert set(edited()) - set(CASES) == set()
    assert all(isinstance(one, EditingAdmin) for one in admin.site._registry.values())


@every_form
def test_works_when_each_changed_another_field(model, bob):
    case = CASES[model]
    row, ann = case.row(), staff(None, "ann")
    mine, theirs = Form(bob, row, model=model), Form(ann, row, model=model)
    theirs.send(**{case.other: case.other_text})
    page = mine.send(**({case.one: case.texts[0]} if case.one != case.other else {}))
    assert value(row, case.other) == flat(case.other_text)
    assert value(row, case.one) == flat(case.texts[0]) or case.one == case.other
    assert "Kept from what was saved meanwhile by ann at" in page


@every_form
@pytest.mark.parametrize("choice", ["now", "mine"])
def test_the_second_of_two_sees_what_both_changed_and_chooses(model, choice, bob):
    case = CASES[model]
    row, ann = case.row(), staff(None, "ann")
    mine, theirs = Form(bob, row, model=model), Form(ann, row, model=model)
    (own, other) = case.texts
    theirs.send(**{case.one: other})
    page = unmarked(mine.send(409, **{case.one: own}))
    for words in (
        "Somebody saved this while you had it open",
        "(saved by ann at",
        *own.split("\n"),
        *other.split("\n"),
    ):
        assert words in page, words
    assert value(row, case.one) == flat(other)
    assert "Somebody saved this" in mine.send(409), "without a choice it is asked again"
    assert value(row, case.one) == flat(other)
    mine.send(**{f"_choose-{case.one}": choice})
    assert value(row, case.one) == flat(other if choice == "now" else own)


def test_what_both_changed_alike_is_no_conflict(ann, bob):
    row = public()
    mine, theirs = Form(bob, row), Form(ann, row)
    theirs.send(title="Same", in_brief="One\r\ntwo")
    page = mine.send(title=" Same ", in_brief="One\ntwo ")
    assert "changed successfully" in page
    assert "meanwhile" not in page


def test_terms_and_tags_are_joined_one_by_one(ann, bob):
    pillars = [make_pillar(number=number) for number in (1, 2, 3, 4)]
    practices = [make_practice(name=name) for name in ("Patrol", "Cameras")]
    for name in ("use of force", "Camps"):  # a new one would be asked about first
        make_tag(name=name)
    row = make_publishable(pillars=pillars[:2], tags=["Youth", "Schools, public"], practices=practices[:1])
    mine, theirs = Form(bob, row), Form(ann, row)
    theirs.send(pillars=[pillars[1].pk, pillars[2].pk], tags='Youth, "use of force", "Schools, public"')
    page = mine.send(
        pillars=[pillars[0].pk, pillars[1].pk, pillars[3].pk],
        tags='Camps, "Schools, public"',
        practices=[practice.pk for practice in practices],
    )
    assert set(row.pillars.all()) == {pillars[1], pillars[2], pillars[3]}
    assert set(row.tags.names()) == {"use of force", "Schools, public", "Camps"}
    assert set(row.practices.all()) == set(practices)
    assert ": pillars and tags." in page


def test_a_new_tag_answered_for_is_joined_too(ann, bob):
    row = make_publishable(tags=["Youth"])
    mine, theirs = Form(bob, row), Form(ann, row)
    make_tag(name="Camps")
    theirs.send(tags="Youth, Camps")
    assert "Say below" in mine.send(code=200, tags="Youth, Fresh words")
    mine.send(**{"tags-new-fresh words": "make"})
    assert set(row.tags.names()) == {"Youth", "Camps", "Fresh words"}


def test_every_kind_of_field_is_told_from_its_like(ann, bob):
    """A form sent as it was shown changes nothing, whatever the other changed: dates, times, keys, ticks, numbers."""
    house, newer = make_publisher(), public(title="Newer")
    row = public(issued=2016)
    mine, theirs = Form(bob, row), Form(ann, row)
    changes = {
        "kind": "guide",
        "slug": "elsewhere",
        "publishers": [house.pk],
        "issued_on": "July 2016",
        "official_url": "https://example.org/",
        "address_evidence": "own-page",
        "expire_at_0": "2150-01-01",
        "expire_at_1": "12:30:00",
        "review_by": "2027-01-01",
        "superseded_by": newer.pk,
    }
    theirs.send(**changes)
    mine.send(staff_note="Read it.")
    kept = Form(ann, row).fields
    for name, typed in changes.items():
        assert kept[name] == [str(one) for one in (typed if isinstance(typed, list) else [typed])], name
    assert kept["staff_note"] == ["Read it."]


def test_a_tick_one_took_out_and_a_number_of_another_name_stay(ann, bob):
    """`number` and `number_inferred` begin alike, and a box without its tick is not sent at all."""
    row = make_item(number="1.5", pillar=make_pillar(), number_inferred=True)
    mine, theirs = (Form(client, row, model=Recommendation) for client in (bob, ann))
    theirs.fields.pop("number_inferred")
    theirs.send(number="1.6", effort="low")
    mine.send(question="Why?")
    kept = Item.objects.get(pk=row.pk)
    assert (kept.number, kept.number_inferred, kept.effort, kept.question) == ("1.6", False, "low", "Why?")
    assert kept.verified


def test_a_choice_does_not_hold_for_what_was_saved_after_it_was_shown(ann, bob):
    row = public()
    mine = Form(bob, row)
    Form(ann, row).send(title="Second")
    mine.send(409, title="Mine")
    Form(ann, row).send(title="Third", annotation="Better.")
    page = mine.send(409, **{"_choose-title": "mine"})
    assert "Third" in page
    mine.send(**{"_choose-title": "mine"})
    assert value(row, "title") == "Mine"
    assert value(row, "annotation") == "Better."


def test_an_error_in_a_joined_form_keeps_both(ann, bob):
    row = public()
    mine = Form(bob, row)
    Form(ann, row).send(annotation="Theirs.")
    page = mine.send(200, title="", in_brief="Mine.")
    assert "This field is required" in page
    assert ": annotation." in page
    mine.send(title="Right")
    assert (value(row, "annotation"), value(row, "in_brief"), value(row, "title")) == ("Theirs.", "Mine.", "Right")


def test_one_who_changed_the_record_in_another_window_is_told_so(bob):
    row = public()
    mine, also_mine = Form(bob, row), Form(bob, row)
    also_mine.send(title="Mine")
    assert "saved by you, in another window, at" in mine.send(409, title="Mine too")


def test_a_change_nobody_logged_is_still_joined(bob):
    row = public()
    mine = Form(bob, row)
    Resource.objects.filter(pk=row.pk).update(annotation="By hand.")
    assert "Kept from what was saved meanwhile by somebody else: annotation." in mine.send(title="Mine")
    assert value(row, "annotation") == "By hand."


@pytest.mark.parametrize("step", ["publish", "withdraw"])
def test_a_record_that_was_published_or_withdrawn_meanwhile_is_looked_at_first(step, ann, bob):
    row = public() if step == "withdraw" else make_publishable()
    mine = Form(bob, row)
    ann.post(f"/admin/resources/resource/{row.pk}/steps/{step}/", {"reason": "Wrong.", "confirmed": "1"})
    page = mine.send(409, title="An hour of work")
    assert "when you opened it and is “{}” now: ann at".format("Public" if step == "publish" else "Withdrawn") in page
    assert "An hour of work" in page
    assert value(row, "title") != "An hour of work"
    mine.send()
    assert value(row, "title") == "An hour of work"


def test_what_was_typed_into_a_deleted_record_makes_a_new_one(ann, bob):
    row = make_publishable(tags=["Youth"])
    mine = Form(bob, row)
    ann.post(f"/admin/resources/resource/{row.pk}/delete/", {"post": "yes"})
    assert not Resource.objects.filter(pk=row.pk).exists()
    page = mine.send(409, title="An hour of work")
    assert "This was deleted, by ann at" in page
    assert not Resource.objects.exists()
    mine.address = "/admin/resources/resource/add/"
    mine.send()
    kept = Resource.objects.get()
    assert (kept.title, list(kept.tags.names())) == ("An hour of work", ["Youth"])


def test_a_record_that_became_another_kind_is_found_among_all(ann, bob):
    row = make_publishable(kind="model-policy")
    mine = Form(bob, row, model=ModelPolicy)
    Form(ann, row).send(kind="guide", annotation="Theirs.")
    page = mine.send(title="Mine")
    assert "This stands among the resources now." in page
    assert (value(row, "title"), value(row, "annotation"), value(row, "kind")) == ("Mine", "Theirs.", "guide")


def test_an_item_that_changed_its_level_is_found_there(ann, bob):
    make_item(number="1.1")
    row = make_item(number="1.5")
    mine = Form(bob, row, model=Recommendation)
    theirs = Form(ann, row, model=Recommendation)
    theirs.send(level="action_item", number="1.1.5", parent=Item.objects.get(number="1.1").pk)
    mine.send(question="Why?")
    kept = Item.objects.get(pk=row.pk)
    assert (kept.level, kept.question) == ("action_item", "Why?")


def test_a_field_the_form_did_not_have_is_left_as_it_is(bob):
    """Somebody became a publisher while the form was open, and so has a field the form did not show."""
    editor = staff("Editors")
    row = public()
    mine = Form(editor, row)
    Form(bob, row).send(expire_at_0="2150-01-01", expire_at_1="12:30:00")
    User.objects.get(username="editors").user_permissions.add(Permission.objects.get(codename="publish_resource"))
    mine.send(title="Mine")
    assert Resource.objects.get(pk=row.pk).expire_at.year == 2150


@pytest.mark.parametrize("note", ["", "x", "\x00", "a:b:c", "9" * 9_999])
def test_a_beginning_nobody_gave_out_makes_every_difference_a_choice(note, bob):
    row = public()
    mine = Form(bob, row)
    mine.fields["_began"] = [note]
    page = mine.send(409, title="Mine")
    assert "Mine" in page
    assert value(row, "title") == row.title
    mine.send(**{"_choose-title": "mine"})
    assert value(row, "title") == "Mine"


def test_the_beginning_of_another_record_or_purpose_counts_for_nothing(bob):
    row, other = public(), public(title="Other")
    for note in (Form(bob, other).fields["_began"][0], signing.dumps([1, 2, 3, 4, 5], salt="other")):
        mine = Form(bob, row)
        mine.fields["_began"] = [note]
        mine.send(409, title="Mine")


def test_the_form_carries_no_text_twice_and_little_besides(bob):
    row = public(body="A secret of 90,000 characters. " * 3_000)
    (sealed,) = Form(bob, row).fields["_began"]
    assert len(sealed) < 4_000
    assert "secret" not in str(signing.loads(sealed, salt=SALT))


def test_a_group_is_joined_by_its_permissions(bob):
    first, second, third = Permission.objects.all()[:3]
    group = Group.objects.create(name="Readers")
    group.permissions.set([first])
    mine, theirs = Form(bob, group), Form(staff(None, "ann"), group)
    theirs.send(permissions=[first.pk, second.pk])
    mine.send(permissions=[third.pk])
    assert set(group.permissions.all()) == {second, third}


def test_a_user_who_was_disabled_meanwhile_stays_disabled(bob):
    user = User.objects.create_user("someone", password="a-long-enough-password")
    mine, theirs = Form(bob, user), Form(staff(None, "ann"), user)
    theirs.fields.pop("is_active")
    theirs.send()
    mine.send(first_name="Some")
    user.refresh_from_db()
    assert (user.first_name, user.is_active) == ("Some", False)
    assert user.check_password("a-long-enough-password")


def test_the_log_says_only_what_the_second_changed(ann, bob):
    row = public()
    mine = Form(bob, row)
    Form(ann, row).send(annotation="Theirs.")
    mine.send(title="Mine")
    entry = LogEntry.objects.filter(user__username="bob").latest("pk")
    assert "Title" in entry.change_message
    assert "Annotation" not in entry.change_message


def test_a_note_is_no_authority_for_ever(bob, monkeypatch):
    row = public()
    mine = Form(bob, row)
    monkeypatch.setattr("icpr.admin.form_values.OLDEST", timedelta(0))
    mine.send(409, title="Mine")


def test_a_save_costs_what_it_did_and_one_question_more(bob, django_assert_max_num_queries):
    row = public(tags=["Youth"])
    mine = Form(bob, row)
    mine.send(title="Warm")
    mine = Form(bob, row)
    with CaptureQueriesContext(connection) as found:
        answer = bob.post(mine.address, mine.fields | {"title": "Again"})
    assert answer.status_code == 302
    del mine.fields["_began"]
    with CaptureQueriesContext(connection) as without:
        answer = bob.post(mine.address, mine.fields | {"title": "Once more"})
    more = asked(found) - asked(without)
    [sql] = [sql for sql in more if "SAVEPOINT" not in sql]
    assert sql.startswith('UPDATE "resources_resource" SET "status" = "resour'), "the row is locked"


def asked(queries) -> Counter:
    """How often each statement was made, by how it begins, without the numbers in names of cursors."""
    return Counter(re.sub(r"[0-9]+", "0", query["sql"][:50]) for query in queries)


@pytest.mark.django_db(transaction=True)
def test_two_who_save_at_the_same_moment_are_joined_as_well():
    row = public()
    clients = [staff(None, "bob"), staff(None, "ann")]
    forms = [Form(client, row).fields | typed for client, typed in zip(clients, TYPED, strict=True)]

    def send(client, form) -> None:
        client.raise_request_exception = False
        while client.post(f"/admin/resources/resource/{row.pk}/change/", form).status_code == 503:
            pass  # SQLite in memory locks tables at once
        connection.close()

    both = [threading.Thread(target=send, args=each) for each in zip(clients, forms, strict=True)]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    assert (value(row, "title"), value(row, "annotation")) == ("Mine", "Theirs.")
