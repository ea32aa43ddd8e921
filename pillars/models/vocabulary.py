"""The closed lists the Blueprint is described with: its items, and what research found."""

from django.db import models


class Level(models.TextChoices):
    OVERARCHING = "overarching", "Overarching recommendation"
    RECOMMENDATION = "recommendation", "Recommendation"
    ACTION_ITEM = "action_item", "Action item"


class Effort(models.TextChoices):
    LOW = "low", "Low effort"
    MEDIUM = "medium", "Medium effort"
    HIGH = "high", "High effort"


class Side(models.TextChoices):
    """The IACP's division of the work: inside the agency, or toward the community."""

    INTERNAL = "internal", "Inside the agency"
    EXTERNAL = "external", "Toward the community"
    BOTH = "both", "Inside the agency and toward the community"


class ItemState(models.TextChoices):
    PUBLISHED = "published", "Published"
    TO_CHECK = "to-check", "To check against the report"
    DISCARDED = "discarded", "Discarded"


class Direction(models.TextChoices):
    """What a source found for one outcome. An item without any finding is "not reviewed", which is none of these."""

    HELPS = "helps", "Helps"
    MIXED = "mixed", "Mixed results"
    NO_EFFECT = "no-effect", "No effect found"
    HARM = "harm", "Harm found"
    NOT_ENOUGH = "not-enough-research", "Not enough research"


class Strength(models.TextChoices):
    """The kind of research a finding rests on."""

    REVIEWS = "reviews", "Systematic review or meta-analysis"
    TRIAL = "trial", "Randomized trial"
    OTHER = "other", "Other study or report"
    UNKNOWN = "unknown", "Design not stated"
