"""Records as entries of a feed: what is public of each, and what readers are told of it."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Model, Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from icpr.lib.http.site import absolute
from icpr.lib.moments import day_in_words
from resources.catalogue import groups
from resources.catalogue.history import earlier_editions
from resources.formats.feed import Category, Entry, tag_uri
from resources.models import ChangeNote, Resource

VOCABULARIES = {
    "pillars": "pillars",
    "topics": "pillars",
    "tags": "tags",
}  # relation → page of its terms


def read(keys: list[int]) -> list[Entry]:
    """The entries of these records, by primary key, in their order: nine queries, whatever their number."""
    at = timezone.now()
    return [of_record(record) for record in groups.in_order(keys, for_entries(at))]


def for_entries(at: datetime):
    """The records that are public at a moment, with all that their entries say."""
    notes = Prefetch("notes", ChangeNote.objects.filter(told_at__lte=at), to_attr="told")
    whole = Resource.objects.published(at).with_availability().with_clock(at).without_texts()
    return whole.prefetch_related("authors", *VOCABULARIES, earlier_editions(at), notes)


def of_record(record: Resource) -> Entry:
    """The entry of a record that was read `for_entries`."""
    return Entry(
        id=tag_uri(record.permanent_number),
        url=absolute(record.get_absolute_url()),
        title=record.title,
        language=record.language,
        updated=record.told_at,
        published=record.publish_at,
        summary=record.annotation,
        says=paragraphs(record.annotation, news(record), availability(record)),
        authors=tuple(map(str, record.authors.all())),
        categories=tuple(category for name in VOCABULARIES for category in _categories(record, name)),
        official_url=record.official_url,
    )


def news(record: Resource) -> SafeString | str:
    """What readers were last told of a record: that it is new, that it replaces others, or an editor's note."""
    if record.told and record.told[0].told_at >= record.publish_at:
        return noted(record.told[0])
    return added(record)


def added(record: Resource) -> SafeString | str:
    """That a record appeared here, and which it takes the place of."""
    if record.earlier_editions:
        return format_html("New edition of {}.", links(record.earlier_editions))
    return f"New: added on {day_in_words(record.publish_at)}."


def noted(note: ChangeNote) -> str:
    return f"{note.get_what_display()} on {day_in_words(note.told_at)}: {note.text}"


def availability(record: Resource) -> SafeString:
    """Whether it can be opened, and where; of an address that is not the work itself, what it is."""
    found = record.availability
    said = format_html("{}. {}", found.label, found.meaning)
    if not record.host:
        return said
    return format_html('{} <a href="{}">{}</a>', said, record.official_url, record.host)


def links(records: Iterable[Resource]) -> SafeString:
    each = (format_html('<a href="{}">{}</a>', absolute(r.get_absolute_url()), r.title) for r in records)
    return mark_safe(", ".join(each))


def paragraphs(*texts: str) -> SafeString:
    """Texts as HTML, a paragraph each; those that are not HTML yet are escaped."""
    return mark_safe("".join(format_html("<p>{}</p>", text) for text in texts if text))


def _categories(record: Resource, name: str) -> Iterable[Category]:
    scheme = absolute(reverse(VOCABULARIES[name]))
    return (_category(term, scheme) for term in getattr(record, name).all())


def _category(term: Model, scheme: str) -> Category:
    return Category(term.slug, term.name, scheme)
