"""Questions for a community to ask its police department: a few to begin with, the rest by pillar."""

from itertools import groupby

from pillars.blueprint.criteria import Criteria
from pillars.blueprint.facets import Facet
from pillars.blueprint.selection import start_place
from pillars.models import Item, Pillar

FIRST = 10  # as many as one sheet holds, and one meeting


def with_question() -> list[Item]:
    """The public items that have a question, in the Blueprint's order to start in; in three queries."""
    return sorted(Item.objects.published().exclude(question="").with_findings(), key=start_place)


class QuestionsPage:
    """The page as the template shows it, for all pillars or for the chosen ones."""

    def __init__(self, criteria: Criteria, choices: list[Facet]):
        self.criteria = criteria
        self.held = with_question()
        self.pillars = next(facet.choices for facet in choices if facet.name == "pillar")
        chosen = criteria.chosen("pillar")
        items = [item for item in self.held if not chosen or (item.pillar and item.pillar.slug in chosen)]
        self.first, self.rest = items[:FIRST], items[FIRST:]

    @property
    def subject(self) -> str:
        """The names of the chosen pillars; empty for all."""
        chosen = self.criteria.chosen("pillar")
        return " or ".join(pillar.label for pillar in self.pillars if pillar.key in chosen)

    @property
    def ways(self) -> list[tuple[str, Pillar | None, str, bool]]:
        """The same page for all pillars and for each: label, pillar, address, whether it is this page."""
        chosen = self.criteria.chosen("pillar")
        each = [
            (
                choice.label,
                choice.pillar,
                self.criteria.with_only("pillar", choice.key).address,
                chosen == (choice.key,),
            )
            for choice in self.pillars
            if any(item.pillar == choice.pillar for item in self.held)
        ]
        return [("All pillars", None, self.criteria.with_only("pillar").address, not chosen), *each]

    @property
    def rest_by_pillar(self) -> list[tuple[Pillar | None, list[Item]]]:
        """What is left after the first, in the order of the report."""
        in_order = sorted(self.rest, key=lambda item: item.sort_key)
        return [(pillar, list(items)) for pillar, items in groupby(in_order, key=lambda item: item.pillar)]

    @property
    def query_string(self) -> str:
        return self.criteria.query_string()
