"""What counts as opened: the routes, the answers, and what is said of each.

A page counts when a reader asks for it by GET and is answered with it (200), or that the copy they have is the present
one (304): they see it either way. A document counts too when they are sent its beginning (206): readers of PDF ask for
the rest in parts. A list counts by its first page. Not counted: robots that say so, pages fetched ahead (Sec-Purpose,
Purpose), HEAD, staff who are signed in, whoever sends Sec-GPC: 1 or DNT: 1, and every address that is not named here:
previews, plans, reading lists, all that has a secret in it, forms, the admin and health checks.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import parse_qsl

from django.urls import ResolverMatch

from icpr.lib.http.readers import by_a_reader, may_be_counted
from resources.usage.models import OTHER, Sort, UsageCount

# As text, which takes a tenth of the time that members of an enumeration take as keys.
RECORD, DOCUMENT, LIST, PAGE, DATA = (
    sort.value for sort in (Sort.RECORD, Sort.DOCUMENT, Sort.LIST, Sort.PAGE, Sort.DATA)
)
ROUTES = {
    **dict.fromkeys(("resource", "collection"), RECORD),
    **dict.fromkeys(("document", "policy-package"), DOCUMENT),
    **dict.fromkeys(("resources", "model-policies", "police-chief", "collections", "tags", "tag", "whats-new"), LIST),
    **dict.fromkeys(("pillars", "pillar", "focus-area", "topic", "blueprint", "practices", "examples"), LIST),
    **dict.fromkeys(("home", "for-agencies", "for-communities", "for-trainers", "about"), PAGE),
    **dict.fromkeys(("privacy", "accessibility", "api-documentation"), PAGE),
    **dict.fromkeys(("item", "practice", "evidence", "questions"), PAGE),
    **dict.fromkeys(("oai", "dump"), DATA),
}
FORM = "-form"  # how the routes of lists and records written out in other forms end, see `page_and_forms`

API = "/api/v1/"  # what is under it has routes of its own, whose names others have too
FILTERED = "resources"  # the list that readers narrow
FILTERS = ("kind", "pillar", "topic")  # one of them alone makes a list of its own
LONGEST_FILTER = 120  # characters
LATER_PAGE = re.compile(r"(?:^|&)page=")
LONGEST = UsageCount._meta.get_field("name").max_length


def named(environ: Mapping, match: ResolverMatch, code: int, part: str = "") -> tuple[str, str] | None:
    """What an answer is counted as, its sort and name; None for what is not counted.

    environ: of the request, by WSGI. part: the header Content-Range of the answer.
    """
    path = environ["PATH_INFO"]
    sort = DATA if path.startswith(API) else sort_of(match)
    if sort is None or not (code in (200, 304) or (code == 206 and part.startswith("bytes 0-"))):
        return None
    if sort == DATA:
        return (sort, _data(path, match)) if may_be_counted(environ) else None
    if not by_a_reader(environ):
        return None
    if sort == RECORD:
        return sort, match.kwargs["slug"]
    if sort == DOCUMENT:
        return sort, str(match.kwargs["pk" if "pk" in match.kwargs else "number"])
    query = environ.get("QUERY_STRING", "") if sort == LIST else ""
    if query and LATER_PAGE.search(query):
        return None
    name = path + _filter(query) if 0 < len(query) <= LONGEST_FILTER and match.view_name == FILTERED else path
    return sort, name if len(name) <= LONGEST else OTHER


def sort_of(match: ResolverMatch) -> str | None:
    name = match.view_name
    return ROUTES.get(name) or (DATA if name and name.endswith(FORM) else None)


def _data(path: str, match: ResolverMatch) -> str:
    if path.startswith(API):
        return "api"
    return match.kwargs["suffix"].lstrip(".") if match.view_name.endswith(FORM) else match.view_name


@lru_cache(maxsize=500)
def _filter(query: str) -> str:
    """The query of a list that one known filter narrows and nothing else; else "". Whether there is such a value is
    looked at when it is written."""
    asked = parse_qsl(query)
    return f"?{asked[0][0]}={asked[0][1]}" if len(asked) == 1 and asked[0][0] in FILTERS else ""
