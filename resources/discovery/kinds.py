"""What each kind of record is called by those who read pages by machine."""

from typing import NamedTuple

from resources.models import DatePrecision, Kind, Resource


class Words(NamedTuple):
    """schema: the type of schema.org. zotero: the type of reference of Zotero. dcmi: the type of the Dublin Core."""

    schema: str
    zotero: str
    dcmi: str = "Text"


WORDS = {
    Kind.MODEL_POLICY: Words("DigitalDocument", "report"),
    Kind.POLICE_CHIEF_ARTICLE: Words("Article", "magazineArticle"),
    Kind.REPORT: Words("Report", "report"),
    Kind.GUIDE: Words("DigitalDocument", "report"),
    Kind.TOOLKIT: Words("Collection", "report", "Collection"),
    Kind.FACT_SHEET: Words("DigitalDocument", "report"),
    Kind.CHECKLIST: Words("DigitalDocument", "report"),
    Kind.TRAINING: Words("Course", "presentation", "InteractiveResource"),
    Kind.STUDY: Words("Report", "report"),
    Kind.WEBINAR: Words("LearningResource", "presentation", "Event"),
    Kind.VIDEO: Words("VideoObject", "videoRecording", "MovingImage"),
    Kind.PODCAST: Words("PodcastEpisode", "podcast", "Sound"),
    Kind.BLOG_POST: Words("BlogPosting", "blogPost"),
    Kind.ARTICLE: Words("Article", "magazineArticle"),
    Kind.CODE_OF_ETHICS: Words("DigitalDocument", "document"),
    Kind.SPEECH: Words("CreativeWork", "presentation"),
    Kind.WEB_PAGE: Words("WebPage", "webpage"),
    Kind.COLLECTION: Words("Collection", "webpage", "Collection"),
    Kind.OTHER: Words("CreativeWork", "document"),
}
PARTS_KNOWN = {DatePrecision.YEAR: 1, DatePrecision.MONTH: 2, DatePrecision.DAY: 3}
OF_JOURNAL = Words("ScholarlyArticle", "journalArticle")  # a study that appeared in a journal


def words_of(record: Resource) -> Words:
    """The words for a record: those of its kind, or of an article for a study that appeared in a publication."""
    return OF_JOURNAL if record.kind == Kind.STUDY and record.publication else WORDS[Kind(record.kind)]


def date_of(record: Resource, separator: str = "-") -> str:
    """The date of issue as precisely as it is known: "2019", "2015-05", "2016-07-25"; empty when it is not known."""
    if not record.issued_on:
        return ""
    return separator.join(record.issued_on.isoformat().split("-")[: PARTS_KNOWN[record.issued_precision]])
