"""Makes the stored words anew when a release reads texts otherwise than the one that stored them.

`renew` does it beside the requests, in batches: the library answers meanwhile, with the words of both.
"""

from collections.abc import Callable, Iterator

from django.db import transaction
from django.db.models import QuerySet

from resources.models import Catalogue, DocumentPage, PageWords, Resource
from resources.models.search_text import ANALYSIS
from resources.search import indexing

UNDER_WAY = "The words of search are being made anew for this version: until then some searches find less."


def is_due() -> bool:
    return Catalogue.objects.exclude(analysis=ANALYSIS).exists()


def under_way() -> str | None:
    """What to tell whoever watches the library while words are of an older analysis; None when all are of this one."""
    return UNDER_WAY if is_due() else None


def renew(beat: Callable[[], None] = lambda: None, *, size: int = indexing.BATCH) -> int:
    """Make all stored words anew if they are due. Returns of how many resources; 0 when they were not.

    `beat` is called between batches of `size` rows; what it raises ends it, and the next time begins from the start.
    """
    if not is_due():
        return 0
    count = 0
    for keys in _batches(Resource.objects.all(), size):
        with transaction.atomic():  # held, lest an edit in between be overwritten by the words before it
            indexing.index(list(Resource.objects.select_for_update().filter(pk__in=keys).values_list("pk", flat=True)))
        count += len(keys)
        beat()
    for keys in _batches(DocumentPage.objects.all(), size):
        with transaction.atomic():
            PageWords.objects.filter(page__in=keys).delete()
            indexing.store_pages(DocumentPage.objects.filter(pk__in=keys))
        beat()
    Catalogue.objects.update(analysis=ANALYSIS)
    return count


def rebuild() -> int:
    """Make all stored words anew at once, of a library that nobody reads. Returns of how many resources."""
    PageWords.objects.all().delete()
    indexing.store_pages(DocumentPage.objects.all())
    count = indexing.write(Resource.objects.all())
    Catalogue.objects.update(analysis=ANALYSIS)
    return count


def _batches(rows: QuerySet, size: int) -> Iterator[list[int]]:
    """The primary keys of some rows, in order."""
    keys = rows.order_by("pk").values_list("pk", flat=True)
    last = 0
    while batch := list(keys.filter(pk__gt=last)[:size]):
        yield batch
        last = batch[-1]
