"""The feed of What's new: the same events as the page, each an entry of its own.

An entry is an event of a record and not the record, so it has an identifier of its own, which the event keeps. Events
do not change and none is ever put between older ones, so pages of them follow each other from place to place
(RFC 5005, 3).
"""

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from icpr.lib.formats import Part
from icpr.lib.formats.links import address_of
from icpr.lib.http.site import absolute
from resources.catalogue import history
from resources.catalogue.history import Event, What
from resources.catalogue.history_query import LABELS, Asked
from resources.formats import entries
from resources.formats.entries import paragraphs
from resources.formats.feed import Entry, Feed, tag_uri
from resources.formats.list_feed import NEVER
from resources.models.catalogue import permanent_number

PER_PAGE = 50


def document(part: Part) -> Feed:
    """The page of the history that a query asks for, as a document of its feed."""
    asked, at = Asked.read(part.asked), timezone.now()
    rows = history.rows(asked.what, asked.before, at, most=PER_PAGE + 1)
    shown, page = rows[:PER_PAGE], reverse("whats-new")
    events = history.events(shown, at)

    def address(query: str) -> str:
        return absolute(address_of(part.form, page + query.removesuffix("?")))

    return Feed(
        id=tag_uri(f"whats-new/{asked.what}"),
        title="What’s new" if asked.what is What.ALL else f"What’s new: {LABELS[asked.what].lower()}",
        page=absolute(asked.path),
        here=address(asked.query_string),
        current=address(asked.address()),
        updated=shown[0].moment if shown else NEVER,
        entries=[of_event(event) for event in events],
        following=address(asked.address(shown[-1].place)) if rows[PER_PAGE:] else "",
        note=" ".join(notice.message for notice in asked.notices),
    )


def of_event(event: Event) -> Entry:
    """An event as an entry, which has the same identifier in whatever feed it stands."""
    return _gone(event) if event.clock else _of_record(event)


def _of_record(event: Event) -> Entry:
    record = event.record
    says = entries.noted(event.note) if event.note else entries.added(record)
    return Entry(
        id=_id(event),
        url=absolute(record.get_absolute_url()),
        title=f"{event.note.get_what_display()}: {record.title}" if event.note else record.title,
        language=record.language,
        updated=event.moment,
        published=event.moment,
        summary=record.annotation,
        says=paragraphs(says, record.annotation, entries.availability(record)),
        official_url=record.official_url,
    )


def _gone(event: Event) -> Entry:
    gone = event.gone
    later = gone.successor
    instead = format_html("Use instead: {}.", entries.links([later])) if later else ""
    return Entry(
        id=_id(event),
        url=absolute(gone.url),
        title=f"{gone.why}: {gone.title}",
        language=gone.language,
        updated=event.moment,
        published=event.moment,
        summary=gone.said,
        says=paragraphs(gone.said, instead),
    )


def _id(event: Event) -> str:
    return tag_uri(f"{permanent_number(event.number)}:{event.what}:{history.exact(event.moment)}")
