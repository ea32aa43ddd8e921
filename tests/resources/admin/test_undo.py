"""What staff did to many records at once is listed, and undone: what came after stays unless it is chosen."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from icpr.operations.models import Operation
from pillars.models import Pillar, Topic
from resources.curation import history
from resources.models import Resource, State
from tests.factories import make_author, make_pillar, make_publishable, make_topic
from tests.icpr.operations.pages import form_of, page_of, undo
from tests.resources.staff import act, address, step, texts

pytestmark = pytest.mark.django_db


def tagged(client: Client, *records: Resource, tag: str = "youth") -> Operation:
    act(client, "terms", records, add_tags=tag, **{f"add_tags-new-{tag}": "make"})
    return Operation.objects.first()


def tags(record: Resource) -> set[str]:
    return set(record.tags.names())


def state(record: Resource) -> State:
    return Resource.objects.get(pk=record.pk).state()


def test_works(editor):
    records = [make_publishable(title=f"Guide {number}", tags=["old"]) for number in range(3)]
    answer = act(editor, "terms", records, add_tags="youth", why="Asked for.", **{"add_tags-new-youth": "make"})
    operation = Operation.objects.get()
    assert (operation.name, operation.reason) == ("Changed. Add tags: youth", "Asked for.")
    assert (operation.changed_count, operation.user.username) == (3, "editors")
    assert f'<a href="{page_of(operation)}">Undo this</a>' in answer.content.decode()
    page = editor.get(page_of(operation)).content.decode()
    assert "Undo puts 3 back as before" in page
    assert "Asked for." in page
    assert "3 resources were put back as before." in texts(undo(editor, operation))
    assert [tags(record) for record in records] == [{"old"}] * 3
    comments = [version.revision.comment for version in history.versions_of(records[0].pk)]
    assert comments[:2] == ["Undone: Changed. Add tags: youth.", "Changed. Add tags: youth"]
    assert LogEntry.objects.latest("pk").get_change_message() == comments[0]


def test_the_list_says_who_when_what_and_how_many(editor):
    tagged(editor, *[make_publishable() for _ in range(2)])
    page = editor.get(reverse("admin:operations_operation_changelist")).content.decode()
    for seen in ("Changed. Add tags: youth", "editors", "resources", '<td class="field-changed_count">2</td>'):
        assert seen in page
    assert reverse("admin:operations_operation_changelist") in editor.get(reverse("admin:index")).content.decode()


def test_only_what_is_done_to_many_is_an_operation(publisher):
    record = make_publishable()
    step(publisher, record, "submit")
    step(publisher, record, "publish")
    assert not Operation.objects.exists()
    act(publisher, "withdraw", [record], reason="Outdated.")
    assert Operation.objects.get().name == "Withdrawn. Reason: Outdated."


def test_tags_given_from_a_search_can_be_undone(editor):
    from resources.models import SearchCount

    count = SearchCount.objects.create(
        day=timezone.localdate(), query="force", filters="", times=2, results=0, in_part=False
    )
    record = make_publishable()
    url = reverse("admin:resources_searchcount_tag", args=[count.pk])
    answer = editor.post(url, {"tag": "force", "tag-new-force": "make", "records": [record.pk]}, follow=True)
    assert "Undo this" in texts(answer)
    undo(editor, Operation.objects.get())
    assert tags(record) == set()


def test_what_was_changed_since_is_left_unless_chosen(editor):
    same, moved, both = [make_publishable(title=title) for title in ("Same", "Moved", "Both")]
    operation = tagged(editor, same, moved, both)
    for record in (moved, both):
        act(editor, "terms", [record], add_tags="later", **{"add_tags-new-later": "make"})
    page = editor.get(page_of(operation)).content.decode()
    assert "Undo puts 1 back as before" in page
    assert "2 changed since" in page
    assert "by editors" in page
    box = next(row["row"].seen for row in editor.get(page_of(operation)).context["since"] if row["row"].pk == both.pk)
    said = texts(undo(editor, operation, all_the_same=[box]))
    assert "2 resources were put back as before." in said
    assert "1 was changed since, and left as it is." in said
    assert (tags(same), tags(moved), tags(both)) == (set(), {"youth", "later"}, set())
    assert "Changed. Add tags: later" in [each.revision.comment for each in history.versions_of(both.pk)]


def test_a_change_nobody_recorded_counts_as_one(editor):
    record = make_publishable(annotation="Then.")
    operation = tagged(editor, record)
    Resource.objects.filter(pk=record.pk).update(annotation="By hand.")
    assert "without a record of who and when" in editor.get(page_of(operation)).content.decode()
    undo(editor, operation)
    record.refresh_from_db()
    assert (record.annotation, tags(record)) == ("By hand.", {"youth"})


def test_what_was_changed_after_the_page_was_opened_is_left(editor):
    """The box that was ticked was for what was shown."""
    record = make_publishable()
    operation = tagged(editor, record)
    act(editor, "terms", [record], add_tags="later", **{"add_tags-new-later": "make"})
    [row] = editor.get(page_of(operation)).context["since"]
    form = form_of(editor, operation) | {"all_the_same": [row["row"].seen]}
    act(editor, "terms", [record], add_tags="latest", **{"add_tags-new-latest": "make"})
    said = texts(editor.post(page_of(operation), form, follow=True))
    assert "left as it is" in said
    assert tags(record) == {"youth", "later", "latest"}


def test_sent_twice_it_is_done_once(editor):
    record = make_publishable()
    operation = tagged(editor, record)
    form = form_of(editor, operation)
    editor.post(page_of(operation), form)
    versions = history.versions_of(record.pk).count()
    assert "sent before" in texts(editor.post(page_of(operation), form, follow=True))
    assert Operation.objects.count() == 2
    assert history.versions_of(record.pk).count() == versions


def test_two_who_undo_it_undo_it_once(editor, publisher):
    record = make_publishable()
    operation = tagged(editor, record)
    form = form_of(publisher, operation)
    undo(editor, operation)
    assert "Nothing was left to undo." in texts(publisher.post(page_of(operation), form, follow=True))
    assert "1 undone already" in editor.get(page_of(operation)).content.decode()
    assert Operation.objects.count() == 2


def test_an_undo_is_undone(editor):
    record = make_publishable()
    operation = tagged(editor, record)
    undo(editor, operation)
    assert Operation.objects.first().undoes == operation
    undo(editor, Operation.objects.first())
    assert tags(record) == {"youth"}
    assert Operation.objects.first().name == "Done again: Changed. Add tags: youth"
    undo(editor, Operation.objects.first())
    assert tags(record) == set()
    assert Operation.objects.first().name == "Undone: Changed. Add tags: youth"


def test_a_withdrawal_of_many_is_undone_by_publishers_only(editor, publisher):
    records = [make_publishable() for _ in range(2)]
    for record in records:
        record.publish()
    act(publisher, "withdraw", records, reason="Outdated.")
    operation = Operation.objects.get()
    page = editor.get(page_of(operation)).content.decode()
    assert "that is for publishers" in page
    assert 'value="Undo"' not in page
    answer = editor.post(page_of(operation), {"_nonce": "n"}, follow=True)
    assert "that is for publishers" in texts(answer)
    assert {state(record) for record in records} == {State.WITHDRAWN}
    undo(publisher, operation)
    assert {state(record) for record in records} == {State.PUBLIC}


def test_what_readers_have_seen_is_no_draft_again(publisher):
    """Its address must go on answering: it is withdrawn, with a reason."""
    seen, waiting = make_publishable(title="Seen"), make_publishable(title="Waiting")
    act(publisher, "publish", [seen])
    assert "Withdraw it instead" in publisher.get(page_of(Operation.objects.get())).content.decode()
    moment = (timezone.localtime() + timezone.timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    act(publisher, "schedule", [waiting], publish_at=moment)
    undo(publisher, Operation.objects.first())
    assert (state(seen), state(waiting)) == (State.PUBLIC, State.DRAFT)


def test_a_record_that_todays_rules_refuse_is_told_and_the_others_go_back(publisher):
    old, other, new = [make_pillar(number=number) for number in (1, 2, 3)]
    bare = make_publishable(title="Bare", pillars=[old])
    full = make_publishable(title="Full", pillars=[old, other])
    for record in (bare, full):
        record.publish()
    act(publisher, "terms", [bare, full], add_pillars=[new.pk], remove_pillars=[old.pk])
    Pillar.objects.filter(pk=old.pk).delete()
    said = texts(undo(publisher, Operation.objects.get()))
    assert "1 resource was put back as before." in said
    assert "Not put back: “Bare”. It has no pillar: choose at least one." in said
    assert "Not put back whole: “Full”. Deleted since: pillars: one." in said
    assert list(full.pillars.all()) == [other]
    assert list(bare.pillars.all()) == [new]
    assert Operation.objects.first().refused_count == 1


def test_everything_of_a_record_goes_back(editor):
    record = make_publishable(tags=["old"], topics=[make_topic()], title="Then")
    make_author(resource=record, family_name="Peel")
    operation = tagged(editor, record)
    Resource.objects.get(pk=record.pk).authors.all().delete()
    record.title = "Now"
    with history.recorded(None, "Edited."):
        record.save()
    box = [row["row"].seen for row in editor.get(page_of(operation)).context["since"]]
    undo(editor, operation, all_the_same=box)
    record.refresh_from_db()
    assert (record.title, tags(record), record.authors.count()) == ("Then", {"old"}, 1)


def test_what_was_deleted_since_comes_back_when_chosen(root):
    record = make_publishable(title="Lost")
    operation = tagged(root, record)
    root.post(address("delete", record.pk), {"post": "yes"})
    assert not Resource.objects.filter(pk=record.pk).exists()
    page = root.get(page_of(operation))
    assert "Deleted" in page.content.decode()
    undo(root, operation)
    assert not Resource.objects.filter(pk=record.pk).exists()
    undo(root, operation, all_the_same=[page.context["since"][0]["row"].seen])
    assert tags(Resource.objects.get(pk=record.pk)) == set()


def test_what_cannot_come_back_with_a_record_is_told(editor):
    topic = make_topic()
    record = make_publishable(topics=[topic])
    act(editor, "terms", [record], remove_topics=[topic.pk])
    Topic.objects.all().delete()
    said = texts(undo(editor, Operation.objects.get()))
    assert "Deleted since: topics: one." in said


def test_a_get_changes_nothing(editor):
    record = make_publishable()
    operation = tagged(editor, record)
    before = history.versions_of(record.pk).count()
    editor.get(page_of(operation), {"_nonce": "n", "all_the_same": "1-1"})
    assert (tags(record), history.versions_of(record.pk).count()) == ({"youth"}, before)


def test_it_needs_the_token(editor):
    operation = tagged(editor, make_publishable())
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username="editors"))
    assert strict.post(page_of(operation)).status_code == 403
    assert Operation.objects.count() == 1


def test_who_may_not_see_the_records_does_not_see_what_was_done_to_them(editor, client):
    operation = tagged(editor, make_publishable(title="A secret plan"))
    stranger = User.objects.create_user("stranger", is_staff=True)
    client.force_login(stranger)
    assert client.get(reverse("admin:operations_operation_changelist")).status_code == 403
    stranger.user_permissions.add(Permission.objects.get(codename="view_item"))
    for codename in ("view_recommendation", "view_actionitem"):
        stranger.user_permissions.add(Permission.objects.get(codename=codename))
    assert "Changed." not in client.get(reverse("admin:operations_operation_changelist")).content.decode()
    for answer in (client.get(page_of(operation)), client.post(page_of(operation))):
        assert answer.status_code == 404


def test_who_may_only_look_does_not_undo(editor, client):
    record = make_publishable()
    operation = tagged(editor, record)
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_resource"))
    client.force_login(reader)
    assert "This account may not change it." in client.get(page_of(operation)).content.decode()
    client.post(page_of(operation), {"_nonce": "n"})
    assert tags(record) == {"youth"}


@pytest.mark.parametrize("pk", ["999999", "abc", "-1", "9" * 18])
def test_unknown_operations_are_not_found(root, pk):
    assert root.get(f"/admin/operations/operation/{pk}/change/").status_code == 404


@pytest.mark.parametrize("box", ["", "x", "1-", "٣-٣", "\x00", "9" * 4_000])
def test_impossible_boxes_choose_nothing(editor, box):
    record = make_publishable()
    operation = tagged(editor, record)
    act(editor, "terms", [record], add_tags="later", **{"add_tags-new-later": "make"})
    undo(editor, operation, all_the_same=[box])
    assert tags(record) == {"youth", "later"}


def test_nobody_adds_changes_or_deletes_an_operation(root):
    operation = tagged(root, make_publishable())
    assert root.get(reverse("admin:operations_operation_add")).status_code == 403
    assert root.post(reverse("admin:operations_operation_delete", args=[operation.pk])).status_code == 403


def test_the_page_costs_the_same_for_many(editor, django_assert_max_num_queries):
    operation = tagged(editor, *[make_publishable() for _ in range(20)])
    with django_assert_max_num_queries(30):
        editor.get(page_of(operation))


def test_very_many_are_shown_and_undone_in_parts(editor, monkeypatch):
    """As what a file brought in, whose rows no page and no request could hold all at once."""
    monkeypatch.setattr("icpr.operations.undo.MOST_AT_ONCE", 2)
    records = [make_publishable(title=f"Guide {number}") for number in range(5)]
    operation = tagged(editor, *records)
    first = editor.get(page_of(operation)).content.decode()
    assert "Page 1 of 3" in first
    assert "Undo puts 2 of this part back as before" in first
    assert [title for title in map(str, records) if title in first] == ["Guide 3", "Guide 4"], "the last goes first"
    said = undo(editor, operation, part=2)
    assert "2 resources were put back as before." in texts(said)
    assert said.redirect_chain[-1][0] == f"{page_of(operation)}?page=2", "where it was pressed"
    assert Operation.objects.first().name == "Undone: Changed. Add tags: youth, part 2 of 3."
    assert [bool(tags(record)) for record in records] == [True, False, False, True, True]
    undo(editor, operation, part=3)
    undo(editor, operation, part=1)
    assert not any(tags(record) for record in records)
    assert "Page 1 of 3" in editor.get(page_of(operation) + "?page=x").content.decode()
    assert "Page 3 of 3" in editor.get(page_of(operation) + "?page=99").content.decode()
    assert "Page 1 of" not in editor.get(page_of(Operation.objects.first())).content.decode()
