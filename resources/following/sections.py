"""What a mail says of each subscription: which entries stand in it whole, and why.

Its size is bounded: of a bulk import the first entries stand in it, and a link leads to the rest.
"""

from dataclasses import dataclass, field
from datetime import datetime

from icpr.lib.http.site import absolute
from icpr.lib.text.fields import one_line
from resources.following import links
from resources.following.entries import Entry, Facts
from resources.following.matching import Match, Subject
from resources.following.models import Subscription
from resources.following.targets import number_of

MOST = 25  # entries that stand in a mail whole
BYTES = 75_000  # of HTML, beside what is around them: mail programs cut what is longer than 102 kB
SECTION = 1_200  # bytes around the entries of a subscription, at least
ENTRY = 100  # bytes around an entry
RECORD, OWN = "A record you follow", "You follow this record."
NAMED = 5  # of what an entry matches


@dataclass(frozen=True, slots=True)
class Due:
    """A subscription with what it is told, the weightiest first. title, address: what it is of, as it is called and
    where it is now. newest: where all of it can be seen, the latest first where that can be asked for. until: the end
    of its period."""

    subscription: Subscription
    until: datetime
    matches: list[Match]
    title: str
    address: str
    newest: str = ""

    @property
    def why(self) -> str:
        return OWN if number_of(self.address) is not None else one_line(self.title)


@dataclass
class Section:
    """What a mail says of one subscription. more: how many entries have no place. above: how many stand in a section
    before it, in a sentence."""

    title: str
    url: str
    stop: str
    newest: str
    entries: list[tuple[Entry, str]] = field(default_factory=list)
    more: int = 0
    above: str = ""


def sections_of(due: list[Due], facts: Facts) -> tuple[list[Section], int]:
    """The sections there is room for, each subject in the first one that it matches; and how many have no room."""
    reasons = _reasons(due)
    room, done = BYTES, set()
    sections: list[Section] = []
    for place, (each, share) in enumerate(zip(due, shares([len(each.matches) for each in due]), strict=True)):
        section = _section(each)
        room -= SECTION + _size(section)
        if sections and room < 0:
            return sections, len(due) - place
        new = [match for match in each.matches if match.subject not in done]
        facts.learn(new[:share])
        for match in new[:share]:
            entry = facts.entry(match)
            if entry is None:
                continue
            why = _why(reasons[match.subject])
            room -= ENTRY + len(entry.html.encode()) + len(why.encode())
            if section.entries and room < 0:
                break
            section.entries.append((entry, why))
            done.add(match.subject)
        section.more = len(new) - len(section.entries)
        section.above = _above(len(each.matches) - len(new))
        sections.append(section)
    return sections, 0


def shares(numbers: list[int]) -> list[int]:
    """How many of the entries that a mail holds whole each subscription has, of the numbers they could fill: what one
    does not need the others have, and each has one at least."""
    room, found = MOST, [1] * len(numbers)
    room -= len(numbers)
    while room > 0 and (wanting := [place for place, number in enumerate(numbers) if number > found[place]]):
        for place in wanting[:room]:
            found[place] += 1
        room -= len(wanting)
    return found


def _section(due: Due) -> Section:
    stop = links.unsubscribe_url(due.subscription)
    title = RECORD if number_of(due.address) is not None else one_line(due.title)
    return Section(title, absolute(due.address), stop, absolute(due.newest or due.address))


def _size(section: Section) -> int:
    return 3 * len(section.url) + len(section.title.encode()) + len(section.stop)


def _above(number: int) -> str:
    if not number:
        return ""
    return "One entry above is in this too." if number == 1 else f"{number} entries above are in this too."


def _reasons(due: list[Due]) -> dict[Subject, list[str]]:
    """Why each subject is in the mail: what all the subscriptions are of that it matches."""
    whys: dict[Subject, list[str]] = {}
    for each in due:
        why = each.why
        for match in each.matches:
            whys.setdefault(match.subject, []).append(why)
    return whys


def _some(names: list[str]) -> str:
    """A few names, and how many there are besides."""
    return "; ".join([*names[:NAMED], f"{len(names) - NAMED} more"] if len(names) > NAMED else names)


def _why(reasons: list[str]) -> str:
    lists = _some([reason for reason in reasons if reason != OWN])
    return " ".join(filter(None, [OWN if OWN in reasons else "", f"Matches: {lists}" if lists else ""]))
