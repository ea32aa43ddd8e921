"""A reading list to read and to take away, at its private and at its share address alike."""

from collections.abc import Callable
from functools import wraps
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from icpr.lib import idempotency
from icpr.lib.folding import slug_of
from icpr.lib.formats.addresses import in_form
from icpr.lib.formats.links import links
from icpr.lib.http import archives
from icpr.lib.moments import midnight
from resources.reading_lists import archive, changes_since, share_page, takeaway
from resources.reading_lists.decorators import editors, readers
from resources.reading_lists.formats import BY_SUFFIX, FEEDS
from resources.reading_lists.kind import LISTS
from resources.reading_lists.models import ReadingList
from resources.reading_lists.source import ListSource

View = Callable[..., HttpResponseBase]


@readers
def shared(request: HttpRequest, kept: ReadingList, token: str) -> HttpResponse:
    """The list for somebody who was not there when it was made."""
    source = ListSource(kept, request.path)
    context = {"kept": kept, "groups": share_page.rows(source.groups), "total": source.total, "token": token}
    context |= {"take": takeaway.of(source.shown, request.path, request.path), "feeds": links(FEEDS, request.path)}
    context |= {"nonce": idempotency.new_key()}
    return render(request, "lists/shared.html", context)


def _form(request: HttpRequest, kept: ReadingList, address: str, suffix: str) -> HttpResponseBase:
    return in_form(request, suffix, forms=BY_SUFFIX, source_of=lambda request: ListSource(kept, address))


def _changes(request: HttpRequest, kept: ReadingList, address: str) -> HttpResponse:
    """What became of the entries since they were put on the list, with `?since=` since a day."""
    since, notices = changes_since.asked_day(request)
    source, back = ListSource(kept, address), request.path.removesuffix(takeaway.CHANGES)
    changes = changes_since.of_entries(source.shown, since and midnight(since))
    days = [(day, list(some)) for day, some in groupby(changes.found, lambda change: change.day)]
    context = {"kept": kept, "since": since, "notices": notices, "days": days, "has_more": changes.has_more}
    context |= {"back": back, "feeds": links(FEEDS, address) if address else ()}
    return render(request, "lists/changes.html", context)


def _files(request: HttpRequest, kept: ReadingList, address: str) -> HttpResponseBase:
    packed = archive.of_list(ListSource(kept, address))
    return archives.respond(request, packed, f"icpr-{slug_of(str(kept)) or 'list'}.zip")


def _for_editors(view: View) -> View:
    @editors
    @wraps(view)
    def opened(request: HttpRequest, kept: ReadingList, token: str, **kwargs) -> HttpResponseBase:
        return view(request, kept, LISTS.share_path(kept, token), **kwargs)

    return opened


def _for_readers(view: View) -> View:
    @readers
    @wraps(view)
    def opened(request: HttpRequest, kept: ReadingList, token: str, **kwargs) -> HttpResponseBase:
        return view(request, kept, reverse("list-shared", args=[token]), **kwargs)

    return opened


VIEWS = {"form": _form, "changes": _changes, "files": _files}  # each gets the path of the share page, "" for none
private_forms = {name: _for_editors(view) for name, view in VIEWS.items()}
shared_forms = {name: _for_readers(view) for name, view in VIEWS.items()}
