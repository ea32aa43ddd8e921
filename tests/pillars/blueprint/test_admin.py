"""Staff keep the Blueprint: the queue against the report, the filters, the history, who may."""

import html

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from reversion.models import Version

from pillars.models import ActionItem, Finding, Item, ItemState, Practice, Recommendation
from tests.factories import make_finding, make_item, make_pillar, make_practice, make_resource
from tests.resources.staff import staff

pytestmark = pytest.mark.django_db

QUEUE = "/admin/pillars/actionitem/to-check/"


def address(model, page: str, *args) -> str:
    return reverse(f"admin:pillars_{model._meta.model_name}_{page}", args=args)


def text(answer) -> str:
    return html.unescape(answer.content.decode())


def unread(**fields) -> ActionItem:
    item = make_item(
        **{"number": "1.8.1", "state": ItemState.TO_CHECK, "verified": False, "statement": "Perhaps."} | fields
    )
    return ActionItem.objects.get(pk=item.pk)


def answer(client, item: Item, given: str, *, confirmed: bool = True, **typed) -> str:
    data = {"item": item.number, "answer": given, "statement": item.statement, "place_in_report": ""} | typed
    data |= {"confirmed": "1"} if confirmed else {}
    said = text(client.post(QUEUE, data, follow=True))
    item.refresh_from_db()
    return said


def test_works():
    editor, item = staff("Editors"), unread()
    assert "Perhaps." in text(editor.get(QUEUE))
    assert "Blueprint items to check" in text(editor.get("/admin/"))
    assert "accepted as it stands and published" in answer(editor, item, "accept", place_in_report="p. 16")
    assert (item.state, item.verified, item.place_in_report) == (ItemState.PUBLISHED, True, "p. 16")
    assert item.source_url.endswith("taskforce_finalreport.pdf")
    assert editor.get(item.get_absolute_url()).status_code == 200
    assert "Nothing waits to be checked." in text(editor.get(QUEUE))
    version = Version.objects.get_for_object(item)[0]
    assert version.revision.user.username == "editors"


@pytest.mark.parametrize("given", ["accept", "correct", "discard"])
def test_one_click_only_asks(given):
    item = unread(pillar=make_pillar(name="Trust first"), first_step="Ask around.")
    said = answer(staff("Editors"), item, given, confirmed=False, statement="As the report says.")
    assert item.state == ItemState.TO_CHECK
    assert not Version.objects.exists()
    if given == "discard":
        assert "No reader will see 1.8.1" in said
    else:
        for seen in ("What readers will see", "/blueprint/1.8.1/", "Trust first", "Ask around."):
            assert seen in said
        assert ("Perhaps." if given == "accept" else "As the report says.") in said


def test_an_unfit_item_is_refused_with_the_reason():
    item = unread()
    Item.objects.filter(pk=item.pk).update(effort="huge")
    assert "stays in the queue. Value 'huge' is not a valid choice." in answer(staff("Editors"), item, "accept")
    assert item.state == ItemState.TO_CHECK


def test_accepting_takes_nothing_typed():
    item = unread()
    answer(staff("Editors"), item, "accept", statement="Typed by accident.")
    assert item.statement == "Perhaps."


def test_correcting_publishes_what_was_typed():
    item = unread()
    answer(staff("Editors"), item, "correct", statement=" As the report says. ")
    assert (item.statement, item.state) == ("As the report says.", ItemState.PUBLISHED)


