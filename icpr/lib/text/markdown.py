"""Markdown to safe HTML."""

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table

# What a page spends on Markdown is bounded by the length of the text: the parser takes at worst some 10 µs a character.
LONGEST = 20_000  # characters, some 3,000 words
MOST_CELLS = 5_000  # of a table; the parser fills short rows up, so that few characters could make many cells
TAGS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "em", "strong", "a", "code", "pre", "br", "hr"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}


def bounded_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The parser's rule for tables, for those that can have no more than `MOST_CELLS`."""
    columns = state.src.count("|", state.bMarks[start], state.eMarks[start]) + 1
    return columns * (end - start) <= MOST_CELLS and table(state, start, end, silent)


PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")
PARSER.block.ruler.at("table", bounded_table, {"alt": ["paragraph", "reference"]})


def render_markdown(text: str) -> SafeString:
    """HTML of a Markdown text, with only harmless elements left and links that pass nothing on.

    Raw HTML in the text is shown as written. A first-level heading becomes a second-level one, because the page has
    its own title. A text longer than `LONGEST`, which no form takes, is shown whole but as plain paragraphs.
    """
    text = text.replace("\x00", "")
    if len(text) > LONGEST:
        return linebreaks(text.strip(), autoescape=True)
    html = PARSER.render(text).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    return mark_safe(
        nh3.clean(
            html,
            tags=TAGS,
            attributes={"a": {"href"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="nofollow noopener",
        )
    )
