"""Where the API begins: its document, and its addresses."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router

from icpr.lib.http.site import absolute
from resources.api import PREFIX, openapi, page_schemas
from resources.api.answers import answer

router = Router(tags=["About"])


@router.get("", response=page_schemas.Entrance, operation_id="begin", summary="Where the API begins")
def begin(request: HttpRequest) -> HttpResponse:
    """The addresses of the documentation, of the OpenAPI document, and of all that needs nothing to be filled in."""
    paths = [path for path in openapi.document()["paths"] if "{" not in path and path != PREFIX]
    return answer(
        {
            "documentation": absolute(reverse("api-documentation")),
            "openapi": absolute(f"{PREFIX}openapi.json"),
            "addresses": [absolute(path) for path in paths],
        }
    )


@router.get("openapi.json", include_in_schema=False)
def document(request: HttpRequest) -> HttpResponse:
    return answer(openapi.document())
