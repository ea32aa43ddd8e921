"""The mail that tells a follower what is new: one of all subscriptions that are due, each entry once.

Writer(matcher.news.at).digest(follower, due, key)      # a Letter; the preview of staff uses it without queueing
"""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.template.loader import render_to_string
from django.urls import reverse

from icpr.lib.http.site import absolute
from icpr.lib.text.fields import one_line
from icpr.outbox.queue import ONCE, Letter
from resources.following import links
from resources.following.entries import Entry, Facts, isolated
from resources.following.matching import Match
from resources.following.models import Follower, Subscription
from resources.following.news import What
from resources.following.sections import MOST, Due, sections_of

LONGEST_SUBJECT = 120  # characters
PURPOSE = "digest"
GAPS, GAP = re.compile(r"\n{3,}"), "\n\n"
WORDS = {  # one, and many
    What.GONE: ("withdrawn", "withdrawn"),
    What.REPLACED: ("new edition", "new editions"),
    What.NEW: ("new resource", "new resources"),
    What.ENTERED: ("added to a collection", "added to a collection"),
    What.TOLD: ("changed", "changed"),
}


def lost(follower: Follower, subscription: Subscription) -> Letter:
    """The letter that tells once that something cannot be asked for any more; its key is the same for ever."""
    about = {
        "subject": f"What you follow is no longer in the library: {one_line(subscription.title)[:LONGEST_SUBJECT]}",
        "title": one_line(subscription.title),
        "stop": links.unsubscribe_url(subscription),
        "manage": links.manage_url(follower),
        "library": absolute(reverse("home")),
    }
    return Letter(
        key=f"{ONCE}lost:{subscription.pk}",
        to=follower.mailbox() or "",
        subject=about["subject"],
        text=_text("mail/lost.txt", about),
        html=render_to_string("mail/lost.html", about),
        headers=links.headers(subscription),
        purpose=PURPOSE,
        owner=follower.owner,
    )


class Writer:
    """Writes the letters of one run. What several of them say is written once."""

    def __init__(self, at: datetime):
        self._facts = Facts(at)

    def learn(self, all_due: Iterable[Due]) -> None:
        """Read at once what the letters of several followers say."""
        self._facts.learn(match for due in all_due for match in due.matches[:MOST])

    def digest(self, follower: Follower, due: list[Due], key: str) -> Letter | None:
        """One letter of what is due to a follower; None when nothing of it can be told any more. key: as of a Letter.
        Everything is read that was not learned."""
        self.learn(due)
        sections, left_out = sections_of(due, self._facts)
        told = {match.subject: match for each in due for match in each.matches}
        shown = [entry for section in sections for entry, _ in section.entries]
        if not shown:
            return None
        about = {
            "heading": _heading(told.values()),
            "sections": sections,
            "left_out": f"There is also news in what else you follow: {left_out} more." if left_out else "",
            "asked": _asked(due),
            "manage": links.manage_url(follower),
            "stop_all": links.unsubscribe_all_url(follower),
            "library": absolute(reverse("home")),
        }
        about["subject"] = _subject(about["heading"], shown[0])
        return Letter(
            key=key,
            to=follower.mailbox() or "",
            subject=about["subject"],
            text=_text("mail/digest.txt", about),
            html=render_to_string("mail/digest.html", about),
            headers=links.headers(*(each.subscription for each in due)),
            purpose=PURPOSE,
            owner=follower.owner,
        )


def _text(template: str, about: dict) -> str:
    """Plain text, with no more than one empty line between two others."""
    return f"{GAPS.sub(GAP, render_to_string(template, about)).strip()}\n"


def _heading(matches: Iterable[Match]) -> str:
    """For instance "3 new resources, 1 changed"."""
    counts = Counter(_sort(match) for match in matches)
    return ", ".join(f"{n:,} {WORDS[what][n != 1]}" for what in WORDS if (n := counts[what]))


def _sort(match: Match) -> What:
    what = min((event.what for event in match.events), key=[*What].index)
    return what if what in WORDS else What.TOLD


def _subject(heading: str, first: Entry) -> str:
    """The heading with the title of the first entry, cut to what mail programs show."""
    room = LONGEST_SUBJECT - len(heading) - 2
    title = first.title if len(first.title) <= room else f"{first.title[: room - 1].rstrip()}…"
    return f"{heading}: {isolated(title, first.language)}"


def _asked(due: list[Due]) -> str:
    """What was asked for, in words: "Policy & Oversight (weekly, major changes)"."""
    named = [
        f"{one_line(each.title)} ({each.subscription.get_rhythm_display().lower()},"
        f" {each.subscription.get_level_display().lower()})"
        for each in due[:3]
    ]
    return "; ".join([*named, f"{len(due) - 3} more"] if len(due) > 3 else named)
