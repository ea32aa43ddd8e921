import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import resolve


def render(source: str, **context) -> str:
    return Template("{% load library %}" + source).render(Context(context))


def at(path: str):
    request = RequestFactory().get(path)
    request.resolver_match = resolve(path)
    return request


LINK = '{% nav_link "pillars" "Pillars" "pillar" %}'


def test_works():
    assert render(LINK, request=at("/pillars/")) == '<a href="/pillars/" aria-current="page">Pillars</a>'


def test_a_page_below_marks_its_section():
    assert (
        render(LINK, request=at("/pillars/policy-oversight/")) == '<a href="/pillars/" aria-current="true">Pillars</a>'
    )


@pytest.mark.parametrize("context", [{}, {"request": RequestFactory().get("/nowhere/")}])
def test_error_pages_have_no_current_page(context):
    assert render(LINK, **context) == '<a href="/pillars/">Pillars</a>'


def test_kinds_are_counted_in_words():
    source = "{{ number }} {{ kind|kinds:number }}"
    assert render(source, kind="model-policy", number=1) == "1 model policy"
    assert render(source, kind="police-chief-article", number=2) == "2 Police Chief articles"


def test_markdown_is_harmless():
    assert "<script" not in render("{{ text|markdown }}", text="<script>x</script> [a](javascript:x)")


@pytest.mark.parametrize(("section", "mark"), [("pillars", ' aria-current="true"'), ("resources", "")])
def test_a_page_says_which_section_it_belongs_under(section, mark):
    page = {"request": at("/pillars/policy-oversight/"), "section": section}
    assert render(LINK, **page) == f'<a href="/pillars/"{mark}>Pillars</a>'
