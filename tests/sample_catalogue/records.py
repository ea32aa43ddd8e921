"""Made-up records, one after another: pure invention from a seed, nothing is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TypeVar

from icpr.lib.folding import slug_of, sort_title
from pillars.models import FocusArea, Pillar, Topic
from resources.models import (
    Access,
    AddressEvidence,
    Audience,
    Author,
    DatePrecision,
    Document,
    Kind,
    Publisher,
    Resource,
    Status,
    Tag,
)
from resources.models.documents import Role
from tests.sample_catalogue.rows import maker_of
from tests.sample_catalogue.terms import Terms
from tests.sample_catalogue.vocabulary import JOINING, SUBJECT_WORDS, WORDS, Weighted, Zipf, shuffled_places

T = TypeVar("T")

TITLE_MARK = "Sample: "
# Fixed, so that the same seed gives the same records on any day; what the clock has yet to bring lies far ahead.
OPENED = datetime(2016, 5, 17, 12, tzinfo=UTC)
CLOSED = datetime(2026, 11, 1, 12, tzinfo=UTC)
FAR = datetime(2098, 1, 1, 12, tzinfo=UTC)

# What a library like this one holds, in parts of a hundred or so.
KINDS = Weighted(
    {
        Kind.POLICE_CHIEF_ARTICLE: 24,
        Kind.REPORT: 15,
        Kind.GUIDE: 12,
        Kind.BLOG_POST: 8,
        Kind.WEB_PAGE: 7,
        Kind.FACT_SHEET: 6,
        Kind.MODEL_POLICY: 5,
        Kind.TRAINING: 4,
        Kind.TOOLKIT: 4,
        Kind.STUDY: 4,
        Kind.ARTICLE: 3,
        Kind.WEBINAR: 2,
        Kind.VIDEO: 2,
        Kind.PODCAST: 2,
        Kind.CHECKLIST: 1,
        Kind.OTHER: 1,
    }
)
LANGUAGES = Weighted({"en": 930, "es": 45, "fr": 9, "zh": 5, "vi": 4, "ar": 3, "pt": 2, "ko": 1, "tl": 1})
ACCESS = Weighted({Access.OPEN: 55, Access.UNKNOWN: 22, Access.ELSEWHERE: 13, Access.MEMBERS: 10})
STANDING = Weighted({"public": 970, "draft": 11, "in review": 4, "scheduled": 5, "expired": 5, "withdrawn": 5})
PRECISIONS = Weighted({DatePrecision.YEAR: 5, DatePrecision.MONTH: 3, DatePrecision.DAY: 2})
ONE_OR_TWO = Weighted({1: 85, 2: 15})
ONE_TO_THREE = Weighted({1: 60, 2: 30, 3: 10})
TWO_TO_FIVE = Weighted({2: 30, 3: 35, 4: 25, 5: 10})
OFTEN_NONE = Weighted({0: 65, 1: 25, 2: 10})
EVIDENCE = AddressEvidence.values
PAPERS = (Role.MODEL_POLICY, Role.CONSIDERATIONS, Role.CONCEPTS_ISSUES, Role.NEED_TO_KNOW, Role.DISCUSSION)

new_record, new_author, new_document = map(maker_of, (Resource, Author, Document))


@dataclass(frozen=True, slots=True)
class Sample:
    """One record, not saved, with what belongs to it. The fields after `resource` are named as its relations."""

    resource: Resource
    pillars: list[Pillar]
    focus_areas: list[FocusArea]
    topics: list[Topic]
    audiences: list[Audience]
    publishers: list[Publisher]
    tags: list[Tag]
    authors: list[Author]
    documents: list[Document]


def sample_records(count: int, terms: Terms, *, seed: int, first_number: int = 1) -> Iterator[Sample]:
    """`count` records with consecutive permanent numbers. The n-th is the same however many follow it."""
    inventor = Inventor(terms, Random(f"records {seed}"))
    return (inventor.record(number) for number in range(first_number, first_number + count))


class Inventor:
    def __init__(self, terms: Terms, random: Random):
        self.random = random
        self.pillars, self.focus_areas = Zipf(terms.pillars), Zipf(terms.focus_areas)
        self.topics, self.audiences = Zipf(terms.topics), Zipf(terms.audiences, flatness=0)
        self.publishers, self.tags = Zipf(terms.publishers), Zipf(terms.tags, flatness=5)
        self.words, self.subjects = Zipf(WORDS, flatness=6), Zipf(SUBJECT_WORDS, flatness=6)
        self.joining, self.places = Zipf(JOINING), Zipf(shuffled_places()[:2_000], flatness=50)

    def record(self, number: int) -> Sample:
        kind = KINDS.one(self.random)
        resource = new_record(
            number=number, kind=kind, language=LANGUAGES.one(self.random), access=ACCESS.one(self.random)
        )
        self._write(resource)
        self._date(resource)
        self._stand(resource)
        if resource.access in {Access.OPEN, Access.MEMBERS} and self._chance(0.8):
            resource.official_url = f"https://sample.example/{resource.slug}"
            resource.address_evidence = self.random.choice(EVIDENCE)
        return Sample(
            resource,
            pillars=self.pillars.different(self.random, ONE_TO_THREE.one(self.random)),
            focus_areas=self.focus_areas.different(self.random, ONE_OR_TWO.one(self.random)),
            topics=self.topics.different(self.random, OFTEN_NONE.one(self.random)),
            audiences=self.audiences.different(self.random, ONE_TO_THREE.one(self.random)),
            publishers=self.publishers.different(self.random, ONE_OR_TWO.one(self.random)),
            tags=self.tags.different(self.random, TWO_TO_FIVE.one(self.random)),
            authors=self._authors(),
            documents=self._documents(kind),
        )

    def _chance(self, share: float) -> bool:
        return self.random.random() < share

    def _write(self, resource: Resource) -> None:
        words = [word.title() for word in self.subjects.draw(self.random, 4)]
        place = self.places.one(self.random).title()
        resource.title = f"{TITLE_MARK}{words[0]} {words[1]} and {words[2]} {words[3]} in {place}"
        resource.sort_title = sort_title(resource.title)
        resource.slug = f"{slug_of(resource.title)}-{resource.number}"
        resource.annotation = self._sentence(17)
        resource.in_brief = " ".join(self._sentence(14) for _ in range(self.random.choice((0, 2, 3))))
        if self._chance(0.2):
            resource.body = "\n\n".join(self._sentence(30) for _ in range(self.random.choice((3, 5, 9))))

    def _sentence(self, length: int) -> str:
        """As many words, every third a joining one."""
        words = self.words.draw(self.random, length)
        words[2::3] = self.joining.draw(self.random, len(words[2::3]))
        return " ".join(words).capitalize() + "."

    def _date(self, resource: Resource) -> None:
        """A third undated; the others from 1980 on, more and more of them."""
        if self._chance(1 / 3):
            return
        day = CLOSED.date() - timedelta(days=int(46 * 365 * self.random.random() ** 1.7))
        precision = PRECISIONS.one(self.random)
        if resource.kind == Kind.POLICE_CHIEF_ARTICLE:
            precision = DatePrecision.MONTH
            resource.volume, resource.issue = str(day.year - 1_933), str(day.month)
        resource.issued_on, resource.issued_precision = _rounded(day, precision), precision

    def _stand(self, resource: Resource) -> None:
        if resource.kind == Kind.POLICE_CHIEF_ARTICLE:
            resource.publication = "Sample Police Chief"
        standing = STANDING.one(self.random)
        moment = OPENED + timedelta(seconds=int((CLOSED - OPENED).total_seconds() * self.random.random()))
        if standing in {"draft", "in review"}:
            resource.status = Status.DRAFT if standing == "draft" else Status.IN_REVIEW
            return
        resource.status, resource.publish_at = Status.PUBLISHED, moment
        if standing == "scheduled":
            resource.publish_at = FAR + (moment - OPENED)
        elif standing == "expired":
            resource.expire_at = moment + timedelta(days=1)
        elif standing == "withdrawn":
            resource.status, resource.withdrawn_at = Status.WITHDRAWN, moment + timedelta(days=1)
            resource.withdrawn_reason = "A sample of a withdrawn record."
        elif self._chance(0.001):
            resource.new_until = FAR.date()

    def _authors(self) -> list[Author]:
        if self._chance(0.2):
            return [new_author(position=1, organization=self.publishers.one(self.random).name)]
        count = self.random.choices((0, 1, 2, 3), weights=(35, 40, 20, 5))[0]
        names = self.places.draw(self.random, 2 * count)
        return [
            new_author(position=n + 1, family_name=names[2 * n].title(), given_names=names[2 * n + 1].title())
            for n in range(count)
        ]

    def _documents(self, kind: Kind) -> list[Document]:
        """Links, and papers known of but not held; files would have to be written beside the database."""
        if kind == Kind.MODEL_POLICY:
            roles = PAPERS[: 1 + self.random.choices(range(5), weights=(30, 25, 30, 10, 5))[0]]
        else:
            roles = (Role.FULL_TEXT,) if self._chance(0.3) else ()
        papers = [new_document(position=n, role=role) for n, role in enumerate(roles, 1)]
        for paper in papers:
            if self._chance(0.6):
                paper.url = f"https://sample.example/{paper.role}-{self.random.randrange(10**6)}.pdf"
                paper.address_evidence, paper.format = AddressEvidence.OWN_PAGE, "pdf"
                paper.page_count = self.random.randrange(1, 60)
        return papers


def _rounded(day: date, precision: DatePrecision) -> date:
    if precision == DatePrecision.YEAR:
        return day.replace(month=1, day=1)
    return day.replace(day=1) if precision == DatePrecision.MONTH else day
