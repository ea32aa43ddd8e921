"""Staff type tags: several words are one tag, a new one is made only when asked for, many records are counted truly."""

import html
import re

import pytest

from resources.curation import history
from resources.models import Resource, SynonymGroup, Tag
from resources.terms.models import Alias
from tests.factories import make_pillar, make_publishable, make_resource, make_tag
from tests.resources.staff import act, address, form_data, texts

pytestmark = pytest.mark.django_db


def save(client, record: Resource, tags: str, **answers):
    """Save the record's form with these tags. `answers` are by the key of a new tag, "_" for a space."""
    url = address("change", record.pk)
    said = {f"tags-new-{key.replace('_', ' ')}": answer for key, answer in answers.items()}
    return client.post(url, form_data(client, url) | {"tags": tags} | said, follow=True)


def names(record: Resource) -> set[str]:
    return set(Resource.objects.get(pk=record.pk).tags.names())


def page(answer) -> str:
    return html.unescape(answer.content.decode())


def test_works(editor):
    make_tag(name="use of force")
    record = make_publishable()
    assert "successfully" in texts(save(editor, record, "Use of Force"))
    assert names(record) == {"use of force"}
    assert Tag.objects.count() == 1


def test_a_new_tag_is_asked_about_once(editor):
    record = make_publishable()
    answer = save(editor, record, "trust building, youth")
    assert "New: “trust building”, “youth”. Say below what to do with each." in texts(answer)
    assert "There is no tag “trust building” yet" in page(answer)
    assert not Tag.objects.exists()
    answer = save(editor, record, "trust building, youth", trust_building="make", youth="leave")
    assert "successfully" in texts(answer)
    assert names(record) == {"trust building"}


def test_a_slip_is_offered_what_it_may_have_meant(editor):
    for name in ("community trust", "use of force", "use-of-force reporting", "drones"):
        make_tag(name=name)
    record = make_publishable()
    found = page(save(editor, record, "comunity trust"))
    assert re.findall("Use “([^”]+)”", found) == ["community trust"]
    assert re.findall("Use “([^”]+)”", page(save(editor, record, "force"))) == [
        "use of force",
        "use-of-force reporting",
    ]
    save(editor, record, "comunity trust", comunity_trust="use community-trust")
    assert names(record) == {"community trust"}
    assert Tag.objects.count() == 4


@pytest.mark.parametrize("typed", ["Body cameras", "BWC", "body worn video"])
def test_a_near_tag_is_offered_before_one_is_made(editor, typed):
    make_tag(name="Body-worn cameras")
    make_tag(name="drones")
    SynonymGroup.objects.create(terms="body-worn cameras\nbody worn video", reason="The same.")
    found = page(save(editor, make_publishable(), typed))
    assert re.findall("Use “([^”]+)”", found) == ["Body-worn cameras"]
    assert Tag.objects.count() == 2


@pytest.mark.parametrize("answer", ["", "yes", "use drones", "use nothing", "\x00", "x" * 3_000])
def test_an_answer_that_was_not_offered_is_none(editor, answer):
    make_tag(name="drones")
    record = make_publishable()
    assert "Say below" in texts(save(editor, record, "trust building", trust_building=answer))
    assert Tag.objects.count() == 1


def test_an_answer_outlives_another_error(editor):
    record, url = make_publishable(), ""
    url = address("change", record.pk)
    typed = {"tags": "trust building", "tags-new-trust building": "make", "title": ""}
    answer = editor.post(url, form_data(editor, url) | typed)
    assert re.search(r'name="tags-new-trust building" value="make" checked', page(answer))
    assert not Tag.objects.exists()


def offered(answer) -> list[str]:
    return re.findall('name="tags-add" value="([^"]+)"', page(answer))


