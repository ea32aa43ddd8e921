"""The frame's tables, and the Blueprint's: what the Task Force asked for and what research says of it."""

from pillars.models.actors import Actor
from pillars.models.addresses import Addressed, FormerAddress
from pillars.models.evidence import Finding, Practice
from pillars.models.examples import AgencyExample
from pillars.models.frame import FocusArea, Hue, Pillar, Term, TermManager, Topic
from pillars.models.items import ActionItem, Item, Recommendation
from pillars.models.plans import IN_PLACE, AgencySize, AgencyType, Change, Entry, Plan, Priority, Progress
from pillars.models.rating import RULE, EvidenceRating, Rated, rate
from pillars.models.states import STATES, State
from pillars.models.vocabulary import Direction, Effort, ItemState, Level, Side, Strength

__all__ = [
    "IN_PLACE",
    "RULE",
    "STATES",
    "ActionItem",
    "Actor",
    "Addressed",
    "AgencyExample",
    "AgencySize",
    "AgencyType",
    "Change",
    "Direction",
    "Effort",
    "Entry",
    "EvidenceRating",
    "Finding",
    "FocusArea",
    "FormerAddress",
    "Hue",
    "Item",
    "ItemState",
    "Level",
    "Pillar",
    "Plan",
    "Practice",
    "Priority",
    "Progress",
    "Rated",
    "Recommendation",
    "Side",
    "State",
    "Strength",
    "Term",
    "TermManager",
    "Topic",
    "rate",
]
