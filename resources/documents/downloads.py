"""Opening a document held here: only while its resource is public, and never as something a browser would run."""

from functools import partial
from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from icpr.lib.filetypes import CONTENT_TYPES, SHOWN_INLINE
from icpr.lib.http import ranges
from resources.discovery import signposting
from resources.models import Document


def document(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    if pk > 2**63 - 1:
        raise Http404
    found = get_object_or_404(Document.objects.public().select_related("resource"), pk=pk)
    response = serve(request, found)
    response["Link"] = signposting.of_document(found)
    return response


def serve(request: HttpRequest, found: Document) -> HttpResponseBase:
    """The file of a document, or what the request asks of it: PDF and plain text in place, all else as an attachment.

    Whether the reader may have it is for the caller to say, first. Of a bucket only the bytes that are asked for are
    read; one that is away raises `Outage`, before anything is answered. Kept copies are asked for again each time, so
    that they are not used after a withdrawal.
    """
    store, name = found.file.storage, found.file.name
    try:
        size, modified = store.facts(name)
        # A name in storage is never used twice; size and time tell of a file that was put in place by hand.
        version = sha256(f"{name}\n{size}\n{modified.timestamp()}".encode()).hexdigest()
        response = ranges.respond(
            request,
            partial(store.reading, name),
            size=size,
            etag=f'"{version[:32]}"',
            modified=modified,
            as_attachment=found.format not in SHOWN_INLINE,
            filename=found.download_name,
            content_type=CONTENT_TYPES.get(found.format, "application/octet-stream"),
        )
    except FileNotFoundError as error:
        raise Http404 from error
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["Cache-Control"] = "no-cache"
    return response
