"""The mails that whoever has an e-mail address is sent before anything is followed by it, or to change what is.

Anybody may type anybody's address, so nothing that a stranger typed stands in them: of a search, the words are only on
the page of the library that confirms.
"""

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import parse_qs

from django.template.loader import render_to_string
from django.urls import reverse

from icpr.lib.http.site import absolute
from icpr.lib.moments import day_in_words
from icpr.outbox.queue import Letter
from resources.following import links
from resources.following.models import Follower, Subscription

CONFIRM = "Confirm what you asked to follow"
KNOWN = "You follow this already"
PRIVATE = "The private address of what you follow"
SEARCH = "A search, whose words stand on the page"


class Named(NamedTuple):
    """One thing that is asked for, as a mail names it."""

    title: str
    rhythm: str
    level: str


def letter(follower: Follower, waiting: Iterable[Subscription], *, key: str) -> Letter:
    """Asks to confirm what waits; where nothing does, says that what was asked for is followed already."""
    named = [Named(_title(each), each.get_rhythm_display(), each.get_level_display().lower()) for each in waiting]
    is_known = follower.confirmed_at is not None
    about = {
        "named": named,
        "address": links.confirm_url(follower) if named else "",
        "until": day_in_words(follower.confirm_until) if named else "",
        "manage": links.manage_url(follower) if is_known else "",
        "forget": "" if is_known else links.unsubscribe_all_url(follower),
    }
    return _letter(follower, CONFIRM if named else KNOWN, "confirm", about, key)


def private_address(follower: Follower, *, key: str) -> Letter:
    """The address at which a follower changes what is followed."""
    return _letter(follower, PRIVATE, "manage", {"manage": links.manage_url(follower)}, key)


def _letter(follower: Follower, subject: str, template: str, about: dict[str, object], key: str) -> Letter:
    """A mail of templates/mail. Of an address that has confirmed nothing one click in a mail program erases it; what a
    stranger asked for never makes such a click end what is followed."""
    about |= {"subject": subject, "library": absolute(reverse("home")), "privacy": absolute(reverse("privacy"))}
    return Letter(
        key=key,
        to=follower.mailbox() or "",
        subject=subject,
        text=render_to_string(f"mail/{template}.txt", about).strip() + "\n",
        html=render_to_string(f"mail/{template}.html", about),
        headers=links.list_headers(str(about.get("forget", ""))),
        purpose=f"follow-{template}",
        owner=follower.owner,
    )


def _title(subscription: Subscription) -> str:
    """What it is called, unless words that somebody typed stand in it."""
    has_words = "q" in parse_qs(subscription.address.partition("?")[2])
    return SEARCH if has_words else subscription.title
