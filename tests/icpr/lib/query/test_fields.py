"""Queries are read with tolerance: what is not understood is said and left out."""

from collections import namedtuple

import pytest
from django import forms
from django.http import QueryDict

from icpr.lib.query.fields import MOST_VALUES, OneOfField, ValuesField, notices_of

Value = namedtuple("Value", "label")
KNOWN = {"use-of-force": Value("Use of Force"), "jose": Value("José")}


def present_keys(keys: list[str]) -> dict[str, str]:
    return {key: "use-of-force" for key in keys if key == "force"}


class Form(forms.Form):
    topic = ValuesField(name="topic", label="Topic", known=KNOWN, keys_now=present_keys)
    sort = OneOfField(name="sort", words=["title"], refusal="There is no order called {}.")


def read(query: str) -> tuple[dict, list[str]]:
    form = Form(QueryDict(query))
    assert form.is_valid()
    return form.cleaned_data, [notice.message for notice in notices_of(form)]


def test_works():
    assert read("topic=use-of-force&sort=title") == ({"topic": ("use-of-force",), "sort": "title"}, [])


def test_nothing_asked_is_nothing_said():
    assert read("topic=&topic=&sort=") == ({"topic": (), "sort": ""}, [])


@pytest.mark.parametrize("typed", ["use of force", "USE  OF FORCE", "Use%00of%00force"])
def test_a_label_will_do(typed):
    assert read(f"topic={typed}")[0]["topic"] == ("use-of-force",)


@pytest.mark.parametrize("typed", ["%00", "%0D%00", "%E2%80%8B"])
def test_a_value_that_cannot_be_seen_is_said(typed):
    found, said = read(f"topic={typed}")
    assert found["topic"] == ()
    assert said == ["Topic “” is not one we know, so it was left out."]


def test_each_value_once():
    assert read("topic=jose&topic=José&topic=jose")[0]["topic"] == ("jose",)


def test_a_former_key_leads_to_the_present_one():
    form = Form(QueryDict("topic=force"))
    assert form.is_valid()
    assert form.cleaned_data["topic"] == ("use-of-force",)
    assert form.fields["topic"].has_moved


def test_what_is_not_known_is_said():
    found, said = read("topic=jose&topic=nowhere&sort=%3Cb%3E")
    assert found == {"topic": ("jose",), "sort": ""}
    assert said == [
        "Topic “nowhere” is not one we know, so it was left out.",
        "There is no order called “<b>”.",
    ]


def test_a_thousand_values_are_cut():
    found, said = read("&".join(f"topic=x{number}" for number in range(1_000)))
    assert found["topic"] == ()
    assert len(said) == MOST_VALUES + 1
    assert said[-1] == f"Topic: only the first {MOST_VALUES} values were read."


@pytest.mark.parametrize("typed", ["{}", "{0.__class__}", "a" * 5_000])
def test_what_was_typed_is_only_repeated(typed):
    form = Form({"sort": typed})
    assert form.is_valid()
    [said] = [notice.message for notice in notices_of(form)]
    assert typed[:60] in said
    assert len(said) < 100
