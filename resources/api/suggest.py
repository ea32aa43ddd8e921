"""What the text typed so far may become, and where the API begins."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from icpr.lib.http.site import absolute
from resources.api import page_schemas, parameters
from resources.api.answers import answer
from resources.api.parameters import Asked
from resources.catalogue import facet_index as catalogue
from resources.catalogue import suggestions

router = Router(tags=["Search"])


@router.get("suggest", response=page_schemas.Suggestions, operation_id="suggest", summary="Suggestions while typing")
def suggest(
    request: HttpRequest, q: Query[Annotated[str, Field(description="What was typed so far.")]] = ""
) -> HttpResponse:
    """At most ten names and titles that hold all words, the last as far as it is typed, as the search box offers
    them."""
    index = catalogue.current()
    found = [
        {
            "label": one.label,
            "kind": one.kind,
            "url": absolute(one.url),
            "count": one.count,
            "group": heading,
            "language": one.language,
        }
        for heading, group in suggestions.suggest(q, index)
        for one in group
    ]
    notices = parameters.written(Asked(request, "suggest", ("q",)).notices)
    return answer({"query": q, "notices": notices, "suggestions": found})
