"""The controlled vocabularies of the catalogue: what a resource is, for whom, who may open it, how sure we are."""

from django.db import models

from icpr.lib.shown_in import ShownIn
from pillars.models import Term, TermManager

LANGUAGES = [
    ("en", "English"),
    ("es", "Spanish"),
    ("fr", "French"),
    ("pt", "Portuguese"),
    ("zh", "Chinese"),
    ("vi", "Vietnamese"),
    ("ar", "Arabic"),
    ("ko", "Korean"),
    ("ru", "Russian"),
    ("tl", "Tagalog"),
    ("ht", "Haitian Creole"),
]


class Kind(models.TextChoices):
    """What a resource is. The value is also its word in addresses."""

    MODEL_POLICY = "model-policy", "Model policy"
    POLICE_CHIEF_ARTICLE = "police-chief-article", "Police Chief article"
    REPORT = "report", "Report"
    GUIDE = "guide", "Guide"
    TOOLKIT = "toolkit", "Toolkit"
    FACT_SHEET = "fact-sheet", "Fact sheet"
    CHECKLIST = "checklist", "Checklist"
    TRAINING = "training", "Training"
    STUDY = "study", "Study"
    WEBINAR = "webinar", "Webinar"
    VIDEO = "video", "Video"
    PODCAST = "podcast", "Podcast"
    BLOG_POST = "blog-post", "Blog post"
    ARTICLE = "article", "Article"
    CODE_OF_ETHICS = "code-of-ethics", "Code or oath"
    SPEECH = "speech", "Speech"
    WEB_PAGE = "web-page", "Web page"
    COLLECTION = "collection", "Collection"
    OTHER = "other", "Other"

    @property
    def plural(self) -> str:
        """The word for several, in lower case: "model policies"."""
        return KIND_PLURALS.get(self) or f"{self.singular}s"

    @property
    def singular(self) -> str:
        """The word inside a sentence: "model policy", "Police Chief article"."""
        if self is Kind.OTHER:
            return "other resource"
        return self.label if self is Kind.POLICE_CHIEF_ARTICLE else self.label.lower()


KIND_PLURALS = {
    Kind.MODEL_POLICY: "model policies",
    Kind.STUDY: "studies",
    Kind.SPEECH: "speeches",
    Kind.TRAINING: "training courses",
    Kind.CODE_OF_ETHICS: "codes and oaths",
}


class Picture(models.TextChoices):
    """What is drawn beside a collection."""

    PILLARS = "", "The columns of its pillars"
    PEOPLE = "people", "People before the six columns"
    ALL = "all", "All six columns"


class Access(models.TextChoices):
    OPEN = "open", "Open to all"
    MEMBERS = "members", "Members only"
    ELSEWHERE = "elsewhere", "Held elsewhere"
    UNKNOWN = "unknown", "Not known"


class AddressEvidence(models.TextChoices):
    """What the official address leads to. Third-party copies are not linked."""

    OWN_PAGE = "own-page", "The publisher's own page"
    LIBRARY_RECORD = "library-record", "A library's record"
    ANNOUNCEMENT = "announcement", "An announcement"
    DIRECTORY = "directory", "The publisher's directory or list"


class DatePrecision(models.TextChoices):
    YEAR = "year", "Year"
    MONTH = "month", "Month"
    DAY = "day", "Day"


class Status(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in-review", "In review"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


class State(models.TextChoices):
    """Where a record stands at a moment: its status read together with the clock."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in-review", "In review"
    SCHEDULED = "scheduled", "Scheduled"
    PUBLIC = "public", "Public"
    EXPIRED = "expired", "Expired"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Audience(Term):
    """Whom a resource is for: law enforcement, community, local government."""

    position = models.PositiveSmallIntegerField(unique=True)

    objects = TermManager()
    shown_in = ShownIn(lists=("name", "slug", "position"), written=("name", "slug", "position"))

    class Meta:
        ordering = ["position"]
