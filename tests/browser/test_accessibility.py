"""Every template, in every light: no barrier axe-core can find, no sideways scroll, a light page."""

import pytest
from django.urls import reverse

from icpr.sitemaps import PAGES
from tests.browser.everyone import WIDTHS, is_for_everyone

MOST_BYTES = 100_000
# The Blueprint is one page on purpose: it is printed, searched with the browser and counted whole. The evidence map has
# each finding as a mark and in words, and each practice as a bar.
WHOLE_LISTS = {"evidence": 160_000, "blueprint": 160_000, "blueprint for communities": 220_000}

# The pages of the site map; beside them one address for each other template, and for each state that looks different.
ADDRESSES = {name: reverse(name) for name in PAGES} | {
    "pillar": "first:/pillars/",
    "focus area": "first:/pillars/ focus-areas",
    "topic": "first:/pillars/ topics",
    "filtered list": "/resources/?q=policing&kind=report&since=2000",
    "list without results": "/resources/?q=zeppelin",
    "list of the nearest": "/resources/?q=coffee+with+a+cop",
    "corrected list": "/resources/?q=body+camras&since=2010",
    "list emptied by a filter": "/resources/?q=body+cameras&kind=video",
    "list with a notice": "/resources/?kind=nothing-known&page=none",
    "blueprint for communities": "/blueprint/?for=community",
    "blueprint searched": "/blueprint/?q=civilian+oversight",
    "blueprint without results": "/blueprint/?q=foot+patrol+zeppelins&effort=low",
    "practices searched": "/practices/?q=foot+patrol",
    "item": "/blueprint/4.3/",
    "blueprint to print": "/blueprint/?evidence=helps&format=print",
    "item with examples": "/blueprint/1.5/",
    "evidence map of trials": "/blueprint/evidence/?strength=trial",
    "examples of a state": "/blueprint/examples/?state=TX",
    "practice": "/practices/foot-patrol/",
    "policy": "first:/resources/?kind=model-policy resources",
    "article": "first:/resources/?kind=police-chief-article resources",
    "tag": "first:/tags/ tags",
    "tell us": "/r/ICPR-000001/tell-us/",
    "link that does not work": "/r/ICPR-000001/tell-us/?broken=1",
    "told": f"/told/{'t' * 43}/",
    "suggest": "/suggest/",
    "contact": "/contact/",
    "report a problem": "/report/?of=/r/ICPR-000001/",
    "was it useful": "/r/ICPR-000001/useful/?answer=yes",
    "feedback": f"/feedback/{'t' * 43}/",
    "follow a list": "/follow/?of=/resources/%3Fq%3Dforce%26tag%3Dnone",
    "follow nothing": "/follow/?of=/about/",
    "follow asked": "/follow/asked/",
    "follow link": "/follow/link/",
    **{f"follow {name}": f"/follow/{name}/{'f' * 43}/" for name in ("confirm", "manage", "stop", "stop-all")},
    "follow erase": f"/follow/manage/{'f' * 43}/erase/",
    "follow expired": f"/follow/confirm/{'x' * 43}/",
    "withdrawn": "withdrawn",
    "what was withdrawn": "/whats-new/?what=withdrawn",
    "preview": "preview",
    "not found": "/nothing-here/",
    "too many parameters": "/resources/?" + "&".join(f"q{number}=" for number in range(1_001)),
    "sign in": "/admin/login/",
}


def go(page, site, address: str):
    """Open an address of the table: as written, of the site's extras, or the first link of a kind on another page."""
    if not address.startswith("first:"):
        return page.goto(getattr(site, address, address))
    start, _, part = address.removeprefix("first:").partition(" ")
    page.goto(start)
    part = part or start.strip("/")
    return page.goto(page.locator(f"main a[href^='/{part}/']:not([href='/{part}/'])").first.get_attribute("href"))


@pytest.mark.parametrize("name", ADDRESSES)
def test_works_for_everyone(open_page, site, name):
    page = open_page(reduced_motion="reduce")
    go(page, site, ADDRESSES[name])
    for width in WIDTHS:
        is_for_everyone(page, width)


@pytest.mark.parametrize("name", [name for name in ADDRESSES if name != "sign in"])
def test_a_first_visit_is_light(open_page, site, name):
    page = open_page()
    if ADDRESSES[name].startswith("first:"):
        go(page, site, ADDRESSES[name])
        address, page = page.url, open_page()
    else:
        address = getattr(site, ADDRESSES[name], ADDRESSES[name])
    requests = []
    page.on("requestfinished", lambda request: requests.append(request))
    page.goto(address, wait_until="networkidle")
    sizes = {r.url: r.sizes()["responseBodySize"] for r in requests if r.resource_type != "font"}
    assert sum(sizes.values()) <= WHOLE_LISTS.get(name, MOST_BYTES), sizes
