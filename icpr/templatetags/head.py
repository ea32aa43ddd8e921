"""What a page's head says it is, from blocks of plain text: title, description, permanent address, and how a link to it
is shown elsewhere (OpenGraph, which other sites and messengers read)."""

from html import escape, unescape

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from icpr import link_pictures
from icpr.lib import json_ld
from icpr.lib.http.site import absolute
from icpr.lib.text.page_titles import SITE, page_title
from icpr.version import named

register = template.Library()

PARTS = ("title", "what", "key", "description", "canonical", "type", "picture")


class PageHead(template.Node):
    """Parts of a page's head, each written as a template.

    A page without a `canonical` path has no address to give and no link to be shown. Whether it has one is kept in the
    context as `has_address`, for what else the page may say of itself.
    """

    child_nodelists = PARTS

    def __init__(self, parts: dict[str, template.NodeList]):
        for name, part in parts.items():
            setattr(self, name, part)

    def render(self, context) -> SafeString:
        said = {name: " ".join(unescape(getattr(self, name).render(context)).split()) for name in PARTS}
        found = [f"<title>{escape(page_title(said['title'], said['what'], said['key']))}</title>"]
        if said["description"]:
            found.append(f'<meta name="description" content="{escape(said["description"])}">')
        context["has_address"] = bool(said["canonical"])
        if said["canonical"]:
            address = absolute(said["canonical"])
            found.append(f'<link rel="canonical" href="{escape(address)}">')
            found += _link(address, said)
        return mark_safe("\n".join(found))  # each is escaped


def _link(address: str, said: dict[str, str]) -> list[str]:
    """How a link to a page is shown elsewhere. Programs that keep references take the site's name for the publication a
    work appeared in, so that pages of works, which are no "website", do not give it."""
    properties = {
        "og:title": said["title"],
        "og:description": said["description"],
        "og:type": said["type"],
        "og:url": address,
        "og:site_name": SITE if said["type"] == "website" else "",
        "og:image": link_pictures.address_of(said["picture"]),
        "og:image:width": link_pictures.WIDTH,
        "og:image:height": link_pictures.HEIGHT,
        "og:image:alt": link_pictures.PICTURES[said["picture"]],
    }
    known = [f'<meta property="{name}" content="{escape(str(text))}">' for name, text in properties.items() if text]
    return ['<meta name="twitter:card" content="summary_large_image">', *known]


@register.tag
def page_head(parser, token) -> PageHead:
    """`{% page_head %}the name{% what %}what it is{% key %}what to say when the name is cut{% description %}what it is
    in a sentence{% canonical %}/its/path/{% type %}website{% picture %}home{% endpage_head %}`.

    The first three make the title: see `icpr.lib.text.page_titles`. The type is OpenGraph's, the picture's name one of
    `icpr.link_pictures`.
    """
    parts = {}
    for name, end in zip(PARTS, (*PARTS[1:], "endpage_head"), strict=True):
        parts[name] = parser.parse((end,))
        parser.delete_first_token()
    return PageHead(parts)


@register.simple_tag(takes_context=True)
def crumbs_data(context) -> SafeString:
    """The way to the page that "_crumbs.html" shows, for machines."""
    steps = [("Home", absolute(reverse("home")))]
    if up := context.get("up_name"):
        steps.append((context["up_label"], absolute(reverse(up))))
    return json_ld.script(json_ld.breadcrumbs([*steps, (str(context["here"]), "")]))


@register.simple_tag
def generator() -> str:
    """The library and its version, for whoever reads the source of a page."""
    return named()
