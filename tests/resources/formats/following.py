"""Feeds as programs that follow them read them."""

from datetime import UTC, datetime

import feedparser


def at(day: int) -> datetime:
    return datetime(2026, 3, day, 17, tzinfo=UTC)


def read(client, address: str) -> feedparser.FeedParserDict:
    """A feed as a reader's program takes it; whatever is wrong with it fails the test."""
    answer = client.get(address.removeprefix("https://library.test"))
    assert answer.status_code == 200, address
    feed = feedparser.parse(answer.content, response_headers={"content-type": answer["Content-Type"]})
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


def link(feed, rel: str) -> str:
    """Where a relation of the feed leads; "" for none."""
    return next((each.href for each in feed.feed.links if each.rel == rel), "")


def all_documents(client, address: str) -> list:
    feeds = [read(client, address)]
    while before := link(feeds[-1], "prev-archive"):
        feeds.append(read(client, before))
    return feeds


def numbers(feed) -> list[str]:
    return [entry.id.rpartition(":")[2] for entry in feed.entries]
