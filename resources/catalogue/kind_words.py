"""What people call the kinds of resources. A synonym is added here, and nowhere else."""

from typing import NamedTuple

from icpr.lib.folding import fold
from resources.models import Kind

Phrase = tuple[str, ...]
# What stands behind a kind that is meant: "guide to …", "video on …", "webinars since …".
JOINS = frozenset("about at between by for from in of on since to until with".split())  # noqa: SIM905


class KindPhrase(NamedTuple):
    """A phrase that may stand for kinds of resources.

    kinds: any of them. not_after: words in front that give it another meaning. is_clear: whether it means the kinds
    wherever it stands; else only at the end, before one of `before`, or before another filter.
    """

    kinds: tuple[Kind, ...]
    is_clear: bool
    before: frozenset[str] = JOINS
    not_after: frozenset[str] = frozenset()


ARTICLES = (Kind.ARTICLE, Kind.POLICE_CHIEF_ARTICLE)
CLEAR: tuple[tuple[tuple[Kind, ...], str], ...] = (
    (
        (Kind.MODEL_POLICY,),
        "model policy|model policies|template policy|template policies|policy template|policy templates",
    ),
    ((Kind.MODEL_POLICY,), "sample policy|sample policies|example policy|example policies|modelo de política"),
    ((Kind.POLICE_CHIEF_ARTICLE,), "police chief article|police chief articles|police chief magazine"),
    ((Kind.TOOLKIT,), "toolkit|toolkits|tool kit|tool kits|toolbox"),
    ((Kind.FACT_SHEET,), "fact sheet|fact sheets|factsheet|factsheets|one pager|one pagers|hoja informativa"),
    ((Kind.CHECKLIST,), "checklist|checklists|check list|check lists"),
    ((Kind.TRAINING,), "training course|training courses|online course|online courses|e learning|elearning"),
    ((Kind.WEBINAR,), "webinar|webinars|webcast|webcasts|web seminar|web seminars|online seminar|seminario web"),
    ((Kind.PODCAST,), "podcast|podcasts|podcast episode|podcast episodes"),
    ((Kind.BLOG_POST,), "blog|blogs|blog post|blog posts|blogpost|blogposts|blog article|blog articles"),
    ((Kind.CODE_OF_ETHICS,), "code of ethics|codes of ethics|oath of honor|oaths of honor"),
    ((Kind.GUIDE,), "guidebook|guidebooks|handbook|handbooks|how to guide|how to guides"),
    ((Kind.COLLECTION,), "reading list|reading lists|curated collection|curated collections"),
    ((Kind.WEB_PAGE,), "web page|web pages|webpage|webpages"),
)
# Plain nouns, which are also verbs or parts of other things: "report misconduct", "guide dogs", "body-worn video".
TOLD = frozenset("about between by from on since until".split())  # noqa: SIM905
FILED = "a accident can crash crime file filing incident how i make must police should to we will you"
NOUNS: tuple[tuple[tuple[Kind, ...], str, frozenset[str], str], ...] = (
    ((Kind.REPORT,), "report|reports", TOLD, FILED),
    ((Kind.GUIDE,), "guide|guides", JOINS, "to"),
    ((Kind.STUDY,), "study|studies|research study|research studies|case study|case studies", JOINS, "to"),
    ((Kind.VIDEO,), "video|videos", JOINS, "body worn dash car camera dashcam bodycam surveillance and"),
    ((Kind.TRAINING,), "course|courses", JOINS - {"of"}, "of"),
    ((Kind.SPEECH,), "speeches", JOINS, ""),
    (ARTICLES, "article|articles", JOINS, ""),
)


def _phrases() -> dict[Phrase, KindPhrase]:
    found = {_words(text): KindPhrase(kinds, True) for kinds, texts in CLEAR for text in texts.split("|")}
    for kinds, texts, before, not_after in NOUNS:
        noun = KindPhrase(kinds, False, before, frozenset(not_after.split()))
        found |= {_words(text): noun for text in texts.split("|")}
    return found


def _words(text: str) -> Phrase:
    return tuple(fold(text).split())


KIND_PHRASES = _phrases()
LONGEST = max(map(len, KIND_PHRASES))
