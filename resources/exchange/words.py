"""The words of the catalogue as tables: audiences, tags, publishers, and what search knows beside them."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from icpr.lib.exchange.columns import Cell, DayCell
from icpr.lib.exchange.known import Known
from icpr.lib.exchange.tables import Table
from pillars.frame.exchange import BY_SLUG, terms
from resources.curation.search_words import problems_of_group, problems_of_query
from resources.exchange.references import refer
from resources.models import Audience, BestBet, Publisher, SynonymGroup, Tag
from resources.models.tags import tag_key

AUDIENCES = terms(Audience, "position")
TAGS = Table(
    Tag,
    key=["slug"],
    fields=["name"],
    remark=BY_SLUG.format("tag"),
    distinct={"name": ("key", lambda tag: tag_key(tag.name))},
    refer=refer,
    most_lines=20_000,
)
PUBLISHERS = Table(
    Publisher,
    key=["slug"],
    fields=["name", "directory_url", "directory_of"],
    remark=BY_SLUG.format("publisher"),
    refer=refer,
    most_lines=20_000,
)


class GroupCell(Cell):
    """The number of a synonym group: its primary key, behind a word, since spreadsheets add to bare numbers."""

    how = "such as “group 12”; empty for a new group"

    def write(self, value: int | None) -> str:
        return f"group {value}" if value else ""

    def read(self, text: str, known: Known) -> int:
        number = text.casefold().removeprefix("group").strip()
        if not (number.isascii() and number.isdigit() and len(number) < 10):
            raise ValidationError(f"“{text[:40]}” is no number of a group. Write it as “group 12”.")
        return int(number)


class QueryCell(Cell):
    """A query, which is another only if the search reads it otherwise."""

    def key(self, text: str) -> str:
        return BestBet.key_of(text)


class EndCell(DayCell):
    def check(self, value) -> None:
        if value and value < timezone.localdate():
            raise ValidationError("This day has passed.")


SYNONYMS = Table(
    SynonymGroup,
    key=["id"],
    names={"id": "group"},
    labels={"id": "group"},
    fields=["direction", "terms", "targets", "language", "keep_case", "reason", "theme", "is_on"],
    remark="A group is recognized by its number. A line without one is a new group. A change takes effect with the next"
    " search.",
    cells={"id": GroupCell},
    rules=problems_of_group,
    most_lines=20_000,
    gives_key=True,
)
BEST_BETS = Table(
    BestBet,
    key=["query", "resource"],
    fields=["reason", "ends_on"],
    remark="A best bet is recognized by its query and its record together. A change takes effect with the next search.",
    cells={"query": QueryCell, "ends_on": EndCell},
    rules=lambda bet, holds: problems_of_query(bet.query),
    most_lines=20_000,
    refer=refer,
)
