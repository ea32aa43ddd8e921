"""Opening a document held here: only while its resource is public, and never as something a browser would run."""

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404

from icpr.lib.filetypes import CONTENT_TYPES, SHOWN_INLINE
from resources.models import Document


def document(request: HttpRequest, pk: int, name: str) -> FileResponse:
    if pk > 2**63 - 1:
        raise Http404
    found = get_object_or_404(Document.objects.public().select_related("resource"), pk=pk)
    return serve(found)


def serve(found: Document) -> FileResponse:
    """The file of a document, by its format: PDF and plain text shown in place, all else as an attachment."""
    try:
        opened = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        opened,
        as_attachment=found.format not in SHOWN_INLINE,
        filename=found.download_name,
        content_type=CONTENT_TYPES.get(found.format, "application/octet-stream"),
    )
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["Cache-Control"] = "no-cache"
    return response
