"""The link that takes items of the Blueprint to a plan, as other pages include it."""

import pytest
from django.template.loader import render_to_string

from tests.pillars.plans.conftest import numbers, words

pytestmark = pytest.mark.django_db


def href(page: str) -> str:
    return page.partition('href="')[2].partition('"')[0].replace("&amp;", "&")


def test_works_for_an_item(visitor, items):
    page = visitor.get("/blueprint/1.2/")
    assert 'href="/plan/add/?item=1.2"' in page
    assert "Add 1.2 to a plan" in visitor.get("/plan/add/?item=1.2")


def test_works_for_what_helps_several_items(visitor, items):
    link = render_to_string("plans/_add.html", {"helps": items[:2], "look": "action"})
    assert 'class="plan-add action"' in link
    assert words(link).strip() == "Add to plan : 1.1 1.2"
    page = visitor.get(href(link))
    assert "Add 2 items to a plan" in page
    assert page.count('name="item"') == 4, "in the form for a new plan and in the one for a plan there is"


def test_of_several_items_some_can_be_left_out(visitor, items):
    page = visitor.get("/plan/add/?item=1.1&item=1.2")
    assert '<input type="checkbox" name="item" value="1.2" checked' in page
    visitor.start(item="1.1")
    assert numbers() == ["1.1"]
