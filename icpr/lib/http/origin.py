"""Where a form was sent from, as the browser says."""

from enum import Enum

from django.http import HttpRequest


class Origin(Enum):
    HERE = "a page of this site"
    ELSEWHERE = "a page of another site"
    UNKNOWN = "not said"


def origin_of(request: HttpRequest) -> Origin:
    """Read from `Sec-Fetch-Site`, which a page cannot forge, else from `Origin`."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return {"same-origin": Origin.HERE, "none": Origin.UNKNOWN}.get(site, Origin.ELSEWHERE)
    origin = request.headers.get("Origin", "null")
    if origin == "null":
        return Origin.UNKNOWN
    return Origin.HERE if origin == f"{request.scheme}://{request.get_host()}" else Origin.ELSEWHERE
