"""Templates as functions give what Django's own rendering gives, byte by byte."""

import re
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.template import Context, Engine, VariableDoesNotExist
from django.urls import NoReverseMatch
from django.utils.safestring import mark_safe

from tests import addresses

KEY = re.compile(rb"(?<=\")[A-Za-z0-9_:-]{22,}(?=\")")
PARTS = {
    "part.html": "[{{ one }} {{ two|default:'none' }} {{ forloop.counter }}]",
    "url.html": "{% url 'resource' slug as there %}{{ there }}",
    "deep.html": "{{ level }}{% if level < 3 %}{% include 'deep.html' with level=level|add:1 %}{% endif %}",
    "base.html": "<{% block a %}A{{ one }}{% endblock %}|{% block b %}B{% endblock %}>",
    "middle.html": "{% extends 'base.html' %}{% block a %}mid {{ block.super }}{% endblock %}",
}
SOURCES = """
{{ one }} {{ two }} {{ safe }} {{ number }} {{ ratio }} {{ flag }} {{ nothing }} {{ missing }} {{ day }} {{ moment }}
{{ "a <b>" }} {{ 'x'|upper }} {{ 3 }} {{ 1.50 }} {{ True }} {{ None }}
{{ one|lower }} {{ safe|upper }} {{ one|add:number }} {{ many|join:", " }} {{ many|length }} {{ day|date:"F j, Y" }}
{{ missing|default:one }} {{ nothing|default_if_none:"-" }} {{ one|truncatechars:3 }} {{ one|linebreaks }}
{{ moment|date }}
{{ many.0 }} {{ many.9 }} {{ map.key }} {{ map.none }} {{ thing.name }} {{ thing.method }} {{ thing.needs }}
{{ thing.gone }}
{{ thing.alters }} {{ thing.kind.name }} {{ map.items }} {{ pair.0 }} {{ thing.none.deeper }} {{ make }}
{{ map.items|length }}
{% if one %}yes{% else %}no{% endif %}{% if missing %}yes{% elif number == 3 %}three{% else %}no{% endif %}
{% if not one and two %}a{% elif one or missing.x %}b{% endif %}{% if number > many %}c{% else %}d{% endif %}
{% if thing.gone %}a{% elif "a" in many and number in many %}b{% elif number not in many %}c{% endif %}
{% if number is 3 and one is not None and number >= 3 and number != 4 %}yes{% endif %}
{% if map|length > 1 %}{{ map }}{% endif %}
{% for x in many %}{{ forloop.counter }}{{ x }}{% if not forloop.last %},{% endif %}{% empty %}none{% endfor %}
{% for x in missing %}{{ x }}{% empty %}none {{ one }}{% endfor %}{% for x in nothing %}a{% endfor %}
{% for x in gen %}{{ x }}{% endfor %}
{% for k, v in rows %}{{ k }}={{ v }};{% endfor %}
{% for x in many reversed %}{{ x }}{{ forloop.revcounter0 }}{% endfor %}
{% for x in many %}{% for y in many %}{{ forloop.parentloop.counter }}{{ forloop.first }}{{ y }}{% endfor %}{% endfor %}
{% for x in many %}{% for y in many %}{{ x }}{% endfor %}{% cycle 'a' 'b' %}{{ forloop.counter0 }}{% endfor %}
{% for x in rows %}{% ifchanged x.0 %}new{% endifchanged %}{{ x.1 }}{% endfor %}
{% for one in many %}{{ one }}{% endfor %}{{ one }}
{% with a=one b=missing %}{{ a }}{{ b }}{% with a=number %}{{ a }}{% endwith %}{{ a }}{% endwith %}{{ a }}
{% include "part.html" %}{% include "part.html" with two="<i>" %}
{% for x in many %}{% include "part.html" with one=x %}{% endfor %}
{% include name %}{% include "part.html" only %}{% include "part.html" with one=number only %}
{% include "deep.html" with level=0 %}
{% url 'resources' %} {% url 'resource' slug %} {% url 'resource' slug=slug %} {% url 'resources' as here %}{{ here }}
{% for x in many %}{% url 'resource' slug as here %}{{ here }}{% endfor %}{{ here }}{% include "url.html" %}
{{ there }}
{% if number == 4 %}{% url 'resources' as here %}{% endif %}{{ here|default:"unset" }}{% url 'nowhere' as lost %}
[{{ lost }}]
{% regroup rows by 0 as groups %}{% for g in groups %}{{ g.grouper }}:{{ g.list|length }} {% endfor %}
{% firstof missing one as f %}{{ f }}
{% static 'css/site.css' %} {% static path %} {% static 'css/site.css' as sheet %}{{ sheet }}{% now "Y" %}
{% widthratio 1 3 100 %}
{% autoescape off %}{{ one }}{% include "part.html" %}{% endautoescape %}{% filter upper %}{{ one }}{% endfilter %}
{{ one|escape }}
{% shape "positive" %} {% absolute "/a/" %} {% lorem 2 w %}{% comment %}{{ x }}{% endcomment %}
{% verbatim %}{{ x }}{% endverbatim %}
{% extends "base.html" %}{% block b %}own {{ block.super }}{% for x in many %}{{ x }}{% endfor %}{% endblock %}
{% extends "middle.html" %}{% block a %}top {{ block.super }}{% endblock %}
{% extends base %}{% block a %}{% url 'pillars' as at %}{{ at }}{% endblock %}{% block b %}{{ at }}{% endblock %}
{% block a %}{% with z=one %}{% block c %}{{ z }}{% endblock %}{% endwith %}{% endblock %}
{% if one %}{% block d %}{{ two }}{% endblock %}{% endif %}
""".strip().splitlines()


