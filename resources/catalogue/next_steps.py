"""What a reader may do next about a record that cannot be opened, or whose link is gone: worked out, never checked, and
said to be ours."""

from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings

from icpr.lib.http.site import absolute
from icpr.lib.text.fields import one_line
from resources.models import AddressEvidence, Resource, SearchAddress
from resources.models.addresses import host_of
from resources.models.search_addresses import TITLE

LONGEST_TITLE = 120  # characters that are searched for: longer ones find nothing at most sites


@dataclass(frozen=True, slots=True)
class OtherSite:
    """Another site to look at: its name, where the link leads, and of a directory what it lists, if not all works."""

    name: str
    url: str
    lists: str = ""

    @property
    def host(self) -> str:
        return host_of(self.url)


@dataclass(frozen=True, slots=True)
class NextSteps:
    """directories: lists of the publishers. searches: other sites asked for the title. librarian: a mailto: address,
    "" when nobody is named."""

    directories: list[OtherSite]
    searches: list[OtherSite]
    librarian: str

    @property
    def first(self) -> OtherSite | None:
        """What to do first, where there is anything but to ask. A directory of some works may not name this one."""
        whole = [way for way in self.directories if not way.lists]
        return next(iter([*whole, *self.searches, *self.directories]), None)


def next_steps(record: Resource, *, is_gone: bool = False) -> NextSteps | None:
    """The steps for a record, read `with_availability()`; None for one that can be opened. Two queries at most.

    is_gone: whether the link that its page offers first leads nowhere any more, by our checks.
    """
    if record.availability.is_openable and not is_gone:
        return None
    title = title_to_search(record.title)
    return NextSteps(
        directories=_directories(record),
        searches=[
            OtherSite(found.name, filled(found.pattern, title)) for found in SearchAddress.objects.for_record(record)
        ],
        librarian=letter_to_librarian(record),
    )


def title_to_search(title: str) -> str:
    """A title as it is searched for: one line, cut at a word where it is long, in scripts without blanks anywhere."""
    title = one_line(title)
    if len(title) <= LONGEST_TITLE:
        return title
    cut = title[: LONGEST_TITLE + 1]
    return cut.rpartition(" ")[0].rstrip(" ,;:–—-") or title[:LONGEST_TITLE]


def filled(pattern: str, title: str) -> str:
    """An address pattern with a title in it, percent-encoded (RFC 3986), which holds in a path and in a query."""
    return pattern.replace(TITLE, quote(title, safe=""))


def letter_to_librarian(record: Resource) -> str:
    """A mailto: address (RFC 6068) with the permanent number and the title; "" when no contact is set."""
    if not settings.CONTACT_EMAIL:
        return ""
    title = one_line(record.title)
    lines = [f"I am looking for {record.permanent_number}:", title, absolute(record.permanent_url), "", ""]
    fields = {"subject": f"{record.permanent_number}: {title_to_search(title)}", "body": "\r\n".join(lines)}
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in fields.items())
    return f"mailto:{quote(settings.CONTACT_EMAIL, safe='@')}?{query}"


def _directories(record: Resource) -> list[OtherSite]:
    """Those of the publishers, unless the record's own address is such a list."""
    if record.address_evidence == AddressEvidence.DIRECTORY:
        return []
    return [
        OtherSite(each.name, each.directory_url, each.directory_of)
        for each in record.publishers.exclude(directory_url="")
    ]
