"""The words that differ between two texts, marked: by lines as well as by color, and by words for those who listen."""

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from icpr.lib.diff import Difference
from icpr.lib.word_diff import Part

register = template.Library()

SAID = {"del": "taken out", "ins": "put in"}


@register.filter
def marked(difference: Difference, mark: str) -> SafeString:
    """The text before a difference with what went in `del`, or the one after it with what is new in `ins`."""
    parts = difference.parts[mark == "ins"]
    return format_html_join("", "{}", ((_written(part, mark),) for part in parts))


def _written(part: Part, mark: str) -> SafeString | str:
    if part.left_out:
        return format_html('<i class="words__gap">[{} characters the same]</i>', part.left_out)
    text = linebreaksbr(part.text)
    if not part.is_changed:
        return text
    begin = format_html('<span class="words__said"> [{}: </span>', SAID[mark])
    return format_html('<{0} class="words">{1}{2}<span class="words__said">] </span></{0}>', mark, begin, text)
