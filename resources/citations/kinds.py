"""As what each kind of record is cited: a row a kind, with what other programs call it."""

from dataclasses import dataclass

from resources.models import Kind


@dataclass(frozen=True, slots=True)
class Cited:
    """As what a work is cited.

    csl, ris, bibtex: its type in those files; the tables of the styles go by the first. description: what a style that
    describes unusual works calls it; "" for those that need none. within: the row that takes its place when the record
    names a publication; without one, the publication is a series that the work belongs to.
    """

    csl: str
    ris: str
    bibtex: str
    description: str = ""
    within: "Cited | None" = None

    @property
    def is_part(self) -> bool:
        """Whether it stands in a magazine, a journal or a blog, and not by itself."""
        return self.bibtex == "article"


IN_MAGAZINE = Cited("article-magazine", "MGZN", "article")
IN_JOURNAL = Cited("article-journal", "JOUR", "article")
ON_BLOG = Cited("post-weblog", "BLOG", "article")
PAGE = Cited("webpage", "ELEC", "misc", within=IN_MAGAZINE)


def _report(description: str = "", within: Cited | None = None) -> Cited:
    return Cited("report", "RPRT", "techreport", description, within)


CITED = {
    Kind.MODEL_POLICY: _report("Model policy"),
    Kind.POLICE_CHIEF_ARTICLE: PAGE,
    Kind.REPORT: _report(),
    Kind.GUIDE: _report(),
    Kind.TOOLKIT: _report("Toolkit"),
    Kind.FACT_SHEET: _report("Fact sheet"),
    Kind.CHECKLIST: _report("Checklist"),
    Kind.TRAINING: Cited("document", "GEN", "misc", "Training"),
    Kind.STUDY: _report(within=IN_JOURNAL),
    Kind.WEBINAR: Cited("broadcast", "VIDEO", "misc", "Webinar"),
    Kind.VIDEO: Cited("motion_picture", "VIDEO", "misc", "Video"),
    Kind.PODCAST: Cited("broadcast", "SOUND", "misc", "Podcast"),
    Kind.BLOG_POST: Cited("webpage", "BLOG", "misc", within=ON_BLOG),
    Kind.ARTICLE: PAGE,
    Kind.CODE_OF_ETHICS: _report(),
    Kind.SPEECH: Cited("speech", "GEN", "misc", "Speech"),
    Kind.WEB_PAGE: PAGE,
    Kind.COLLECTION: Cited("webpage", "ELEC", "misc", "Collection"),
    Kind.OTHER: Cited("document", "GEN", "misc", within=IN_MAGAZINE),
}


def cited(kind: str, publication: str) -> Cited:
    """As what a record of this kind is cited, which appeared in that publication ("" for none)."""
    alone = CITED[Kind(kind)]
    return alone.within if publication and alone.within else alone
