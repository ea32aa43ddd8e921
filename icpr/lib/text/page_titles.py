"""What a browser's tab, a bookmark and a search engine call a page: short, and different for each page."""

SITE = "ICPR Resource Library"
MOST = 70  # characters; search engines cut what is longer
BETWEEN, CUT = " · ", "…"


def page_title(name: str, what: str = "", key: str = "") -> str:
    """The title of a page in at most 70 characters.

    name: what the page is about. what: what tells it from others of the same name, for instance "Topic" or "page 2".
    key: what tells it from others when the name has to be cut, instead of `what`. The site's name is added where there
    is room. Returns plain text, one line; longer than 70 characters only where `what` or `key` leave no room.
    """
    name, what, key = (" ".join(part.split()) for part in (name, what, key))
    for parts in ((name, what, SITE), (name, what)):
        title = BETWEEN.join(filter(None, dict.fromkeys(parts)))
        if len(title) <= MOST:
            return title
    end = key or what
    end = f"{BETWEEN}{end}" if end else ""
    return shortened(name, MOST - len(end)) + end


def shortened(text: str, most: int) -> str:
    """A text in at most so many characters, cut after a word and ended by "…"; inside a word that is longer than half
    of them."""
    if len(text) <= most:
        return text
    start = text[: max(most - len(CUT), 1)]
    whole = start if text[len(start)] == " " else start.rpartition(" ")[0]
    return (whole if len(whole) * 2 >= len(start) else start).rstrip(" ,;:.-–—&(") + CUT
