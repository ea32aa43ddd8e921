"""What the library has already of what readers suggest: by address or by title, published or not. For staff alone."""

from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.db.models import Q

from icpr.lib.folding import slug_of, sort_title
from resources.feedback.models import Feedback, Kind
from resources.models import Document, Resource

MOST = 5  # shown of one suggestion


def of_suggestions(messages: Iterable[Feedback]) -> dict[int, list[Resource]]:
    """The likely duplicates of each of some suggestions, by its primary key. Two queries, however many there are."""
    asked = [each for each in messages if each.kind == Kind.SUGGESTION]
    addresses = {each.pk: set(spellings(each.address)) for each in asked}
    titles = {each.pk: {sort_title(each.title), slug_of(each.title)} - {""} for each in asked}
    every = set().union(*addresses.values())
    filed = set().union(*titles.values())
    if not every and not filed:
        return {}
    papers = defaultdict(set)
    for record, url in Document.objects.filter(url__in=every).values_list("resource_id", "url"):
        papers[record].add(url)
    like = Q(official_url__in=every) | Q(pk__in=list(papers)) | Q(sort_title__in=filed) | Q(slug__in=filed)
    found = list(Resource.objects.filter(like).order_by("number"))
    return {
        each.pk: [
            record
            for record in found
            if addresses[each.pk] & {record.official_url, *papers[record.pk]}
            or titles[each.pk] & {record.sort_title, record.slug}
        ][:MOST]
        for each in asked
    }


def spellings(address: str) -> list[str]:
    """An address as it is commonly written: with www or without, by http or https, with a slash or without."""
    if not address:
        return []
    parts = urlsplit(address)
    host = parts.netloc.lower().removeprefix("www.")
    path, rest = parts.path.rstrip("/"), f"?{parts.query}" if parts.query else ""
    return [
        f"{scheme}://{www}{host}{path}{slash}{rest}"
        for scheme in ("https", "http")
        for www in ("www.", "")
        for slash in ("", "/")
    ]
