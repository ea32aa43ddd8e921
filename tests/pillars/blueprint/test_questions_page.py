"""Questions to ask a department: ten by rule, the rest by pillar, none that is not public or not held."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pillars.blueprint.questions import FIRST
from pillars.models import Item, Pillar
from tests.factories import make_item, make_pillar, make_practice

pytestmark = pytest.mark.django_db

ADDRESS = "/blueprint/questions/"


def text(client, query: str = "") -> str:
    answer = client.get(f"{ADDRESS}{query}")
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def asked(part: str) -> list[str]:
    return re.findall(r'class="question__words">([^<]*)<', part)


def first_and_rest(page: str) -> tuple[list[str], list[str]]:
    first, _, rest = page.partition("questions__rest")
    return asked(first), asked(rest)


@pytest.fixture
def items():
    trust, policy = make_pillar(number=1, name="Trust"), make_pillar(number=2, name="Policy")
    make_item(number="0.1", question="Who stands above?")
    for number in range(1, 9):
        make_item(number=f"1.{number}", pillar=trust, question=f"Trust {number}?", effort="medium")
    for number in range(1, 5):
        make_item(number=f"2.{number}", pillar=policy, question=f"Policy {number}?", effort="low")
    make_item(number="2.9", pillar=policy)
    make_item(number="2.8", pillar=policy, question="A secret?", state="to-check")


def test_works(client, items):
    proven = make_practice(name="Patrol")
    proven.findings.create(outcome="crime", direction="helps", strength="reviews", source_title="A", source_org="B")
    Item.objects.get(number="1.7").practices.add(proven)
    page = text(client)
    first, rest = first_and_rest(page)
    assert first[:5] == ["Trust 7?", "Policy 1?", "Policy 2?", "Policy 3?", "Policy 4?"], "proven, then least effort"
    assert len(first) == FIRST
    assert rest == ["Who stands above?", "Trust 6?", "Trust 8?"], "in the order of the report"
    assert "10 to begin with" in page
    assert "3 more, by pillar" in page
    assert "<b>Proven</b> for crime" in page
    assert "secret" not in page


def test_the_questions_of_a_pillar(client, items):
    page = text(client, "?pillar=policy")
    assert first_and_rest(page) == ([f"Policy {number}?" for number in range(1, 5)], [])
    assert "Questions to ask your department: Policy</h1>" in page
    assert 'content="noindex"' in page
    assert re.search(r'href="\?pillar=policy" aria-current="page"', page)
    assert 'href="?">' in page.replace("\n", ""), "the way back to all"


def test_every_question_of_the_catalogue_once(client, catalogue):
    first, rest = first_and_rest(text(client))
    held = Item.objects.published().exclude(question="").values_list("question", flat=True)
    assert sorted(first + rest) == sorted(held)
    ratings = re.findall(r"Proven</b> for|Promising</b> for|Evidence: <b>", text(client))
    assert ratings == sorted(ratings, key=["Proven</b> for", "Promising</b> for", "Evidence: <b>"].index)


@pytest.mark.parametrize("query", ["?pillar=nope", "?pillar=%00", "?who=x&pillar=", "?pillar=" + "9" * 4000])
def test_bad_values_are_said_and_ignored(client, items, query):
    assert first_and_rest(text(client, query)) == first_and_rest(text(client))


def test_a_former_pillar_leads_on(client):
    make_pillar(slug="old")
    pillar = Pillar.objects.get()
    pillar.slug = "new"
    pillar.save()
    answer = client.get(f"{ADDRESS}?pillar=old&sort=number")
    assert (answer.status_code, answer["Location"]) == (301, f"{ADDRESS}?pillar=new")


def test_an_empty_library(client):
    assert "We hold no question on this." in text(client)


def test_twenty_cost_what_two_do(client, items):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            text(client)
        return len(captured)

    Item.objects.get(number="1.1").practices.add(make_practice(directions=["helps"]))
    few = queries()
    for number in range(1, 21):
        practice = make_practice(name=f"Practice {number}", directions=["helps"])
        make_item(number=f"3.{number}", question="Why?", practices=[practice])
    assert queries() == few <= 6
