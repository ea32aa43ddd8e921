"""The Blueprint's lists as a query asks for them, for their pages and for their other forms alike."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from pillars.blueprint import criteria, evidence_map
from pillars.blueprint.facets import facets
from pillars.blueprint.page import BlueprintPage, practices_heading
from pillars.blueprint.search import Search
from pillars.blueprint.selection import ResourceCounts, Selection
from pillars.models import Practice


def of_items(request: HttpRequest, resource_counts: ResourceCounts, search: Search) -> BlueprintPage:
    """The items a query asks for."""
    choices = facets()
    asked = criteria.read(request.GET, choices, search.field())
    selection = Selection(asked, choices, resource_counts, search.find(asked.q) if asked.q else None)
    return BlueprintPage(asked, choices, selection)


class PracticeList:
    """All practices, or those that hold some words, best first. `found` is what the words find, if there are any."""

    def __init__(self, request: HttpRequest, search: Search):
        self.words, self.notices = criteria.read_words(request.GET, search.field())
        self.found = search.find(self.words) if self.words else None
        self.rows = self._read()
        self.heading = practices_heading(self.words, self.found)
        self.total = len(self.rows)

    def _read(self) -> list[Practice]:
        every = Practice.objects.prefetch_related("findings")
        if not self.found:
            return sorted(every, key=evidence_map.by_evidence)
        by_key = every.in_bulk([entry.pk for entry in self.found.practices])
        return [by_key[entry.pk] for entry in self.found.practices if entry.pk in by_key]

    @property
    def address(self) -> str:
        return reverse("practices") + (f"?{urlencode({'q': self.words})}" if self.words else "")
