"""An answer that is sent while it is written, should it be long."""

from collections.abc import Iterable
from itertools import chain, islice

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from icpr.lib.batches import batched


def respond(
    request: HttpRequest, pieces: Iterable[str] | Iterable[bytes], media_type: str, headers: dict[str, str]
) -> HttpResponseBase:
    """The answer to a GET or HEAD request: 200 with all pieces, whole if they are few.

    Its beginning is made at once, so that what fails there is an error and not half an answer.
    """
    batches = batched(pieces)
    first = list(islice(batches, 2))
    if len(first) < 2:
        return HttpResponse(first, content_type=media_type, headers=headers)
    whole = [] if request.method == "HEAD" else chain(first, batches)
    return StreamingHttpResponse(whole, content_type=media_type, headers=headers)
