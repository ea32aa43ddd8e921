"""What the pages of lists have in common, and where the reader came from."""

import re
from urllib.parse import urlsplit

from django.http import HttpRequest

from icpr.lib import idempotency
from icpr.lib.http import secret_addresses
from resources.reading_lists.models import ReadingList

LONGEST_BACK = 2_000  # characters
LOCAL = re.compile(r"/(?![/\\])[!-\[\]-~]*")  # a path of this site, as browsers write one: in ASCII, no backslash


def common(kept: ReadingList, token: str, **more) -> dict:
    """What every private page shows."""
    return {"kept": kept, "token": token, "nonce": idempotency.new_key()} | more


def back_of(request: HttpRequest) -> str:
    """Where the reader was, as a path of this site: what a form or an address says, or else the page that led here;
    "" where nothing is known, or it is a private page."""
    if sent := request.POST.get("back") or request.GET.get("back"):
        return _local(sent)
    came = urlsplit(request.headers.get("Referer", "")[:LONGEST_BACK])
    is_here = came.netloc == request.get_host() and came.scheme in ("http", "https")
    return _local(f"{came.path}?{came.query}" if came.query else came.path) if is_here else ""


def _local(path: str) -> str:
    is_ours = len(path) <= LONGEST_BACK and LOCAL.fullmatch(path) and not path.startswith("/lists/")
    return path if is_ours and not secret_addresses.is_secret(path) else ""
