"""How staff narrow the list of records: by tag, publisher, who handed it in and when, and what needs care."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from resources.models import Publisher, Resource, Tag
from resources.review.models import Review
from tests.factories import make_publishable, make_resource, make_terms
from tests.resources.staff import address, staff, step

pytestmark = pytest.mark.django_db


def titles(client, **asked) -> set[str]:
    answer = client.get(address("changelist"), asked)
    assert answer.status_code == 200
    return {record.title for record in answer.context["cl"].result_list}


@pytest.fixture
def records():
    tag, other = Tag.objects.create(name="Body-worn cameras"), Tag.objects.create(name="Youth")
    house, second = make_terms(Publisher, 2)
    make_resource(title="One", tags=[tag], publishers=[house], in_brief="Brief.")
    make_resource(title="Two", tags=[tag, other], publishers=[second, house])
    make_resource(title="Three", tags=[other])
    return house


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"tag": "Body-worn cameras"}, {"One", "Two"}),
        ({"tag": "body worn  CAMERAS"}, {"One", "Two"}),
        ({"tag": "body-worn-cameras"}, {"One", "Two"}),
        ({"tag": "Youth", "publisher": "publisher 2"}, {"Two"}),
        ({"publisher": "Publisher 1"}, {"One", "Two"}),
        ({"tag": "None such"}, set()),
        ({"tag": " "}, {"One", "Two", "Three"}),
        ({"care": "brief"}, {"Two", "Three"}),
        ({"by": "1; drop"}, {"One", "Two", "Three"}),
        ({"submitted": "x"}, {"One", "Two", "Three"}),
    ],
)
def test_works(editor, records, asked, found):
    assert titles(editor, **asked) == found


def test_a_filter_keeps_the_others_and_offers_names(editor, records):
    page = editor.get(address("changelist"), {"care": "brief", "tag": "None <such>", "q": "t"}).content
    text = page.decode()
    assert '<option value="Body-worn cameras">' in text
    assert "There is no tag “None &lt;such&gt;”." in text
    by_publisher = re.search(r'<form class="named-filter">(?:(?!</form>).)*name="publisher"', text, re.DOTALL)[0]
    assert {("care", "brief"), ("q", "t"), ("tag", "None &lt;such&gt;")} <= set(
        re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', by_publisher.rpartition("</form>")[2])
    )


def test_likely_duplicates_share_a_title_or_a_page(editor):
    own, directory = (
        {"official_url": f"https://example.org/{of}", "address_evidence": of} for of in ("own-page", "directory")
    )
    make_resource(title="The Use of Force", **own)
    make_resource(title="use of force", published=False)
    make_resource(title="Use of force", kind="video")
    make_resource(title="Another", kind="guide", **own)
    for title in ("Listed", "Listed too"):
        make_resource(title=title, **directory)
    newer = make_resource(title="Wellness")
    make_resource(title="Wellness", superseded_by=newer)
    assert titles(editor, care="twice") == {"The Use of Force", "use of force", "Another"}


def test_who_handed_it_in_and_when(editor):
    client, now = staff("Publishers", "pat"), timezone.now()
    drafts = [make_publishable(title=title) for title in ("Mine", "Yours", "Long ago")]
    for each, who in zip(drafts, (editor, client, client), strict=True):
        step(who, each, "submit")
    Review.objects.filter(resource=drafts[2]).update(submitted_at=now - timedelta(days=40))
    assert Resource.objects.in_review().count() == 3
    assert titles(editor, by=User.objects.get(username="pat").pk) == {"Yours", "Long ago"}
    assert titles(editor, submitted="1") == titles(editor, submitted="30") == {"Mine", "Yours"}
    assert titles(editor, submitted="earlier") == {"Long ago"}


def test_the_list_costs_the_same_however_many(editor, records, django_assert_num_queries):
    asked = {"tag": "Body-worn cameras", "publisher": "Publisher 1"}
    titles(editor)
    with django_assert_num_queries(44) as queries:
        titles(editor, **asked)
    for number in range(20):
        make_resource(title=f"More {number}", tags=["Body-worn cameras"], publishers=[records])
    with django_assert_num_queries(len(queries)):
        titles(editor, **asked)
