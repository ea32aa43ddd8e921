"""Titles and names that would break a format which does not escape them."""

from hypothesis import strategies as st

from icpr.lib.text.fields import one_line

TEXTS = [
    "Braces { and } and {both}",
    r"50% & more: #1_a $5 \ ^ ~ \textbf{x}",
    "One\r\nTY  - BOOK\r\nER  - \r\n@misc{x,}",
    "A line\u2028TI  - another\u0085AU  - Nobody",
    "שלום עולם، مرحبا",
    "Go 🚓 now 👮🏽",
    "Smith and Jones and others, Jr.",
    "\"Quoted\" “and” 'more' -- ``so'' --- ?` <<x>>",
    "</script><b>&amp;</b>",
    "  - TY  - ER  -",
    "ER  -",
    "@comment{",
]
# Any text of a title or name, as a form or a file brings it.
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60).filter(
    lambda text: any(sign.isalnum() for sign in one_line(text))
)
