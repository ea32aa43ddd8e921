"""A draft and its documents, for someone with a link and no account. What is never stored follows from the address."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from resources.catalogue import record_page
from resources.collections import record as collection
from resources.documents.downloads import serve
from resources.models import Kind, PreviewLink, Resource


def preview(request: HttpRequest, token: str) -> HttpResponse:
    """The record as it will look."""
    link = _link(token)
    if not link.is_active:
        return _ended(request, link)
    found = Resource.objects.for_detail().get(pk=link.resource_id)
    if found.kind == Kind.COLLECTION:
        return render(request, "resources/collection.html", collection.of_preview(found, link))
    context = record_page.of_preview(found, link, token)
    return render(request, "resources/resource.html", context)


def document(request: HttpRequest, token: str, pk: int, name: str) -> HttpResponseBase:
    """A file held here of that record, and of no other."""
    link = _link(token)
    if not link.is_active:
        return _ended(request, link)
    if pk > 2**63 - 1:
        raise Http404
    return serve(request, get_object_or_404(link.resource.documents.exclude(file=""), pk=pk))


def _link(token: str) -> PreviewLink:
    link = PreviewLink.objects.for_token(token)
    if link is None:
        raise Http404
    return link


def _ended(request: HttpRequest, link: PreviewLink) -> HttpResponse:
    """What a link leads to that shows no draft any more: the public page, which also says why a record was withdrawn,
    or else a page that says no more than that it has ended."""
    if link.resource.is_published() or link.resource.is_withdrawn:
        return redirect(link.resource)
    return render(request, "resources/preview_ended.html", status=410)