def test_discarding_shows_it_nowhere():
    item, editor = unread(), staff("Editors")
    answer(editor, item, "discard")
    assert item.state == ItemState.DISCARDED
    assert editor.get(item.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("typed", [{"statement": ""}, {"statement": "x" * 501}, {"place_in_report": "x" * 81}])
def test_a_wording_that_cannot_be_kept_stays_in_the_queue(typed):
    item = unread()
    assert "stays in the queue" in answer(staff("Editors"), item, "correct", **typed)
    assert (item.state, item.statement) == (ItemState.TO_CHECK, "Perhaps.")


def test_a_second_click_changes_nothing():
    item, editor = unread(), staff("Editors")
    answer(editor, item, "discard")
    assert "was answered already" in answer(editor, item, "accept")
    assert item.state == ItemState.DISCARDED


@pytest.mark.parametrize("posted", [{}, {"item": "1.8.1", "answer": "burn"}, {"item": "\x00", "answer": "accept"}])
def test_what_no_button_sends_changes_nothing(posted):
    item = unread()
    assert "was answered already" in text(staff("Editors").post(QUEUE, posted, follow=True))
    item.refresh_from_db()
    assert item.state == ItemState.TO_CHECK


def test_only_staff_who_may_change_items():
    item, client = unread(), staff("Editors")
    data = {"item": item.number, "answer": "accept"}
    assert Client().post(QUEUE, data).status_code == 302
    User.objects.get(username="editors").groups.clear()
    assert client.get(QUEUE).status_code == 403
    assert client.post(QUEUE, data).status_code == 403
    item.refresh_from_db()
    assert item.state == ItemState.TO_CHECK


@pytest.mark.parametrize(
    ("care", "expected"),
    [
        ("check", {"1.8.1"}),
        ("evidence", {"1.8.1", "1.8.3"}),
        ("number", {"1.8.1"}),
        ("resources", {"1.8.1", "1.8.2"}),
        ("nonsense", {"1.8.1", "1.8.2", "1.8.3"}),
    ],
)
def test_filters_find_what_needs_care(care, expected):
    unread()
    make_item(number="1.8.2", practices=[make_practice(name="A", directions=["helps"]), make_practice(name="B")])
    make_resource(items=[make_item(number="1.8.3", practices=[make_practice(name="C")])])
    page = staff("Editors").get(address(ActionItem, "changelist"), {"care": care})
    assert {item.number for item in page.context["cl"].queryset} == expected


def test_every_page_opens():
    root, item = staff(), unread(pillar=make_pillar())
    finding = make_finding(practice=make_practice())
    for shown in (item, Recommendation.objects.get(), finding.practice, finding):
        for model_page in ("changelist", "add"):
            assert root.get(address(type(shown), model_page)).status_code == 200, (shown, model_page)
        assert root.get(address(type(shown), "change", shown.pk)).status_code == 200, shown
        assert root.get(address(type(shown), "history", shown.pk)).status_code == 200, shown


def test_items_are_not_deleted_and_only_publishers_delete_findings():
    finding, item = make_finding(), unread()
    assert staff().post(address(ActionItem, "delete", item.pk), {"post": "yes"}).status_code == 403
    assert staff("Editors").post(address(Finding, "delete", finding.pk), {"post": "yes"}).status_code == 403
    staff("Publishers").post(address(Finding, "delete", finding.pk), {"post": "yes"})
    assert not Finding.objects.exists()


def test_a_change_can_be_reverted():
    root, practice = staff(), make_practice(name="Foot patrol")
    for words in ("First words.", "Second words."):
        fields = {"name": practice.name, "slug": practice.slug, "what_it_is": words}
        assert root.post(address(Practice, "change", practice.pk), fields).status_code == 302
    first = Version.objects.get_for_object(practice)[1]  # before it, how the practice came
    url = reverse("admin:pillars_practice_revision", args=[practice.pk, first.pk])
    assert root.get(url).status_code == 200
    root.post(url, {"name": practice.name, "slug": practice.slug, "what_it_is": "First words."})
    practice.refresh_from_db()
    assert practice.what_it_is == "First words."


def test_twenty_in_the_queue_cost_what_two_do(django_assert_max_num_queries):
    editor = staff("Editors")
    for row in range(1, 21):
        unread(number=f"1.8.{row}")
    with django_assert_max_num_queries(12):
        editor.get(QUEUE)


def test_every_link_of_a_filter_has_words():
    rated = make_finding(scheme="CrimeSolutions")
    make_finding(practice=rated.practice)
    assert ">None</a>" in text(staff("Editors").get(address(Finding, "changelist")))
