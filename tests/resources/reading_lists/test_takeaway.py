"""What a list's pages offer to take away leads there."""

import re

import pytest

from tests.factories import make_practice, make_resource
from tests.resources.reading_lists.shared_list import SharedList, make_list

pytestmark = pytest.mark.django_db


def offered(client, address: str) -> list[str]:
    page = client.get(f"{address}/").content.decode()
    section = page.partition('id="take"')[2].partition("</section>")[0]
    return re.findall(r'href="([^"]+)"', section)


def not_shared(made: SharedList) -> SharedList:
    made.kept.share_hash, made.kept.share_sealed = None, ""
    made.kept.save()
    return made


def test_works(client):
    made = make_list(make_resource(), make_practice())
    for address in made.both:
        links = offered(client, address)
        assert len(links) == len(set(links)) == 14
        for link in links:
            answer = client.get(link)
            assert answer.status_code == 200, link
            assert answer["Cache-Control"] == "no-store"
            assert "noindex" in answer["X-Robots-Tag"]


def test_feeds_are_offered_at_the_share_address_alone(client):
    made = make_list(make_resource())
    feeds = {f"{made.shared}.atom", f"{made.shared}.feed.json"}
    for address in made.both:
        assert feeds <= set(offered(client, address))
        page = client.get(f"{address}/changes/").content.decode()
        assert all(f'href="{feed}"' in page for feed in feeds)
    shared, private = (
        client.get(f"{address}/").content.decode().partition("</head>")[0] for address in made.both[::-1]
    )
    assert all(f'href="{feed}"' in shared for feed in feeds)
    assert "alternate" not in private
    not_shared(made)
    assert not [link for link in offered(client, made.private) if ".atom" in link]
    assert "Feeds are at the share address" in client.get(f"{made.private}/").content.decode()
    assert "once the list has one" in client.get(f"{made.private}/changes/").content.decode()


def test_an_empty_list_offers_nothing(client):
    made = make_list()
    for address in made.both:
        assert offered(client, address) == []
