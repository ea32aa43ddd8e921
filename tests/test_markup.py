"""Every page is valid HTML in its syntax (html5lib, strict), with unique ids and headings in order."""

import re
from pathlib import Path

import html5lib
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from pillars.models import FocusArea, Pillar, Topic
from resources.models import ModelPolicy, PoliceChiefArticle, PreviewLink, Resource

pytestmark = pytest.mark.django_db

XHTML = "{http://www.w3.org/1999/xhtml}"


def problems(html: str) -> list[str]:
    """What a strict parser and a reader of the outline would object to."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=True)
    tree = parser.parse(html)
    found = [f"line {line}: {code}" for (line, _), code, _ in parser.errors]
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    found += [f"id twice: {value}" for value in {value for value in ids if ids.count(value) > 1}]
    pointers = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "form")
    targets = [value for element in tree.iter() for name in pointers for value in (element.get(name) or "").split()]
    found += [f"points nowhere: {target}" for target in targets if target not in ids]
    links = {e.get("href") or "" for e in tree.iter(XHTML + "a")}
    found += [f"leads nowhere: {href}" for href in links if href[:1] == "#" and href[1:] not in ids]
    drawn = [e.get("href") or "" for e in tree.iter() if isinstance(e.tag, str) and e.tag.endswith("}use")]
    found += [f"draws nothing: {href}" for href in set(drawn) if not is_drawn(href, ids)]
    levels = [int(e.tag[-1]) for e in tree.iter() if isinstance(e.tag, str) and re.fullmatch(XHTML + "h[1-6]", e.tag)]
    found += [f"heading {b} after {a}" for a, b in zip([0, *levels], levels, strict=False) if b > a + 1]
    found += ["not one h1"] * (levels.count(1) != 1)
    return found


def is_drawn(href: str, ids: list[str]) -> bool:
    """Whether a symbol is on the page, or in the file of symbols that is named before the mark."""
    path, _, symbol = href.partition("#")
    if not path:
        return symbol in ids
    found = finders.find(path.removeprefix(settings.STATIC_URL))
    return bool(found) and f'id="{symbol}"' in Path(found).read_text()


def pages() -> dict[str, str]:
    """One address for each template and state, from the opening catalogue."""
    withdrawn = Resource.objects.published().of_kind("report").latest("number")
    withdrawn.withdraw("The publisher took it back.")
    draft = Resource.objects.create(title="A draft <b>&", kind="guide", annotation="Still “being” written.")
    return {
        "home": "/",
        "for agencies": "/for-agencies/",
        "for communities": "/for-communities/",
        "for trainers": "/for-trainers-and-researchers/",
        "about": "/about/",
        "pillars": "/pillars/",
        "pillar": Pillar.objects.first().get_absolute_url(),
        "focus area": FocusArea.objects.first().get_absolute_url(),
        "topic": Topic.objects.first().get_absolute_url(),
        "list": "/resources/",
        "filtered list": "/resources/?q=policing&kind=report&kind=guide&since=2000&sort=title",
        "no results": "/resources/?q=zeppelin&kind=report",
        "notices": '/resources/?kind="><i>&page=none&since=x',
        "policy": ModelPolicy.objects.published().first().get_absolute_url(),
        "article": PoliceChiefArticle.objects.published().first().get_absolute_url(),
        "policies": "/model-policies/",
        "articles": "/police-chief/",
        "new": "/whats-new/",
        "tags": "/tags/",
        "withdrawn": withdrawn.get_absolute_url(),
        "preview": PreviewLink.objects.create(resource=draft).get_absolute_url(),
        "blueprint": "/blueprint/",
        "filtered blueprint": "/blueprint/?evidence=helps&for=community&pillar=x",
        "blueprint to print": "/blueprint/?evidence=helps&format=print",
        "item": "/blueprint/4.3/",
        "questions": "/blueprint/questions/",
        "questions of a pillar": "/blueprint/questions/?pillar=policy-oversight&who=x",
        "evidence map": "/blueprint/evidence/",
        "examples": "/blueprint/examples/",
        "examples of a state": "/blueprint/examples/?state=TX&pillar=x",
        "practices": "/practices/",
        "practice": "/practices/foot-patrol/",
        "not found": "/nothing/",
    }


def test_works_on_every_page(client, catalogue):
    found = {}
    for name, address in pages().items():
        response = client.get(address)
        found[name] = problems(response.content.decode())
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.slow
def test_every_record_is_valid(client, catalogue):
    for resource in Resource.objects.published():
        response = client.get(resource.get_absolute_url())
        assert problems(response.content.decode()) == [], resource


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ("<!doctype html><title>x</title><h1>a<p id=a><p id=a></h1>", "id twice: a"),
        ("<!doctype html><title>x</title><h1>a</h1><h3>b</h3>", "heading 3 after 1"),
        ("<!doctype html><title>x</title><h1>a</h1><label for=q>b</label>", "points nowhere: q"),
        ("<!doctype html><title>x</title><h1>a</h1><a href='#q'>b</a>", "leads nowhere: #q"),
        ("<!doctype html><title>x</title><h1>a</h1><svg><use href='#q'/></svg>", "draws nothing: #q"),
        ("<!doctype html><title>x</title><p>a", "not one h1"),
    ],
)
def test_what_is_wrong_is_found(html, problem):
    assert problem in problems(html)
