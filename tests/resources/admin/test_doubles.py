"""A record that is probably in already is asked about once when it is saved, and saved with a tick."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from resources.models import NewEdition, Resource
from resources.review.models import Proposal
from tests.factories import make_collection, make_publishable, make_resource
from tests.resources.staff import address, form_data, staff, texts

pytestmark = pytest.mark.django_db
TITLE = "Responding to people in crisis"
MAY_BE = "This may be in the library already"
TICK = 'type="checkbox" name="another_work"'


def add(client, url: str = "", **typed):
    url = url or address("add")
    return client.post(url, form_data(client, url) | {"kind": "report"} | typed, follow=True)


def save(client, record: Resource, model: str = "resource", **typed):
    url = address("change", record.pk, model=model)
    return client.post(url, form_data(client, url) | typed, follow=True)


def is_asked(answer) -> bool:
    return TICK in answer.content.decode()


def test_works(editor):
    held = make_resource(title=TITLE)
    asked = add(editor, title="Responding to peoples in crisis")
    page = asked.content.decode()
    assert MAY_BE in page
    link = f'<a href="{address("change", held.pk)}" target="_blank">'
    assert f"{link}{held.permanent_number} {TITLE}</a> (a title much like it)" in page
    assert is_asked(asked)
    assert Resource.objects.count() == 1
    add(editor, title="Responding to peoples in crisis", another_work="on")
    assert Resource.objects.count() == 2


def test_nothing_is_asked_of_what_is_not_in(editor):
    make_resource(title=TITLE)
    add(editor, title="Traffic stops at night")
    assert Resource.objects.count() == 2


def test_the_same_address_is_asked_about(editor):
    there = {"official_url": "https://www.example.org/guide/", "address_evidence": "own-page"}
    make_resource(title=TITLE, **there)
    typed = there | {"official_url": "https://example.org/guide"}
    assert "(the same address)" in add(editor, title="Quite another name", **typed).content.decode()
    typed["address_evidence"] = "directory"
    add(editor, title="Quite another name", **typed)
    assert Resource.objects.count() == 2, "a directory leads to many works"


def test_it_is_not_asked_again_of_what_stays(editor):
    make_resource(title=TITLE)
    record = make_publishable(title=TITLE)
    said = save(editor, record, annotation="It says something else.")
    assert "was changed successfully" in texts(said)
    assert not is_asked(save(editor, record, title=f"{TITLE}."))
    assert is_asked(save(editor, record, title=f"{TITLE} now"))
    record.refresh_from_db()
    assert record.title == f"{TITLE}."


def test_a_tick_is_no_change_that_the_history_tells(editor):
    make_resource(title=TITLE)
    record = make_publishable(title="Another")
    save(editor, record, title=TITLE, another_work="on")
    told = editor.get(address("history", record.pk)).content.decode()
    assert "Changed Title" in told
    assert "another work" not in told


def test_a_form_with_a_tick_that_comes_back_shows_it(editor):
    make_resource(title=TITLE)
    back = add(editor, title=TITLE, another_work="on", issued_on="some time")
    assert 'name="another_work" id="id_another_work" checked' in back.content.decode()


def test_editions_and_collections_are_no_doubles(editor):
    new = make_publishable(title="Another")
    make_resource(title=TITLE, superseded_by=new)
    NewEdition.objects.create(draft=new, of=make_resource(title=TITLE), note="")
    make_collection(title=TITLE)
    assert not is_asked(save(editor, new, title=TITLE))
    new.refresh_from_db()
    assert new.title == TITLE
    assert is_asked(add(editor, address("add", model="collection"), title=TITLE))


def test_of_a_published_record_it_is_asked_before_it_is_proposed(editor, publisher):
    make_resource(title=TITLE)
    record = make_publishable(title="Another")
    record.publish()
    assert is_asked(save(editor, record, title=TITLE))
    assert not Proposal.objects.exists()
    save(editor, record, title=TITLE, another_work="on")
    url = reverse("admin:resources_resource_proposal", args=[Proposal.objects.get().pk])
    page = publisher.get(url).content.decode()
    assert MAY_BE not in page
    assert "another work" not in page
    shown = publisher.get(f"{address('change', record.pk)}?proposal={Proposal.objects.get().pk}")
    assert shown.status_code == 200


def test_contributors_are_told_of_what_they_may_see_alone():
    contributor, url = staff("Contributors"), reverse("admin:contributions_owndraft_add")
    other = make_resource(title=TITLE, published=False)
    add(contributor, url, title=TITLE)
    mine = Resource.objects.get(contribution__user=User.objects.get())
    public = make_resource(title=TITLE)
    page = add(contributor, url, title=TITLE).content.decode()
    assert other.permanent_number not in page
    assert f'<a href="{reverse("admin:contributions_owndraft_change", args=[mine.pk])}" target="_blank">' in page
    assert f'<a href="{public.permanent_url}" target="_blank">' in page
    assert Resource.objects.count() == 3


def test_a_title_is_shown_as_it_is(editor):
    make_resource(title='<b onclick="x">Crisis</b> response teams')
    page = add(editor, title="<b onclick=x>Crisis</b> response teams").content.decode()
    assert MAY_BE in page
    assert "<b onclick" not in page
