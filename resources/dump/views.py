"""The files of the dump, at `/dump/`."""

from functools import partial
from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from icpr.lib.http import ranges
from icpr.lib.http.site import absolute
from resources.dump import keeping, writing

RETRY_AFTER = 300  # seconds
CONTENT_TYPES = {
    writing.RECORDS: "application/jsonl; charset=utf-8",
    writing.TABLE: "text/csv; charset=utf-8",
    writing.TERMS: "application/jsonl; charset=utf-8",
    writing.README: "text/plain; charset=utf-8",
    writing.SUMS: "text/plain; charset=utf-8",
}
LATER = "The dump is being made. Try again in a few minutes.\n"
NOT_YET = (
    "The first dump has not been made yet. A small catalogue has one within minutes, a large one after its first night."
    " Until then {oai} (OAI-PMH) and {api} (the API) give the same records.\n"
)


def dump_folder(request: HttpRequest) -> HttpResponse:
    return redirect("dump", writing.README)


def dump(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file of the present dump, whole or in part. Not while the dump holds a record that is no longer public: it is
    made anew within minutes."""
    if name not in CONTENT_TYPES:
        raise Http404
    now = timezone.now()
    present = keeping.present()
    if present is None:
        return _later(NOT_YET.format(oai=absolute(reverse("oai")), api=absolute(reverse("api-documentation"))))
    if present.holds_what_is_gone(now):
        return _later()
    try:
        return _file(request, present, name)
    except FileNotFoundError:  # a newer one has just taken its place
        return _later()


def _file(request: HttpRequest, present: keeping.Dump, name: str) -> HttpResponseBase:
    store, path = keeping.store(), present.file(name)
    with store.open(present.file(writing.SUMS)) as file:
        sums = file.read().decode()
    version = next((line[:64] for line in sums.splitlines() if line.endswith(f"  {name}")), None)
    response = ranges.respond(
        request,
        partial(store.reading, path),
        size=store.facts(path).size,
        etag=f'"{(version or sha256(sums.encode()).hexdigest())[:32]}"',
        modified=present.made_at,
        as_attachment=not name.endswith((".txt", "SUMS")),
        filename=name,
        content_type=CONTENT_TYPES[name],
    )
    response["Cache-Control"] = "no-cache"  # kept copies are asked for again, and not used after a withdrawal
    response["X-Robots-Tag"] = "noindex"
    return response


def _later(why: str = LATER) -> HttpResponse:
    headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"}
    return HttpResponse(why, status=503, content_type="text/plain; charset=utf-8", headers=headers)
