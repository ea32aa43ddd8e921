"""What is written at each address of the catalogue: the list of its page, or its record."""

from collections.abc import Callable

from django.db.models import Model
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from icpr.lib.formats import Gone, Moved
from icpr.lib.http.site import absolute
from icpr.lib.query.notices import Notice, quote
from pillars.models import FormerAddress, Item, Practice
from resources.catalogue import facet_index as catalogue
from resources.catalogue import listing, of_items, tombstone
from resources.catalogue.history_query import FEEDS_ONLY, Asked
from resources.catalogue.kind_pages import all_collections, all_policies, articles
from resources.catalogue.listing import Chosen, Listing, OfRecord
from resources.catalogue.notes import Note, notes
from resources.catalogue.tombstone import Tombstone
from resources.collections.page import Contents
from resources.models import FormerSlug, Kind, Resource, Tag
from resources.relations import BY_FACET


def of_query(request: HttpRequest) -> Listing:
    """The list that can be filtered, with all that its page says of the search."""
    found = listing.of_query(request.GET)
    told = notes(found.criteria, found.selection.found)
    found.notices += [Notice("q", _in_words(note, found.path)) for note in told]
    return found


def _in_words(note: Note, path: str) -> str:
    link = f" {note.link}{note.after}: {absolute(path + note.url)}" if note.link else note.after
    return note.before + link


def of_term(facet: str) -> Callable[..., Listing]:
    """For the terms of a facet: what is published under the one with a slug."""

    def source(request: HttpRequest, slug: str) -> Listing:
        term = present(BY_FACET[facet].model, slug)
        return listing.of_value(term.get_absolute_url(), facet, slug, title=term.name)

    return source


def of_tag(request: HttpRequest, slug: str) -> Listing:
    """As its page has it: a tag that no reader may see yet does not exist, also not by a former address."""
    index = catalogue.current()
    tags = index.facets["tag"]
    if slug not in tags:
        now = FormerAddress.objects.slugs_now(Tag, [slug]).get(slug)
        if now not in tags:
            raise Http404
        raise Moved(reverse("tag", args=[now]))
    return listing.of_value(reverse("tag", args=[slug]), "tag", slug, title=tags[slug].label, index=index)


def of_policies(request: HttpRequest) -> Listing:
    return all_policies()


def of_articles(request: HttpRequest) -> Listing:
    return articles(request.GET.get("year", ""))


def whats_new(request: HttpRequest) -> Listing:
    """All records, the latest added first; who asks for what was changed or went is told that feeds alone hold it."""
    found, what = listing.whats_new(), Asked.read(request.GET).what
    if what in FEEDS_ONLY:
        told = f"Only feeds keep to {quote(what)}; other forms hold all records, the latest added first."
        found.notices.append(Notice("what", told))
    return found


def of_item(request: HttpRequest, number: str) -> Listing:
    item = get_object_or_404(Item.objects.published(), number=number)
    held = item.resources.published().newest().values_list("pk", flat=True)
    return Chosen(item.get_absolute_url(), held, title=f"Resources for {item}")


def of_practice(request: HttpRequest, slug: str) -> Listing:
    """The resources about a practice, then those for the items it can carry out."""
    practice = present(Practice, slug)
    about = practice.resources.published().newest().values_list("pk", flat=True)
    for_items = of_items.of_practice(practice).values_list("pk", flat=True)
    return Chosen(practice.get_absolute_url(), [*about, *for_items], title=f"Resources on {practice}")


def present(model: type[Model], slug: str) -> Model:
    """The row with a slug. Raises `Moved` for one it formerly had, `Http404` for one that none ever had."""
    found = model.objects.filter(slug=slug).first() or FormerAddress.objects.holder(model, slug)
    if found is None:
        raise Http404
    if found.slug != slug:
        raise Moved(found.get_absolute_url())
    return found


def record(request: HttpRequest, slug: str) -> Listing:
    """One record, as a list of one. Raises `Gone` for one that can be seen no more."""
    return OfRecord(_public(slug, lambda found: found.record_url))


def of_collections(request: HttpRequest) -> Listing:
    return all_collections()


def of_collection(request: HttpRequest, slug: str) -> Listing:
    """The records of a collection, in its order."""
    found = _public(slug, Resource.get_absolute_url)
    if found.kind != Kind.COLLECTION:
        raise Moved(found.get_absolute_url())
    contents = Contents(found)
    listing = contents.listing()
    if apart := len(contents.rows) - len(contents.works):
        told = f"{apart} more of its entries stand on its page: what is no record, or can be seen no more."
        listing.notices.append(Notice("entries", told))
    return listing


def _public(slug: str, address: Callable[[Resource], str]) -> Resource:
    """The public record at a slug. Raises `Moved` to the address of one that was there formerly, `Gone`, `Http404`."""
    found = Resource.objects.filter(slug=slug).first()
    former = found or FormerSlug.objects.filter(slug=slug).select_related("resource").first()
    shown = found or (former and former.resource)
    if shown is None or not shown.is_published():
        gone = tombstone.of_record(shown) if shown else tombstone.of_deleted(slug)
        if gone is None:
            raise Http404
        raise Gone(f"“{gone.title}”: {gone.said}", **_facts_of_gone(gone))
    if found is None:
        raise Moved(address(shown))
    return found


def _facts_of_gone(gone: Tombstone) -> dict[str, str]:
    later = gone.successor
    instead = {"use_instead": absolute(later.get_absolute_url())} if later else {}
    return {"number": gone.number, "permanent_url": absolute(gone.url)} | instead
