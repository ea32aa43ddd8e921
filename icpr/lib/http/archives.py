"""A ZIP archive as the answer to a request, written while it is sent."""

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response

from icpr.lib.zipped import Archive

MEDIA_TYPE = "application/zip"


def respond(request: HttpRequest, archive: Archive, name: str) -> HttpResponseBase:
    """The answer to a GET or HEAD request: 200 with the archive as a file called `name`, or 304 or 412 by its ETag.

    Whatever it is made of is read before, but for the files. Should one of them be gone or be another by the time it is
    sent, the connection ends before the length that was told, so that what came of it cannot pass for whole. Kept
    copies are asked for again each time, so that they are not used after a withdrawal. Parts of it (ranges) are not
    given: to begin in the middle, all before would have to be read.
    """
    answer = get_conditional_response(request, archive.etag)
    if answer is None:
        answer = FileResponse(_File(archive), as_attachment=True, filename=name, content_type=MEDIA_TYPE)
        answer["Content-Length"] = archive.size
    answer["ETag"], answer["Cache-Control"], answer["X-Robots-Tag"] = archive.etag, "no-cache", "noindex"
    return answer


class _File:
    """An archive to be read like a file, so that the server keeps no copy of it: a reader's pace is the disk's."""

    def __init__(self, archive: Archive):
        self._parts = iter(archive)

    def read(self, size: int = -1) -> bytes:
        """The next part, empty at the end. It is as long as the archive makes it, whatever is asked for."""
        return next((part for part in self._parts if part), b"")

    def close(self) -> None:
        self._parts.close()