def test_tags_that_the_title_names_are_ticked(editor):
    for name in ("Schools, public", "use of force", "drones"):
        make_tag(name=name)
    record = make_publishable(title="Use of force at public schools", tags=["drones"])
    Alias.objects.create(kind="tag", name="public schools", term=Tag.objects.get(name__startswith="Sch").pk)
    url = address("change", record.pk)
    assert offered(editor.get(url)) == ["use of force", "Schools, public"]
    sent = form_data(editor, url) | {"tags-add": ["use of force", "Schools, public"], "title": ""}
    again = editor.post(url, sent)
    assert 'value="&quot;Schools, public&quot;, drones, use of force"' in again.content.decode()
    assert "successfully" in texts(editor.post(url, sent | {"title": "Use of force"}, follow=True))
    assert names(record) == {"drones", "use of force", "Schools, public"}
    assert offered(editor.get(url)) == []


@pytest.mark.parametrize("ticked", ["\x00", "unknown", "", "x" * 3_000])
def test_what_was_not_offered_is_asked_about_as_if_typed(editor, ticked):
    record = make_publishable()
    assert editor.post(
        address("change", record.pk), form_data(editor, address("change", record.pk)) | {"tags-add": [ticked]}
    ).status_code in {200, 302}
    assert not Tag.objects.exists()


def test_a_form_saved_as_it_is_changes_no_tag(editor):
    record = make_publishable(tags=["Schools, public", "use of force", "a; b"])
    save(editor, record, form_data(editor, address("change", record.pk))["tags"][0])
    assert names(record) == {"Schools, public", "use of force", "a; b"}


def test_many_records_get_exactly_what_was_asked(editor):
    old = make_tag(name="community trust")
    have = [make_resource(published=False, tags=[old]) for _ in range(3)]
    lack = [make_resource(published=False) for _ in range(2)]
    done = make_resource(published=False, tags=["trust building"])
    asked = {"add_tags": "trust building", "remove_tags": "Community  trust."}
    said = texts(act(editor, "terms", [*have, *lack, done], **asked))
    assert said.partition(" <a ")[0] == (
        "5 records were changed: “trust building” added to 5, “community trust” removed from 3. "
        "1 had nothing to change."
    )
    assert {frozenset(names(record)) for record in [*have, *lack, done]} == {frozenset({"trust building"})}
    assert not history.versions_of(done.pk).exists()
    assert history.versions_of(lack[0].pk)[0].revision.comment == "Changed. Add tags: trust building"
    assert "Remove tags: community trust" in history.versions_of(have[0].pk)[0].revision.comment


def test_where_all_is_so_already_nothing_is_changed(editor):
    record = make_resource(published=False, tags=["youth"])
    before = Resource.objects.get().updated_at
    assert "1 is so already" in page(act(editor, "terms", [record], add_tags="Youth"))
    assert Resource.objects.get().updated_at == before
    assert not history.versions_of(record.pk).exists()


def test_many_records_ask_before_a_tag_is_made(editor):
    record = make_resource(published=False)
    answer = act(editor, "terms", [record], add_tags="trust building")
    assert "There is no tag “trust building” yet" in page(answer)
    assert not Tag.objects.exists()
    act(editor, "terms", [record], add_tags="trust building", **{"add_tags-new-trust building": "make"})
    assert names(record) == {"trust building"}


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"remove_tags": "comunity trust"}, "There is no tag “comunity trust”. There is “community trust”."),
        ({"remove_tags": "zebra"}, "There is no tag “zebra”."),
        ({"add_tags": "community trust", "remove_tags": "Community trust"}, "is both to be added and removed"),
        ({"add_tags": "new", "add_tags-new-new": "leave"}, "Choose something to change."),
    ],
)
def test_what_cannot_be_done_is_said(editor, asked, reason):
    record = make_resource(published=False, tags=["community trust"])
    assert reason in page(act(editor, "terms", [record], **asked))
    assert names(record) == {"community trust"}


def test_a_record_that_refuses_leaves_the_others_their_change(publisher):
    pillar = make_pillar()
    fit, draft = make_publishable(pillars=[pillar]), make_resource(published=False, pillars=[pillar])
    fit.publish()
    said = texts(act(publisher, "terms", [fit, draft], remove_pillars=[pillar.pk]))
    assert "1 record was changed: “Pillar 1” removed from 1." in said
    assert "It has no pillar" in said
    assert fit.pillars.exists()
    assert not history.versions_of(fit.pk).exists()
