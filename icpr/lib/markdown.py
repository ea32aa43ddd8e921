"""Markdown to safe HTML."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")
TAGS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "em", "strong", "a", "code", "pre", "br", "hr"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}


def render_markdown(text: str) -> SafeString:
    """HTML of a Markdown text, with only harmless elements left and links that pass nothing on.

    Raw HTML in the text is shown as written. A first-level heading becomes a second-level one, because the page has
    its own title.
    """
    html = PARSER.render(text.replace("\x00", "")).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    return mark_safe(
        nh3.clean(
            html,
            tags=TAGS,
            attributes={"a": {"href"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="nofollow noopener",
        )
    )
