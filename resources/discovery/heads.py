"""What stands in the head of a page for machines: of a record what is known of the work, of a list what it holds."""

from collections.abc import Iterable

from django.utils.safestring import SafeString

from icpr.lib import json_ld
from icpr.lib.http.site import absolute
from icpr.lib.query.page_number import Pages
from pillars.models import Practice
from resources.catalogue.values import Value
from resources.discovery.citation_meta import tags
from resources.discovery.works import work
from resources.models import Resource


def of_record(record: Resource, values: dict[str, list[Value]], practices: list[Practice]) -> SafeString:
    """For a public record that was read `for_detail()`, with its facet values and practices."""
    return tags(record, values) + json_ld.script(work(record, values, practices))


def of_collection(
    record: Resource, values: dict[str, list[Value]], practices: list[Practice], addresses: list[str]
) -> SafeString:
    """The same for a collection; addresses: the paths of what stands in it."""
    listed = json_ld.collection("", "", total=len(addresses), addresses=map(absolute, addresses))["mainEntity"]
    more = {"collectionSize": len(addresses), "mainEntity": listed}
    return tags(record, values) + json_ld.script(work(record, values, practices) | more)


def of_list(name: str, address: str, total: int, records: Iterable[Resource], *, start: int = 0) -> SafeString:
    """For a list of so many records. address: its path and query. records: those that stand on this page, after the
    `start` that stand before."""
    addresses = (absolute(record.get_absolute_url()) for record in records)
    return json_ld.script(json_ld.collection(name, absolute(address), total=total, addresses=addresses, start=start))


def of_page(name: str, path: str, pages: Pages, records: Iterable[Resource]) -> SafeString:
    """The same for a list that is cut in pages, of which one is shown."""
    return of_list(name, path + pages.query_string, pages.total, records, start=pages.start)
