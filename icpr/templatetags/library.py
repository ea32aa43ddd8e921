"""What templates need beyond Django's own: Markdown, navigation links, kinds in words."""

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.db.models import Model
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from icpr.lib import cards
from icpr.lib.http import site
from icpr.lib.text import languages
from icpr.lib.text.markdown import render_markdown
from pillars.blueprint import marks
from pillars.models import Direction, EvidenceRating, Finding
from resources.models import Availability, Resource
from resources.models.vocabulary import Kind

register = template.Library()


@register.simple_tag
def absolute(path: str) -> str:
    """The full address of a path of this site; of "" its beginning."""
    return site.absolute(path)


@register.filter
def markdown(text: str) -> SafeString:
    """Markdown as safe HTML."""
    return render_markdown(text)


@register.filter
def lang(language: str) -> SafeString | str:
    """The attributes of an element whose words are in a language: `<h1{{ resource.language|lang }}>`."""
    return languages.attributes(language)


@register.filter
def kinds(kind: str, number: int) -> str:
    """The word for so many resources of a kind: "model policy" for 1, "model policies" for others."""
    return Kind(kind).singular if number == 1 else Kind(kind).plural


@register.filter
def direction(value: str) -> str:
    """A direction of evidence in words: "no-effect" → "No effect found"."""
    return Direction(value).label


@register.simple_tag
@lru_cache
def shape(direction: str) -> SafeString:
    """The sign of a direction of evidence, or of a rating's `shape`, of those in "pillars/_shapes.html"; "" is not
    reviewed."""
    sign = '<svg class="shape" aria-hidden="true"><use href="#shape-{}"/></svg>'
    return format_html(sign, direction or EvidenceRating.NOT_REVIEWED.value)


@register.filter
def pointing(findings: Iterable[Finding]) -> list[marks.Pointing]:
    """A practice's findings drawn as marks, by direction: `{% for found in practice.findings.all|pointing %}`."""
    return marks.pointing(findings)


@register.filter
def mark(finding: Finding) -> marks.Strip:
    """The mark of one finding, to stand beside words."""
    return marks.strip([finding], target=0, scale=marks.SMALL)


@register.simple_tag(takes_context=True)
def card(context, record: Model, **options: object) -> SafeString:
    """A record as its owner shows it in a list; `options` are for the owner's template. See `icpr.lib.cards`."""
    shown = cards.of(record)
    template = context.template.engine.get_template(shown.template)
    return template.render(context.new(options | {shown.name: record}))


@register.simple_tag(takes_context=True)
def card_line(context, record: Model) -> SafeString:
    """A record in one line: its name as a link, and what must be known before it is followed."""
    shown = cards.of(record)
    return context.template.engine.get_template(shown.line).render(context.new({shown.name: record}))


@register.simple_tag
def availability(record: Resource, *, with_host: bool = True) -> SafeString:
    """Whether a record can be opened, as a shape and in words, with the site it is at unless it is held here."""
    value = record.availability
    return _availability(value, record.host if with_host else "")


@lru_cache(maxsize=1_000)
def _availability(value: Availability, host: str) -> SafeString:
    """Every row of a list says it, and few say something different."""
    return get_template("resources/_availability.html").render({"availability": value, "host": host})


@register.simple_tag(takes_context=True)
def nav_link(context, name: str, label: str, *inside: str) -> SafeString:
    """A link of the main navigation to the URL called `name`, marked as current there.

    `inside` names the URLs of the pages that belong under it; on those it is marked as the current section. A page
    whose address does not tell says it in its context: `section` is the name of the URL it belongs under. Error pages
    without a request have no current page.
    """
    match = getattr(context.get("request"), "resolver_match", None)
    here = match.url_name if match else None
    section = context.get("section")
    is_inside = name == section if section else here in inside
    current = "page" if here == name else "true" if is_inside else ""
    mark = format_html(' aria-current="{}"', current) if current else ""
    return format_html('<a href="{}"{}>{}</a>', reverse(name), mark, label)
