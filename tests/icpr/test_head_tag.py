"""What the head of a page says the page is."""

import struct
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Engine

from icpr.link_pictures import HEIGHT, PICTURES, WIDTH

ENGINE = Engine(libraries={"head": "icpr.templatetags.head"}, builtins=["icpr.templatetags.head"])
PAGE = (
    "{% page_head %}{{ name }}{% what %}{{ kind }}{% key %}{{ number }}"
    "{% description %}{{ about }}{% canonical %}{{ path }}{% type %}{{ type|default:'website' }}"
    "{% picture %}{{ picture|default:'home' }}{% endpage_head %}{{ has_address }}"
)


def render(**page) -> str:
    return ENGINE.from_string(PAGE).render(Context(page))


def title(**page) -> str:
    return render(**page).partition("<title>")[2].partition("</title>")[0]


def test_works():
    page = render(name="Force", kind="Topic", about=" When\n and how. ", path="/topics/force/?a=1&b=2")
    assert page.splitlines() == [
        "<title>Force · Topic · ICPR Resource Library</title>",
        '<meta name="description" content="When and how.">',
        '<link rel="canonical" href="https://library.test/topics/force/?a=1&amp;b=2">',
        '<meta name="twitter:card" content="summary_large_image">',
        '<meta property="og:title" content="Force">',
        '<meta property="og:description" content="When and how.">',
        '<meta property="og:type" content="website">',
        '<meta property="og:url" content="https://library.test/topics/force/?a=1&amp;b=2">',
        '<meta property="og:site_name" content="ICPR Resource Library">',
        '<meta property="og:image" content="https://library.test/static/img/cards/home.png">',
        '<meta property="og:image:width" content="1200">',
        '<meta property="og:image:height" content="630">',
        f'<meta property="og:image:alt" content="{PICTURES["home"]}">True',
    ]


def test_a_page_without_an_address_is_shown_by_no_link():
    assert render(name="Force") == "<title>Force · ICPR Resource Library</title>False"


def test_the_site_is_not_taken_for_the_publication_of_a_work():
    assert "og:site_name" not in render(name="Force", path="/resources/force/", type="article")


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_is_drawn_in_its_size(name):
    drawn = Path(finders.find(f"img/cards/{name}.png")).read_bytes()
    assert struct.unpack(">II", drawn[16:24]) == (WIDTH, HEIGHT)
    assert len(drawn) < 60_000


def test_every_drawn_picture_has_words():
    folder = Path(finders.find("img/cards"))
    assert {path.stem for path in folder.iterdir()} == set(PICTURES)


def test_a_picture_that_is_not_there_is_not_named():
    with pytest.raises(KeyError):
        render(name="Force", path="/", picture="none")


def test_everything_is_escaped_once():
    hostile = 'Policy & <Oversight> &amp; "more"'
    escaped = "Policy &amp; &lt;Oversight&gt; &amp;amp; &quot;more&quot;"
    assert title(name=hostile, kind="Topic") == f"{escaped} · Topic · ICPR Resource Library"
    assert f'content="{escaped}"' in render(name="x", about=hostile)


def test_a_titles_length_is_that_of_its_words():
    assert title(name="<a> " * 14, kind="Guide") == f"{'&lt;a&gt; ' * 14}· Guide"
    assert title(name="<a> " * 40, kind="Guide", number="ICPR-1") == f"{('&lt;a&gt; ' * 15).strip()}… · ICPR-1"
