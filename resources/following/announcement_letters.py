"""The letter of an announcement: its text, its records with address and citation, and how to end all mail."""

import re
import secrets

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from icpr.lib.http.site import absolute
from icpr.outbox.queue import Letter
from resources.following import links
from resources.following.announcements import Announcement
from resources.following.entries import Facts
from resources.following.matching import Match, Subject
from resources.following.models import Follower
from resources.models import Resource

PURPOSE = "announcement"
PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")


def key_of(announcement: Announcement) -> str:
    """What the keys of its letters begin with."""
    return f"announcement:{announcement.pk}:"


class Writer:
    """Writes the letters of one announcement. What they all say is written once; only the private addresses differ.

    records: those of its records that are public now. Others are not told of.
    """

    def __init__(self, announcement: Announcement, records: list[Resource]):
        self._announcement = announcement
        # Stand for the private addresses until a follower's are known.
        self._manage, self._stop = (f"https://{secrets.token_hex(16)}.invalid/" for _ in range(2))
        facts = Facts(timezone.now())
        matches = [Match(Subject("record", record.pk), ()) for record in records]
        facts.learn(matches)
        said = {
            "subject": announcement.subject,
            "paragraphs": PARAGRAPHS.split(announcement.text),
            "entries": [entry for match in matches if (entry := facts.entry(match))],
            "manage": self._manage,
            "stop_all": self._stop,
            "library": absolute(reverse("home")),
        }
        self._text = render_to_string("mail/announcement.txt", said).strip() + "\n"
        self._html = render_to_string("mail/announcement.html", said)

    def letter(self, follower: Follower) -> Letter | None:
        """The letter of one follower; None where the address cannot be read, because the site's secret has changed."""
        if not (to := follower.mailbox()):
            return None
        manage, stop = links.manage_url(follower), links.unsubscribe_all_url(follower)
        text, html = (said.replace(self._manage, manage).replace(self._stop, stop) for said in (self._text, self._html))
        return Letter(
            key=f"{key_of(self._announcement)}{follower.pk}",
            to=to,
            subject=self._announcement.subject,
            text=text,
            html=html,
            headers=links.list_headers(stop),
            purpose=PURPOSE,
            owner=follower.owner,
        )
