"""Staff compare any two versions of a record: of the catalogue and of the Blueprint."""

import html
import re

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from icpr.lib.history import revisions
from pillars.models import Item
from resources.models import Resource
from tests.factories import make_document, make_item, make_resource
from tests.resources.staff import staff

pytestmark = pytest.mark.django_db

NAMES = {Item: "pillars_recommendation", Resource: "resources_resource"}


def address(record, page: str = "compare") -> str:
    return reverse(f"admin:{NAMES[type(record)]}_{page}", args=[record.pk])


def make_versions(record, field: str, *values: str) -> list[int]:
    """Keys of versions in which a field had these values, the oldest first."""
    for value in values:
        setattr(record, field, value)
        record.save()
        revisions.save_revision(record, comment=f"It is {value}.")
    return [version.pk for version in revisions.versions_of(type(record), record.pk)][::-1]


def words(answer) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]*>", " ", answer.content.decode())))


CASES = pytest.mark.parametrize(
    ("make", "field", "label"), [(make_item, "first_step", "First step"), (make_resource, "in_brief", "In brief")]
)


@CASES
def test_works(make, field, label):
    record, editor = make(), staff("Editors")
    first, second, third = make_versions(record, field, "One", "<b>Two</b>", "Three")
    page = editor.get(address(record, "history"))
    assert f'action="{address(record)}"' in page.content.decode()
    assert re.findall(r'name="(\w+)" value="(\d+)"[^>]*\schecked', page.content.decode()) == [
        ("after", str(third)),
        ("before", str(second)),
    ]
    page = editor.get(address(record), {"before": first, "after": second})
    assert f"{label} [taken out: One ] [put in: <b>Two</b> ]" in words(page)
    assert "It is One." in words(page)
    assert "Three" not in words(page)
    page = editor.get(address(record), {"before": third, "after": first})
    assert f"{label} [taken out: One ] [put in: Three ]" in words(page), (
        "the older comes first, whichever was named first"
    )


@CASES
def test_versions_may_be_the_same(make, field, label):
    record = make()
    first, second = make_versions(record, field, "One", "One")
    assert "Both versions hold the same." in words(staff().get(address(record), {"before": first, "after": second}))


def test_what_hangs_on_a_record_is_compared():
    record = make_resource()
    first, _ = make_versions(record, "in_brief", "One", "Two")
    make_document(resource=record, title="Slides", url="https://example.org/slides")
    _, _, third = make_versions(record, "in_brief", "One")
    page = words(staff().get(address(record), {"before": first, "after": third}))
    assert re.search("Documents empty [^.]*Slides", page)


@pytest.mark.parametrize("asked", ["", "x", "-1", "0", "٣", "9" * 18, "1.5"])
def test_what_names_no_two_versions_is_said(asked):
    record = make_item()
    first, _ = make_versions(record, "first_step", "One", "Two")
    other = make_versions(make_item(number="1.2"), "first_step", "Other")[0]
    root = staff()
    for query in ({"before": first, "after": asked}, {"before": asked}, {"before": first, "after": other}, {}):
        answer = root.get(address(record), query)
        assert answer.status_code == 400
        assert "Choose two different versions" in words(answer)
        assert "Other" not in words(answer)
    for refused in (first, "9" * 19, "9" * 400, "\0"):
        assert root.get(address(record), {"before": first, "after": refused}).status_code == 400


def test_comparing_writes_nothing(django_assert_max_num_queries):
    record, root = make_item(), staff()
    first, second = make_versions(record, "first_step", "One", "Two")
    with django_assert_max_num_queries(30) as queries:
        root.get(address(record), {"before": first, "after": second})
    assert not [query for query in queries if not query["sql"].startswith("SELECT")]


def test_one_version_cannot_be_compared():
    record = make_item()
    root = staff()
    assert "Compare the two" not in root.get(address(record, "history")).content.decode()
    make_versions(record, "first_step", "One")
    assert "Compare the two" not in root.get(address(record, "history")).content.decode()


def test_who_may_not_look_may_not_compare():
    record = make_item()
    first, second = make_versions(record, "first_step", "One", "Two")
    asked = {"before": first, "after": second}
    user = User.objects.create_user("reader", is_staff=True)
    client = Client()
    client.force_login(user)
    assert client.get(address(record), asked).status_code == 403
    user.user_permissions.set(Permission.objects.filter(codename="view_recommendation"))
    assert client.get(address(record), asked).status_code == 200
    assert Client().get(address(record), asked).status_code == 302
    gone = address(record).replace(f"/{record.pk}/", "/987654/")
    assert staff().get(gone, asked).status_code == 404


def test_a_long_history_is_one_query(django_assert_max_num_queries):
    record, root = make_item(), staff()
    make_versions(record, "first_step", *map(str, range(30)))
    with django_assert_max_num_queries(8):
        root.get(address(record, "history"))