class Gone(ObjectDoesNotExist):
    pass


class Thing:
    """What templates may meet: a property, methods, one that fails in silence, one that changes what is stored."""

    name, none = "<thing>", None

    class kind:
        do_not_call_in_templates = True
        name = "kind & name"

    def method(self) -> str:
        return "called"

    def needs(self, argument):
        raise AssertionError

    @property
    def gone(self):
        raise Gone

    def alters(self):
        raise AssertionError

    alters.alters_data = True

    @property
    def broken(self):
        raise AttributeError("inside")


def variables() -> dict:
    return {
        "one": "<b>&'\"",
        "two": "",
        "safe": mark_safe("<i>safe</i>"),
        "number": 3,
        "ratio": 1234.5,
        "flag": False,
        "nothing": None,
        "day": date(2026, 11, 28),
        "moment": datetime(2026, 11, 28, 23, 30, tzinfo=UTC),
        "many": ["a", "<b>", 3],
        "map": {"key": "<v>", "items": "an item", "name": 1},
        "pair": ("p", "q"),
        "rows": [("x", 1), ("x", 2), ("y", 3)],
        "gen": (letter for letter in "abc"),
        "thing": Thing(),
        "make": lambda: "made",
        "slug": "a-slug",
        "name": "part.html",
        "base": "base.html",
        "path": "css/site.css",
    }


def engine(how: str, source: str) -> Engine:
    libraries = {"library": "icpr.templatetags.library", "static": "django.templatetags.static"}
    memory = ("django.template.loaders.locmem.Loader", PARTS | {"page.html": source})
    builtins = ["django.templatetags.static", "icpr.templatetags.library"]
    return Engine(loaders=[(how, [memory])], libraries=libraries, builtins=builtins)


def rendered(how: str, source: str) -> str:
    template = engine(how, source).get_template("page.html")
    first = template.render(Context(variables()))
    assert template.render(Context(variables())) == first or "lorem" in source
    return first


def both(source: str) -> tuple[str, str]:
    own = "django.template.loaders.cached.Loader"
    return rendered("icpr.lib.compiled.loader.Loader", source), rendered(own, source)


@pytest.mark.parametrize("source", SOURCES)
def test_gives_what_django_gives(source):
    compiled, own = both(source)
    assert compiled == own


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("{{ thing.broken }}", AttributeError),
        ("{{ one|default:missing }}", VariableDoesNotExist),
        ("{% url 'nowhere' %}", NoReverseMatch),
        ("{% for a, b in many %}{% endfor %}", ValueError),
    ],
)
def test_fails_where_django_fails(source, error):
    for how in ("icpr.lib.compiled.loader.Loader", "django.template.loaders.cached.Loader"):
        with pytest.raises(error):
            rendered(how, source)


def test_what_nests_too_deep_for_python_is_left_to_django():
    source = "{% for x in pair %}" * 22 + "{{ x }}" + "{% endfor %}" * 22
    source = source.replace("in pair", "in path.0")
    compiled, own = both(source)
    assert compiled == own == "c"


def test_functions_are_used():
    template = engine("icpr.lib.compiled.loader.Loader", "{{ number }}").get_template("page.html")
    assert template.render(Context({"number": 3})) == "3"
    [node] = template.nodelist
    assert node.is_written


@pytest.mark.django_db
@pytest.mark.slow
def test_every_page_is_what_django_renders(client, settings):
    asked = addresses.public(addresses.lay())
    for address in asked:
        shown(client, address)  # what is said once, such as that a plan was about to be deleted
    compiled = {address: shown(client, address) for address in asked}
    [backend] = settings.TEMPLATES
    loaders = [("django.template.loaders.cached.Loader", settings.TEMPLATE_LOADERS)]
    settings.TEMPLATES = [backend | {"OPTIONS": backend["OPTIONS"] | {"loaders": loaders}}]
    for address, page in compiled.items():
        assert shown(client, address) == page, address


def shown(client, address: str) -> bytes:
    """A page without the keys of its forms, which are new each time; nothing of what is no page."""
    answer = client.get(address)
    content = b"".join(answer) if answer.streaming else answer.content
    return KEY.sub(b"", content) if answer["Content-Type"].startswith("text/html") else b""
