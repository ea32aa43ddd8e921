"""What a mail says of each record, item or practice that has news, read for many at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from icpr.lib.http.site import absolute
from icpr.lib.moments import day_in_words
from icpr.lib.text.fields import one_line
from icpr.lib.text.languages import attributes, direction
from pillars.models import Item, Practice
from resources.catalogue import groups
from resources.catalogue.history import earlier_editions
from resources.catalogue.tombstone import Tombstone
from resources.citations import STYLES, wording
from resources.citations.work import Work
from resources.following.matching import Match, Subject
from resources.following.news import Event, What
from resources.formats.reading import HELD, exported
from resources.models import RecordClock, Resource

MOST_SAID = 5  # events of one entry; the latest


@dataclass(frozen=True, slots=True)
class Link:
    """A record that a sentence ends with: its title in its language, and its permanent address."""

    title: str
    language: str
    url: str

    @classmethod
    def of(cls, record: Resource) -> "Link":
        return cls(one_line(record.title), record.language, absolute(record.permanent_url))

    @property
    def attributes(self) -> SafeString | str:
        return attributes(self.language)

    @property
    def plain(self) -> str:
        return f"{isolated(self.title, self.language)} {self.url}"


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of what happened, and the records it ends with."""

    text: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One subject with what happened to it, written. html, text: all but why it is in the mail."""

    subject: Subject
    title: str
    language: str
    what: What
    html: SafeString
    text: str


class Facts:
    """What is known of subjects, kept for the letters of one run. at: the moment whose readers are told."""

    def __init__(self, at: datetime):
        self.at = at
        self._rows: dict[Subject, Resource | Tombstone | Item | Practice | None] = {}
        self._later: dict[int, Resource] = {}
        self._written: dict[Match, Entry | None] = {}

    def learn(self, matches: Iterable[Match]) -> None:
        """Read what is not known yet of the subjects of some matches: a fixed number of queries."""
        every = list(matches)
        wanted = {match.subject for match in every} - self._rows.keys()
        for sort, read in READERS.items():
            if keys := [subject.key for subject in wanted if subject.sort == sort]:
                found = read(keys, self.at)
                self._rows |= {Subject(sort, key): found.get(key) for key in keys}
        later = {event.later for match in every for event in match.events if event.later} - self._later.keys()
        self._later |= Resource.objects.published(self.at).without_texts().in_bulk(later) if later else {}

    def entry(self, match: Match) -> Entry | None:
        """What is said of a match whose subject was learned; None of what went while it was read."""
        if match not in self._written:
            row = self._rows.get(match.subject)
            self._written[match] = self._entry(match, row) if row is not None else None
        return self._written[match]

    def _entry(self, match: Match, row) -> Entry:
        facts = DESCRIBERS[match.subject.sort](row)
        said = [self._said(event, row) for event in match.events[-MOST_SAID:]]
        shown = {"said": said, "attributes": attributes(facts["language"])} | facts
        shown["plain_title"] = isolated(facts["title"], facts["language"])
        return Entry(
            match.subject,
            facts["title"],
            facts["language"],
            min((event.what for event in match.events), key=[*What].index, default=What.NEW),
            SafeString(render_to_string("mail/_entry.html", shown).strip()),
            render_to_string("mail/_entry.txt", shown).strip(),
        )

    def _said(self, event: Event, row) -> Said:
        day = day_in_words(event.moment)
        match event.what:
            case What.GONE:
                later = row.successor
                return Said(f"{row.said}{' Use instead:' if later else ''}", (Link.of(later),) if later else ())
            case What.REPLACED:
                later = self._later.get(event.later)
                return Said(f"A new edition was added on {day}:", (Link.of(later),)) if later else Said("Replaced.")
            case What.NEW:
                return _added(row, day)
            case What.TOLD:
                return Said(f"{'New edition' if event.is_edition else 'Changed'} on {day}: {one_line(event.text)}")
            case What.REWORDED | What.ENTERED:
                return Said(f"{event.text} ({day})")
        return Said(f"Changed on {day}. The editors call the change minor.")


def _added(record: Resource, day: str) -> Said:
    earlier = tuple(map(Link.of, record.earlier_editions))
    if earlier:
        return Said(f"New: added on {day}. It is a new edition of", earlier)
    return Said(f"New: added on {day}.")


def isolated(title: str, language: str) -> str:
    """A title for plain text: one that runs from right to left keeps the order of what stands beside it."""
    return f"\u2068{title}\u2069" if direction(language) == "rtl" else title


def _records(keys: list[int], at: datetime) -> dict[int, Resource]:
    found = exported(at).prefetch_related(earlier_editions(at))
    records = groups.in_order(keys, found)
    for record in records:
        record._prefetched_objects_cache = {name: getattr(record, held) for name, held in HELD.items()}
    return {record.pk: record for record in records}


def _gone(numbers: list[int], at: datetime) -> dict[int, Tombstone]:
    rows = RecordClock.objects.gone(at).select_related("record__superseded_by").in_bulk(numbers)
    return {number: Tombstone(clock) for number, clock in rows.items()}


def _in_bulk(model: type[Model]):
    return lambda keys, at: model.objects.in_bulk(keys)


def _of_record(record: Resource) -> dict:
    cited = STYLES["apa"].compose(Work.of(record))
    return {
        "title": one_line(record.title),
        "language": record.language,
        "kind": record.get_kind_display(),
        "url": absolute(record.permanent_url),
        "annotation": one_line(record.annotation),
        "availability": f"{record.availability.label}. {record.availability.meaning}",
        "citation": wording.html(cited, record.title, attributes(record.language)),
        "plain_citation": wording.plain(cited),
    }


def _of_gone(gone: Tombstone) -> dict:
    return {
        "title": one_line(gone.title),
        "language": gone.language,
        "kind": gone.kind.label,
        "url": absolute(gone.url),
    }


def _of_item(item: Item) -> dict:
    return {
        "title": one_line(str(item)),
        "language": "en",
        "kind": "Blueprint item",
        "url": absolute(item.get_absolute_url()),
        "annotation": one_line(item.statement),
    }


def _of_practice(practice: Practice) -> dict:
    return {
        "title": practice.name,
        "language": "en",
        "kind": "Practice",
        "url": absolute(practice.get_absolute_url()),
        "annotation": one_line(practice.what_it_is),
    }


READERS = {"record": _records, "gone": _gone, "item": _in_bulk(Item), "practice": _in_bulk(Practice)}
DESCRIBERS = {"record": _of_record, "gone": _of_gone, "item": _of_item, "practice": _of_practice}
