"""What of the history of the records is asked for: a sort of events, and the place in it to begin at."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from icpr.lib.query.notices import Notice, quote
from icpr.lib.query.page_number import page_number
from resources.catalogue import history
from resources.catalogue.history import SORTS, Place, What

PARAMETERS = ("what", "before")
PER_PAGE = 40
LAST_PAGE = 10**9
LABELS = {What.ALL: "All", What.NEW: "New", What.CHANGED: "Changed", What.WITHDRAWN: "Withdrawn"}
FEEDS_ONLY = {What.CHANGED, What.WITHDRAWN}  # what is no list of records, and so in no other form than feeds


@dataclass(frozen=True)
class Asked:
    """What of the history is asked for, and from which place on. notices: what of it was not understood."""

    what: What
    before: Place | None
    notices: list[Notice]
    page: int = 1

    @classmethod
    def read(cls, data: QueryDict) -> "Asked":
        what, before, page = data.get("what", ""), data.get("before", ""), data.get("page", "")
        place, number, notices = Place.read(before), 1, []
        if what not in LABELS:
            notices.append(Notice("what", f"{quote(what)} is nothing that happens to records, so this is all."))
        if before and not place:
            notices.append(Notice("before", f"{quote(before)} is no place in the history, so this is its beginning."))
        if not before:
            number, wrong = page_number(page, LAST_PAGE)
            notices += wrong if number < LAST_PAGE else []
        return cls(What(what) if what in LABELS else What.ALL, place, notices, number)

    @property
    def sorts(self) -> tuple[What, ...]:
        """The sorts of events that are asked for."""
        return (self.what,) if self.what else SORTS

    @property
    def path(self) -> str:
        """The address of the same from the beginning."""
        return reverse("whats-new") + self.address().removesuffix("?")

    def address(self, before: Place | str | None = None, what: What | None = None) -> str:
        """The query string of the same from another place on, or of another sort from the beginning; "?" of all."""
        asked = {"what": self.what if what is None else what, "before": before}
        query = urlencode({name: str(value) for name, value in asked.items() if value})
        return f"?{query}"

    @property
    def query_string(self) -> str:
        """As it stands in the canonical address: "" of all from the beginning."""
        return self.address(self.before).removesuffix("?")


def place_of_page(asked: Asked) -> str:
    """The address of the place at which a page began when pages were numbered; "" when there is none."""
    last = history.rows(asked.what, None, timezone.now(), (asked.page - 1) * PER_PAGE - 1, most=1)
    return reverse("whats-new") + asked.address(last[0].place) if last else ""
