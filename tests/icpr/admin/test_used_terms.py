"""A term that is deleted and recovered brings back its uses, unless they were changed since; both are said plainly."""

import re

import pytest
import reversion
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from icpr.lib.history import revisions
from icpr.operations.models import Operation
from icpr.operations.run import Done, run
from pillars.models import FocusArea, Topic
from resources.models import Audience, BestBet, Publisher, Resource, SearchAddress, SynonymGroup, Tag
from resources.terms.models import Alias
from tests.factories import (
    make_item,
    make_publishable,
    make_resource,
    make_terms,
)
from tests.icpr.operations.pages import page_of, undo
from tests.resources.staff import staff, texts

pytestmark = pytest.mark.django_db

FIELDS = {Tag: "tags", Publisher: "publishers", Topic: "topics", Audience: "audiences"}


@pytest.fixture
def root():
    return staff()


def address(model, page: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def delete(client, term, **answers):
    return client.post(address(type(term), "delete", term.pk), {"post": "yes"} | answers, follow=True)


def recover(client, model, **answers):
    version = revisions.deleted(model)[0]
    return client.post(address(model, "recover", version.pk), answers, follow=True)


def snapshot() -> dict:
    """All terms, and what each record holds of each."""
    rows = {model: [*model.objects.order_by("pk").values()] for model in FIELDS}
    held = {
        (record.pk, name): sorted(getattr(record, name).values_list("pk", flat=True))
        for record in Resource.objects.all()
        for name in (*FIELDS.values(), "focus_areas")
    }
    return rows | held


@pytest.mark.parametrize("model", FIELDS)
def test_works(root, model):
    term, other = make_terms(model, 2)
    name = FIELDS[model]
    records = [make_resource(**{name: terms}) for terms in ([term], [term, other], [other])]
    before = snapshot()
    page = root.get(address(model, "delete", term.pk)).content.decode()
    assert "It is taken out of 2 resources" in page
    assert records[1].title in page
    assert records[2].title not in page
    said = texts(delete(root, term, _why="A test of mine."))
    assert "was deleted successfully" in said
    assert not model.objects.filter(pk=term.pk).exists()
    assert [*getattr(records[1], name).all()] == [other]
    history = root.get(reverse("admin:resources_resource_history", args=[records[0].pk])).content.decode()
    assert f"“{term}” taken out: it was deleted." in history
    assert "Why: A test of mine." in history
    said = texts(recover(root, model))
    assert f"“{term}” describes 2 resources again." in said
    assert snapshot() == before


def test_what_describes_too_many_is_not_deleted_and_says_what_to_do(root, monkeypatch):
    monkeypatch.setattr("icpr.admin.used_terms.MOST_AT_ONCE", 1)
    [term] = make_terms(Topic, 1)
    records = [make_resource(topics=[term]) for _ in range(2)]
    for said in (texts(root.get(address(Topic, "delete", term.pk), follow=True)), texts(delete(root, term))):
        assert f"2 resources have “{term}”" in said
        assert "Take it off some of them first." in said
    assert [*records[0].topics.all()] == [term]
    records[1].topics.clear()
    delete(root, term)
    assert not Topic.objects.filter(pk=term.pk).exists()


@pytest.mark.parametrize("model", FIELDS)
def test_a_version_names_a_term_as_it_was(root, model):
    (term,) = make_terms(model, 1)
    record = make_resource(**{FIELDS[model]: [term]})
    revisions.save_revision(record, comment="Kept.")
    version = revisions.versions_of(Resource, record.pk)[0]
    delete(root, term)
    page = root.get(reverse("admin:resources_resource_revision", args=[record.pk, version.pk])).content.decode()
    assert re.search(f"“{re.escape(str(term))}” \\(?.*deleted since", re.sub("<[^>]*>", "", page))


def test_what_was_changed_since_is_left_and_said(root):
    tag, other = make_terms(Tag, 2)
    kept, changed, edited, gone = [
        make_resource(title=title, tags=[tag], published=False) for title in ("Kept", "Changed", "Edited", "Gone")
    ]
    delete(root, tag)
    changed.tags.add(other)
    Resource.objects.filter(pk=edited.pk).update(title="Edited since")
    gone.delete()
    said = texts(recover(root, Tag))
    assert f"“{tag}” describes 2 resources again." in said
    assert "“Changed”. Its tags were changed since, and are left as they are." in said
    assert "“Gone”. It was deleted since." in said
    assert [*kept.tags.all()] == [*edited.tags.all()] == [tag]
    assert [*changed.tags.all()] == [other]


def test_a_record_that_may_not_lose_it_stops_the_whole(root):
    area, other = make_terms(FocusArea, 2)
    bare = make_publishable(title="Bare", focus_areas=[area])
    bare.publish()
    full, item = make_resource(title="Full", focus_areas=[area, other]), make_item(focus_areas=[area])
    before, versions = snapshot(), revisions.Version.objects.count()
    said = texts(delete(root, area))
    assert "Nothing was deleted. “Bare”: It has no focus area: choose at least one." in said
    assert snapshot() == before
    assert revisions.Version.objects.count() == versions
    assert not Operation.objects.exists()
    Resource.objects.filter(pk=bare.pk).update(status="draft", publish_at=None)
    delete(root, area)
    assert not FocusArea.objects.filter(pk=area.pk).exists()
    assert [*full.focus_areas.all()] == [other]
    assert not item.focus_areas.exists()
    assert {each.model for each in Operation.objects.all()} == {Resource, type(item)}
    recover(root, FocusArea)
    assert snapshot()[FIELDS and Topic] == []
    assert [*item.focus_areas.all()] == [area]
    assert {*full.focus_areas.all()} == {area, other}


def test_an_undo_of_the_deletion_brings_the_term_back(root):
    tag = make_terms(Tag, 1)[0]
    record = make_resource(tags=[tag], published=False)
    before = snapshot()
    delete(root, tag)
    deletion = Operation.objects.get()
    assert f"The tag “{tag}” comes back." in root.get(page_of(deletion)).content.decode()
    assert f"“{tag}” is there again." in texts(undo(root, deletion))
    assert snapshot() == before
    assert not revisions.deleted(Tag).exists()
    undone = Operation.objects.first()
    assert f"“{tag}” is deleted again, unless something else has it." in root.get(page_of(undone)).content.decode()
    assert f"“{tag}” is deleted again." in texts(undo(root, undone))
    assert not Tag.objects.exists()
    assert f"“{tag}” describes 1 resource again." in texts(recover(root, Tag))
    assert [*record.tags.all()] == [tag]
    assert snapshot() == before


def test_an_undo_that_is_done_again_is_undone_again(root):
    tag = make_terms(Tag, 1)[0]
    make_resource(tags=[tag], published=False)
    before = snapshot()
    delete(root, tag)
    for _ in range(3):
        undo(root, Operation.objects.first())
    assert snapshot() == before


def test_a_term_that_was_described_by_two_tables_comes_back_with_either(root):
    area = make_terms(FocusArea, 1)[0]
    record, item = make_resource(focus_areas=[area], published=False), make_item(focus_areas=[area])
    delete(root, area)
    of_record, of_item = [Operation.objects.of_models([model]).get() for model in (Resource, type(item))]
    undo(root, of_item)
    assert ([*item.focus_areas.all()], [*record.focus_areas.all()]) == ([area], [])
    assert "comes back" not in root.get(page_of(of_record)).content.decode()
    undo(root, of_record)
    assert [*record.focus_areas.all()] == [area]
    assert f"“{area}” stays: something has it." in texts(undo(root, Operation.objects.first()))
    assert ([*item.focus_areas.all()], [*record.focus_areas.all()]) == ([area], [])


def test_who_may_not_recover_a_term_does_not_undo_its_deletion(root):
    tag = make_terms(Tag, 1)[0]
    record = make_resource(tags=[tag], published=False)
    delete(root, tag)
    editor = staff("Editors")
    User.objects.get(username="editors").groups.clear()
    User.objects.get(username="editors").user_permissions.set(
        Permission.objects.filter(codename__in=["view_resource", "change_resource"])
    )
    said = texts(undo(editor, Operation.objects.get()))
    assert f"Nothing was undone. The tag “{tag}” was deleted, and this account may not recover it." in said
    assert not record.tags.exists()
    assert Operation.objects.count() == 1


def test_a_term_whose_name_is_taken_since_keeps_its_deletion(root):
    tag = make_terms(Tag, 1)[0]
    record = make_resource(tags=[tag], published=False)
    delete(root, tag)
    other = Tag.objects.create(name=tag.name.upper())
    before = snapshot()
    said = texts(undo(root, Operation.objects.get()))
    assert "Nothing was undone. Name:" in said
    assert "which is the same to readers" in said
    assert snapshot() == before
    assert [*Tag.objects.all()] == [other]
    assert not record.tags.exists()


def test_a_deletion_that_was_recovered_and_done_anew_is_not_undone_by_the_first(root):
    tag = make_terms(Tag, 1)[0]
    make_resource(tags=[tag], published=False)
    delete(root, tag)
    first = Operation.objects.get()
    recover(root, Tag)
    delete(root, Tag.objects.get())
    assert "comes back" not in root.get(page_of(first)).content.decode()
    undo(root, first)
    assert not Tag.objects.exists()


def test_terms_that_were_added_and_are_in_use_are_not_taken_back(root):
    def add(tag: Tag) -> Done:
        tag.save()
        reversion.add_to_revision(tag)
        return Done(tag, "Added.")

    tags, operation = [Tag(name=name) for name in ("Used", "Unused")], Operation.of(Tag, "Added two tags.")
    run(tags, add, User.objects.get(), stored=Tag.objects.none(), operation=operation)
    record = make_resource(tags=tags[:1], published=False)
    assert "Not put back: “Used”. It was added, and describes something by now." in texts(undo(root, operation))
    assert [*Tag.objects.all()] == [*record.tags.all()] == tags[:1]


def test_a_recovery_is_undone_as_any_operation(root):
    tag = make_terms(Tag, 1)[0]
    record = make_resource(tags=[tag], published=False)
    delete(root, tag)
    recover(root, Tag, _why="It was meant.")
    operation = Operation.objects.first()
    assert (operation.reason, operation.undoes) == ("It was meant.", Operation.objects.last())
    undo(root, operation)
    assert not record.tags.exists()
    assert not Tag.objects.exists()


def test_a_recovery_is_undone_without_the_term_that_describes_too_many_by_now(root, monkeypatch):
    tag = make_terms(Tag, 1)[0]
    record = make_resource(tags=[tag], published=False)
    delete(root, tag)
    recover(root, Tag)
    operation = Operation.objects.first()
    for _ in range(2):
        make_resource(tags=[tag])
    monkeypatch.setattr("icpr.admin.used_terms.MOST_AT_ONCE", 2)
    said = texts(undo(root, operation))
    assert f"“{tag}” stays: something has it." in said
    assert not record.tags.exists()
    assert Tag.objects.get(pk=tag.pk) == tag
    assert revisions.versions_of(Tag, tag.pk).count() == 2, "none is kept for what was not deleted"


def test_a_term_comes_back_after_its_undo_in_two_parts_was_undone(root, monkeypatch):
    tag = make_terms(Tag, 1)[0]
    records = [make_resource(tags=[tag], published=False) for _ in range(2)]
    delete(root, tag)
    deletion = Operation.objects.get()
    monkeypatch.setattr("icpr.operations.undo.MOST_AT_ONCE", 1)
    undone = []
    for part in (1, 2):
        undo(root, deletion, part=part)
        undone.append(Operation.objects.first())
    assert all(tag in record.tags.all() for record in records)
    for operation in reversed(undone):
        undo(root, operation)
    assert not Tag.objects.exists()
    for part in (1, 2):
        undo(root, deletion, part=part)
    assert all(tag in record.tags.all() for record in records)


def test_editors_may_not_take_a_term_out_of_public_records():
    tag = make_terms(Tag, 1)[0]
    record = make_resource(tags=[tag])
    client = staff("Editors")
    User.objects.get().user_permissions.set(Permission.objects.filter(codename="delete_tag"))
    assert "a change of it is for publishers" in texts(delete(client, tag))
    assert [*record.tags.all()] == [tag]


def test_a_search_address_of_one_publisher_is_not_offered_for_all(root):
    house, other = make_terms(Publisher, 2)
    search = SearchAddress.objects.create(name="Its own", pattern="https://example.org/?q={title}")
    search.publishers.set([house])
    assert "would be offered for all" in texts(delete(root, house))
    search.publishers.add(other)
    delete(root, house)
    assert search.publishers.count() == 1
    recover(root, Publisher)
    assert search.publishers.count() == 2


def test_a_term_with_its_name_taken_since_says_so(root):
    tag = make_terms(Tag, 1)[0]
    delete(root, tag)
    Tag.objects.create(name=tag.name.upper())
    assert "which is the same to readers" in texts(recover(root, Tag))
    assert Tag.objects.count() == 1


@pytest.mark.parametrize(
    "make",
    [
        lambda: SynonymGroup.objects.create(terms="a\nb", reason="Tried.", theme="law"),
        lambda: BestBet.objects.create(query="Use of force", resource=make_resource(), reason="Tried."),
    ],
)
def test_words_of_the_search_come_back(root, make):
    row = make()
    model, before = type(row), type(row).objects.values().get()
    delete(root, row)
    assert not model.objects.exists()
    recover(root, model)
    after = model.objects.values().get()
    assert {**after, "updated_at": 0} == {**before, "updated_at": 0}


def test_a_best_bet_comes_back_with_its_record(root):
    record = make_resource(title="Draft", published=False)
    bet = BestBet.objects.create(query="Use of force", resource=record, reason="Tried.")
    before = BestBet.objects.values().get()
    root.post(reverse("admin:resources_resource_delete", args=[record.pk]), {"post": "yes"})
    assert not BestBet.objects.filter(pk=bet.pk).exists()
    recover(root, Resource)
    assert BestBet.objects.values().get() == before


def test_turning_groups_off_is_one_operation(root):
    groups = [SynonymGroup.objects.create(terms=f"a{n}\nb{n}", reason="Tried.") for n in range(3)]
    data = {"action": "turn_off", "_selected_action": [group.pk for group in groups]}
    root.post(address(SynonymGroup, "changelist"), data)
    assert not SynonymGroup.objects.filter(is_on=True).exists()
    undo(root, Operation.objects.get())
    assert SynonymGroup.objects.filter(is_on=True).count() == 3
    assert "Turned off." in root.get(address(SynonymGroup, "history", groups[0].pk)).content.decode()


def test_twenty_uses_cost_the_page_what_two_do(root, django_assert_num_queries):
    few, many, topic = make_terms(Topic, 3)
    for topics in [[few, many]] * 2 + [[many]] * 18:
        make_resource(topics=topics)
    with django_assert_num_queries(8) as queries:
        root.get(address(Topic, "delete", few.pk))
    with django_assert_num_queries(len(queries)):
        root.get(address(Topic, "delete", many.pk))
    assert "Nothing is described with it." in root.get(address(Topic, "delete", topic.pk)).content.decode()


def test_a_term_comes_back_with_its_other_names(root):
    tag, other = make_terms(Tag, 2)
    for name in ("BWC", "Bodycams"):
        Alias.objects.create(kind="tag", name=name, term=tag.pk)
    before = [*Alias.objects.order_by("pk").values()]
    delete(root, tag)
    assert not Alias.objects.exists()
    recover(root, Tag)
    assert [*Alias.objects.order_by("pk").values()] == before
    delete(root, Tag.objects.get(pk=tag.pk))
    taken = Alias.objects.create(kind="tag", name="bwc", term=other.pk)
    assert f"Names of others now, and so not of “{tag}” again: “BWC”." in texts(recover(root, Tag))
    assert [(alias.name, alias.term) for alias in Alias.objects.order_by("term")] == [
        ("Bodycams", tag.pk),
        (taken.name, other.pk),
    ]


def test_another_name_of_a_term_comes_back(root):
    tag = make_terms(Tag, 1)[0]
    alias = Alias.objects.create(kind="tag", name="BWC", term=tag.pk)
    before = Alias.objects.values().get()
    delete(root, alias)
    assert not Alias.objects.exists()
    recover(root, Alias)
    assert Alias.objects.values().get() == before
