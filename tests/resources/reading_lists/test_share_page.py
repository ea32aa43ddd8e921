"""A list for somebody who was not there when it was made."""

import re

import pytest
from django.core.files.base import ContentFile

from pillars.models import ItemState
from tests.factories import make_document, make_item, make_many, make_practice, make_publisher, make_resource
from tests.resources.reading_lists.shared_list import make_list
from tests.test_markup import problems

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def make_paper(resource, **fields):
    return make_document(resource=resource, file=ContentFile(b"Words.", "a.txt"), **fields)


def test_works(client):
    record = make_resource(title="Crowd <care>", publishers=[make_publisher(name="The Press")], issued=2015)
    item, practice = make_item(number="1.5"), make_practice(name="Foot patrol")
    paper = make_paper(record, title="Pocket guide")
    made = make_list(introduction="For the board.\n\nRead the first two.")
    made.add(record, note="Begin here.\nThen rest.", group="First")
    made.add(item, practice, paper, group="Then")
    answer = client.get(f"{made.shared}/")
    page = text(answer)
    for said in ("Crowds and protest", "For the board.", "Crowd &lt;care&gt;", "The Press", "2015", "Begin here.<br>"):
        assert said in page
    assert re.findall(r"<h2 id=[^>]*>([^<]+)</h2>", page)[-2:] == ["First", "Then"]
    for thing in (record, item, practice, paper):
        assert f'href="{thing.get_absolute_url()}"' in page
    assert answer["Cache-Control"] == "no-store"
    assert "noindex" in answer["X-Robots-Tag"]
    assert not answer.cookies
    assert made.edit_token not in page
    assert problems(answer.content.decode()) == []


def test_what_went_later_has_its_notice_and_its_successor(client):
    later, gone = make_resource(title="Second edition"), make_resource(title="First edition")
    paper, item = make_paper(make_resource(title="Taken apart")), make_item(number="1.5")
    made = make_list(gone, paper, item)
    gone.superseded_by = later
    gone.withdraw("It is out of date.")
    paper.delete()
    item.state = ItemState.TO_CHECK
    item.save()
    answer = client.get(f"{made.shared}/")
    page = text(answer)
    assert "First edition" in page
    assert "It is out of date." in page
    assert f'<a href="{later.get_absolute_url()}">Second edition</a>' in page
    assert page.count("not in the library any more") == 2
    assert problems(answer.content.decode()) == []


def test_what_is_not_public_is_in_no_form(client):
    """Neither the title that a record got after it was withdrawn, nor one that was never public."""
    gone, draft = make_resource(title="Seen"), make_resource(title="Never seen", published=False)
    made = make_list(gone, draft)
    gone.withdraw("A reason.")
    gone.title = "Edited in secret"
    gone.save()
    for suffix in ("/", ".csv", ".json", ".txt", ".ris", ".bib", ".csl.json", ".print.html", ".atom", "/changes/"):
        answer = client.get(made.shared + suffix)
        assert answer.status_code == 200
        for hidden in ("Never seen", "Edited in secret"):
            assert hidden not in answer.getvalue().decode(), suffix


def test_an_empty_list_says_so(client):
    answer = client.get(f"{make_list().shared}/")
    assert "Nothing is in this list yet." in text(answer)
    assert problems(answer.content.decode()) == []


def test_an_unknown_address_says_what_to_do(client):
    answer = client.get(f"/lists/shared/{'x' * 43}/")
    assert answer.status_code == 404
    assert answer["Cache-Control"] == "no-store"


def test_the_private_address_opens_nothing_at_the_share_address(client):
    made = make_list(make_resource())
    for suffix in ("/", ".csv", "/files.zip", "/changes/"):
        assert client.get(f"/lists/shared/{made.edit_token}{suffix}").status_code == 404
        assert client.get(f"/lists/{made.share_token}{suffix}").status_code == 404


@pytest.mark.parametrize("number", [2, 20])
def test_twenty_entries_cost_what_two_do(client, django_assert_num_queries, number):
    made = make_list(*make_many(number, kind="report"), make_item(), make_practice())
    client.get(f"{made.shared}/")
    with django_assert_num_queries(11):
        assert text(client.get(f"{made.shared}/")).count('class="row"') == number
