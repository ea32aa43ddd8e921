"""What a dump says of itself."""

from datetime import datetime
from textwrap import dedent

from django.urls import reverse

from icpr.lib.http.site import absolute
from icpr.lib.text.page_titles import SITE


def text(at: datetime, count: int) -> str:
    """For people who open the folder: what it is, of when, and under which terms."""
    return dedent(f"""\
        {SITE}: the public catalogue as files
        From {absolute(reverse("home"))}
        Made {at:%Y-%m-%d %H:%M} UTC. Records that were public then: {count:,}

        catalogue.jsonl  A record a line, as JSON in UTF-8, by permanent number: all that is public of it.
        catalogue.csv    The same records as a table for spreadsheets, without longer texts and papers.
        terms.jsonl      The pillars, focus areas, topics, audiences, publishers and tags the records are described
                         with, and the Blueprint: items, practices, findings, agencies' own accounts. A row a line.
        SHA256SUMS       To check the other files with: sha256sum --check SHA256SUMS

        Files held by the library are not in it; their addresses are. A record that is withdrawn leaves this dump: it
        cannot be fetched until it is made anew without that record. If you keep a copy, fetch it again, or follow
        {absolute(reverse("oai"))} (OAI-PMH), which tells what was withdrawn.

        RIGHTS
        The library states no licence for its descriptions. Ask before you publish them again:
        {absolute(reverse("about"))} says how to reach the institute.
        The works described belong to their publishers; nothing here gives rights in them.

        INTO A LIBRARY OF YOUR OWN
        With the software of this library and an empty database: manage.py load_dump catalogue.jsonl
        """)
