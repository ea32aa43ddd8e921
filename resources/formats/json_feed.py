"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import json
from collections.abc import Iterator
from dataclasses import replace

from icpr.lib.formats import Form, Part
from icpr.lib.text.page_titles import SITE
from resources.catalogue.history_query import PARAMETERS
from resources.formats import list_feed, whats_new_feed
from resources.formats.feed import FORM, Entry, Feed

VERSION = "https://jsonfeed.org/version/1.1"


def write(part: Part) -> Iterator[str]:
    yield as_json(list_feed.document(part))


def write_history(part: Part) -> Iterator[str]:
    yield as_json(whats_new_feed.document(part))


def as_json(feed: Feed) -> str:
    """A document of a feed as JSON Feed; what is older is at its `next_url`."""
    document = {
        "version": VERSION,
        "title": feed.name,
        "description": feed.note,
        "home_page_url": feed.page,
        "feed_url": feed.here,
        "next_url": feed.older or feed.following,
        "authors": [{"name": SITE}],
        "language": "en",
    }
    items = {"items": [_item(entry) for entry in feed.entries]}
    return json.dumps({name: value for name, value in document.items() if value} | items, ensure_ascii=False)


def _item(entry: Entry) -> dict[str, object]:
    item = {
        "id": entry.id,
        "url": entry.url,
        "external_url": entry.official_url,
        "title": entry.title,
        "content_html": entry.says,
        "summary": entry.summary,
        "date_published": entry.published and entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "authors": [{"name": name} for name in entry.authors],
        "tags": [category.label for category in entry.categories],
        "language": entry.language,
    }
    return {name: value for name, value in item.items() if value}


JSON_FEED = Form("json-feed", ".feed.json", "application/feed+json", "Feed (JSON)", write=write, **FORM)
HISTORY_JSON_FEED = replace(JSON_FEED, write=write_history, parameters=PARAMETERS)
