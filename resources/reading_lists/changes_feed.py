"""The feed of a reading list: what changed of its entries since they were put on it.

An entry is an event, with the identifier that it also has in the feed of What's new. The feed's own identifier leads to
no address of the list.
"""

from collections.abc import Iterator
from dataclasses import replace

from django.utils.html import format_html

from icpr.lib.formats import Part
from icpr.lib.http.site import absolute
from icpr.lib.moments import day_in_words
from resources.catalogue import history
from resources.formats.atom import as_atom
from resources.formats.entries import paragraphs
from resources.formats.feed import Entry, Feed, tag_uri
from resources.formats.json_feed import as_json
from resources.formats.whats_new_feed import of_event
from resources.reading_lists import changes_since
from resources.reading_lists.changes_since import Change

MOST = 100


def write_atom(part: Part) -> Iterator[str]:
    yield as_atom(document(part))


def write_json(part: Part) -> Iterator[str]:
    yield as_json(document(part))


def document(part: Part) -> Feed:
    """The latest changes of a list, at most a hundred. Its own address is the one that the reader asked for."""
    changes = changes_since.of_entries(part.source.shown, most=MOST)
    here, kept = absolute(part.request.path), part.source.kept
    notes = [notice.message for notice in part.notices]
    notes += [f"Only the latest {MOST} changes are told."] if changes.has_more else []
    return Feed(
        id=tag_uri(f"lists/{kept.feed_key}"),
        title=f"Changes: {part.source.heading}",
        page=absolute(part.request.path.removesuffix(part.form.suffix) + "/"),
        here=here,
        current=here,
        updated=changes.found[0].moment if changes.found else kept.created_at,
        entries=[_entry(change) for change in changes.found],
        note=" ".join(notes),
    )


def _entry(change: Change) -> Entry:
    if change.item:
        return _of_item(change)
    entry = of_event(change.event)
    if change.instead_of:
        said = f"It takes the place of “{change.instead_of}”, which is in this list."
        return replace(entry, title=f"{change.said}: {entry.title}", says=format_html("<p>{}</p>{}", said, entry.says))
    if change.event.record and not change.event.note:
        return replace(entry, title=f"{change.said}: {entry.title}")
    return entry


def _of_item(change: Change) -> Entry:
    item, url = change.item, absolute(change.item.get_absolute_url())
    return Entry(
        id=tag_uri(f"item-{item.number}:reworded:{history.exact(change.moment)}"),
        url=url,
        title=f"{change.said}: {item}",
        language="en",
        updated=change.moment,
        published=change.moment,
        summary=item.statement,
        says=paragraphs(f"The words of this item are others since {day_in_words(change.moment)}.", item.statement),
    )
