"""Whether this process can answer: for load balancers and watchdogs."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from resources.models import Catalogue


@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """ "ok" when the database answers; without it the 503 page of `icpr.views.server_error`."""
    Catalogue.current_version()
    return HttpResponse("ok\n", content_type="text/plain")
