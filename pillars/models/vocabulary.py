"""The closed lists an item of the Blueprint is described with."""

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
