"""The forms of the page that is shown: links in its head, and the menu that says what a list can be used for."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django import template
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from icpr.lib.formats import Form, Source
from icpr.lib.formats.links import Link, by_use, forms_of, links

register = template.Library()


def links_of(context) -> list[Link]:
    """To the forms of this page: of the `listing` of its context, of its `page`, or else of what its path says."""
    forms, source = _forms(context), _source(context)
    if not forms:
        return []
    return links(forms, source.address, source.total) if source else links(forms, context["request"].path)


def _forms(context) -> Sequence[Form]:
    request = context.get("request")
    match = request and request.resolver_match
    return forms_of(match.view_name) if match else ()


def _source(context) -> Source | None:
    page = context.get("page")
    return context.get("listing") or getattr(page, "listing", page)


@register.simple_tag(takes_context=True)
def follow_url(context) -> str:
    """Where this page can be followed; "" for one without feeds of its own records. The same for everybody."""
    if not any(form.name == "atom" for form in _forms(context)):
        return ""
    source = _source(context)
    address = source.address if source else context["request"].path
    return f"{reverse('follow')}?{urlencode({'of': address}, safe='/')}"


@register.simple_tag(takes_context=True)
def alternates(context) -> SafeString:
    """For the head: where the same stands in other forms."""
    found = ((link.form.media_type.partition(";")[0], link.url, link.form.label) for link in links_of(context))
    return format_html_join("\n", '<link rel="alternate" type="{}" href="{}" title="{}">', found)


@register.simple_tag(takes_context=True)
def use_list(context, heading: str = "Use this list") -> SafeString | str:
    """What can be done with the list or the record of this page."""
    uses, follow = by_use(links_of(context)), follow_url(context)
    shown = {"heading": heading, "uses": uses, "follow": follow}
    return get_template("query/_use_list.html").render(shown) if uses else ""
