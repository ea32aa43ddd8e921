"""The page of a term at an address it once had."""

from collections.abc import Callable
from functools import wraps

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from pillars.models import FormerAddress


def leads_on(model: type[models.Model]) -> Callable:
    """For the page of one kind of term: where nothing is found at a slug, but once was, it redirects for ever."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answered(request: HttpRequest, slug: str, **kwargs) -> HttpResponse:
            try:
                return view(request, slug, **kwargs)
            except Http404:
                term = FormerAddress.objects.holder(model, slug)
                if term is None:
                    raise
                query = request.META.get("QUERY_STRING", "")
                return HttpResponsePermanentRedirect(term.get_absolute_url() + (f"?{query}" if query else ""))

        return answered

    return decorate
