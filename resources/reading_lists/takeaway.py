"""What can be taken away of a reading list, as its pages offer it: each way with its address."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from icpr.lib.formats.links import USES, Link, by_use, links
from resources.citations import STYLES
from resources.reading_lists.contents import Shown
from resources.reading_lists.formats import FEEDS, FORMS
from resources.reading_lists.source import not_cited

STYLED = ".txt"  # the form that stands once for each style of citation
FILES, CHANGES = "files.zip", "changes/"
WITH_FILES = "With the files"
FOLLOW = USES["follow"]
ORDER = (USES["print"], WITH_FILES, USES["cite"], USES["table"], FOLLOW, USES["data"])
PAGED = [form for form in FORMS if form not in FEEDS]
NO_FEEDS = "Feeds are at the share address: make one under “Keep and share”, and feed readers can follow the list."


@dataclass(frozen=True, slots=True)
class Way:
    url: str
    label: str
    is_file: bool = False


@dataclass(frozen=True, slots=True)
class Takeaway:
    """uses: the ways under what they are for, in words. notes: sentences on what they leave out."""

    uses: list[tuple[str, list[Way]]]
    notes: list[str]


def of(shown: Iterable[Shown], page: str, feeds: str) -> Takeaway:
    """Of the entries of a list whose page, private or shared, is at the path `page`; `feeds` is that of its share page,
    "" for none: the address of a feed is passed on, and a private one must not be. Asks the database nothing."""
    ways = {label: [way for link in some for way in _ways(link)] for label, some in by_use(links(PAGED, page))}
    ways[FOLLOW] = [Way(page + CHANGES, "What changed"), *(_way(link) for link in links(FEEDS, feeds) if feeds)]
    ways[WITH_FILES] = [Way(page + FILES, "All files held here (ZIP)", is_file=True)]
    notes = [notice.message for notice in not_cited(shown)]
    return Takeaway([(use, ways[use]) for use in ORDER], notes + ([] if feeds else [NO_FEEDS]))


def _ways(link: Link) -> list[Way]:
    if link.form.suffix != STYLED:
        return [_way(link)]
    return [Way(f"{link.url}?{urlencode({'style': key})}", style.label) for key, style in STYLES.items()]


def _way(link: Link) -> Way:
    return Way(link.url, link.form.label, link.form.is_file)
