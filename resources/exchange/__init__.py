"""The catalogue's tables that staff take out and read in. One more is a declaration, and its line in the admin."""

from resources.exchange.records import COLLECTIONS, RESOURCES
from resources.exchange.words import AUDIENCES, BEST_BETS, PUBLISHERS, SYNONYMS, TAGS

__all__ = ["AUDIENCES", "BEST_BETS", "COLLECTIONS", "PUBLISHERS", "RESOURCES", "SYNONYMS", "TAGS"]
