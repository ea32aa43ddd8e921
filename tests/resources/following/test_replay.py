"""What subscriptions are told equals a naive replay of what happened, whatever the rhythm and whenever the job dies."""

import re
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from random import Random

import pytest
from django.db import connection
from django.utils import timezone

from icpr.jobs.leases import Lease
from resources import changes
from resources.following import digests, periods
from resources.following.models import Follower, Subscription
from resources.models import ChangeNote, RecordClock, Resource, Tag
from tests.factories import make_pillar, make_resource, make_tag
from tests.resources.following import followers
from tests.resources.following.followers import letters, make_follower, make_subscription

pytestmark = pytest.mark.django_db
DELAY = changes.LONGEST_TRANSACTION if connection.vendor == "sqlite" else periods.SKEW
MINUTE = timedelta(minutes=1)
ENTRY = re.compile(r"^Permanent address: https://library\.test/r/ICPR-0*([0-9]+)/$", re.MULTILINE)


class Killed(Exception):
    pass


class MortalLease(Lease):
    """Whoever does the job dies before or after a piece is written, or while it is."""

    chance: Random

    @contextmanager
    def fenced(self):
        with super().fenced():
            yield
            self._die(0.2)

    def beat(self) -> None:
        self._die(0.05)

    def _die(self, likely: float) -> None:
        if self.chance.random() < likely:
            raise Killed


class Library:
    """Records that are changed by chance at moments of the past, and what was done to each."""

    def __init__(self, seed: int):
        self.chance, self.began = Random(seed), timezone.now()
        # A Sunday evening: Monday mornings and a night in which clocks are changed are ahead.
        self.now = timezone.make_aware(datetime(2025, 10, 26, 20))
        self.pillars = [make_pillar(number=number, slug=f"pillar-{number}") for number in (1, 2)]
        self.tag = make_tag(name="trust")
        self.appeared: dict[int, datetime] = {}
        self.edited: dict[int, datetime] = {}
        self.notes: dict[int, list[tuple[datetime, str]]] = {}
        self.gone: dict[int, datetime] = {}
        self.replaced: dict[int, int] = {}

    def some(self) -> Resource | None:
        public = Resource.objects.published().order_by("pk")
        return self.chance.choice(public) if public else None

    def deed(self) -> None:
        name = self.chance.choice(["add", "add", "add", "later", "edit", "note", "note", "retag", "rename", "withdraw"])
        name = self.chance.choice([name, name, name, "expire", "replace", "restore", "hide"])
        record = self.some()
        if name in ("add", "later") or record:
            getattr(self, name)(record)
        touched = RecordClock.objects.filter(written_at__gte=self.began - MINUTE)
        self.edited |= dict.fromkeys(touched.values_list("number", flat=True), self.now)
        touched.update(written_at=self.now)
        self.now += timedelta(minutes=self.chance.choice([0.5, 2, 7, 40]))

    def add(self, _, publish_at: datetime | None = None) -> Resource:
        made = make_resource(
            title=self.chance.choice(["Foot patrol", "Body cameras", "Trust"]),
            publish_at=publish_at or self.now,
            pillars=self.chance.sample(self.pillars, self.chance.randint(0, 2)),
        )
        self.appeared[made.number], self.notes[made.number] = made.publish_at, []
        return made

    def later(self, _) -> None:
        self.add(None, self.now + timedelta(hours=self.chance.randint(1, 50)))

    def edit(self, record: Resource) -> None:
        Resource.objects.filter(pk=record.pk).update(annotation=f"About {self.chance.random()}.")

    def note(self, record: Resource) -> None:
        if record.publish_at <= self.now:
            text = f"Note {self.chance.random()}."
            ChangeNote.objects.create(resource=record, told_at=self.now, text=text)
            RecordClock.objects.filter(record=record).update(told_at=self.now)
            self.notes[record.number].append((self.now, text))

    def retag(self, record: Resource) -> None:
        record.tags.set([self.tag] if self.chance.random() < 0.7 else [])

    def rename(self, _) -> None:
        term = self.chance.choice([*self.pillars, self.tag])
        term = type(term).objects.get(pk=term.pk)
        term.slug = f"renamed-{self.chance.randrange(10**6)}"
        term.save()

    def withdraw(self, record: Resource) -> None:
        if record.publish_at <= self.now:
            record.withdraw("Out of date.")
            self.gone[record.number] = self.now

    def expire(self, record: Resource) -> None:
        if record.publish_at < self.now:
            Resource.objects.filter(pk=record.pk).update(expire_at=self.now)
            RecordClock.objects.filter(pk=record.number).update(is_live=True, expire_at=self.now)
            self.gone[record.number] = self.now

    def replace(self, record: Resource) -> None:
        later = self.add(None)
        Resource.objects.filter(pk=record.pk).update(superseded_by=later)
        self.replaced[record.number] = later.number

    def restore(self, _) -> None:
        for record in Resource.objects.withdrawn()[:1]:
            record.stand_public(record.publish_at)
            record.withdrawn_at, record.withdrawn_reason = None, ""
            record.save()
            del self.gone[record.number]

    def hide(self, record: Resource) -> None:
        """Withdrawn before anybody could be told that it appeared."""
        self.withdraw(self.add(None))

    def events(self, number: int) -> list[tuple[datetime, str]]:
        """What is to be told of a record now: moments, each with a text of the letter or none."""
        if number in self.gone:
            return [(self.gone[number], "gone"), *self._replacements(number)]
        major = [(self.appeared[number], ""), *self.notes[number], *self._replacements(number)]
        stamp = max([self.edited[number], self.appeared[number], *(at for at, _ in self._replacements(number))])
        if all(abs(stamp - moment) > MINUTE for moment, _ in major):
            major.append((stamp, "minor"))
        return major

    def _replacements(self, number: int) -> list[tuple[datetime, str]]:
        later = self.replaced.get(number)
        return [(self.appeared[later], "replaced")] if later and later not in self.gone else []


class Reader:
    """A follower as a naive replay keeps it: what each subscription follows, and until when it was told."""

    def __init__(self, library: Library):
        self.library, self.follower, self.follows = library, make_follower(), {}
        for _ in range(library.chance.randint(1, 3)):
            address, holds = self._what()
            if not self.follower.subscriptions.filter(address=address).exists():
                made = make_subscription(
                    address,
                    follower=self.follower,
                    told_until=library.now,
                    rhythm=library.chance.choice(["at-once", "daily", "weekly"]),
                    level=library.chance.choice(["major", "all"]),
                )
                self.follows[made.pk] = [made.rhythm, made.level, library.now, holds]

    def _what(self):
        library, records = self.library, Resource.objects
        pillar, record = library.chance.choice(library.pillars), library.some()
        slug = type(pillar).objects.get(pk=pillar.pk).slug
        some = [
            (f"/pillars/{slug}/", lambda: records.filter(pillars=pillar)),
            (f"/resources/?pillar={slug}&q=patrol", lambda: records.filter(pillars=pillar, title="Foot patrol")),
            (f"/resources/?tag={Tag.objects.get().slug}", lambda: records.filter(tags=library.tag)),
            ("/resources/?q=trust", lambda: records.filter(title="Trust") | records.filter(tags=library.tag)),
        ]
        if record:
            some.append((record.permanent_url, record.number))
        return library.chance.choice(some)

    def expected(self) -> set[str] | None:
        """What a letter of now says: numbers and texts of notes; None for no letter."""
        ripe, moments = [], []
        for pk, (rhythm, level, told, holds) in self.follows.items():
            end = self._end(rhythm)
            numbers = [holds] if isinstance(holds, int) else holds().published().values_list("number", flat=True)
            found = []
            for number in set(numbers):
                events = [each for each in self.library.events(number) if told < each[0] <= end]
                if not isinstance(holds, int):
                    events = [each for each in events if each[1] != "replaced"]
                major = [each for each in events if each[1] != "minor"]
                found += [(number, *each) for each in major or (events if level == "all" else [])]
            ripe.append((pk, rhythm, end, found))
            moments += [at for _, at, _ in found] if rhythm == "at-once" else []
        now = self.library.now
        waits = moments and now - max(moments) < periods.QUIET and now - min(moments) < periods.LONGEST_WAIT
        said = set()
        for pk, rhythm, end, found in ripe:
            if rhythm != "at-once" or not waits:
                self.follows[pk][2] = max(end, self.follows[pk][2])
                said |= {str(number) for number, *_ in found} | {text for *_, text in found if text[:4] == "Note"}
        return said or None

    def _end(self, rhythm: str) -> datetime:
        end = self.library.now
        if rhythm == "at-once":
            return end
        day = timezone.localdate(end)
        while (seven := timezone.make_aware(datetime.combine(day, time(7)))) > end or (
            rhythm == "weekly" and day.strftime("%A") != "Monday"
        ):
            day -= timedelta(days=1)
        return seven

    def told(self) -> list[set[str]]:
        """What was said to this follower, a set for each letter, the first one first."""
        digested = [each.text for each in letters(self.follower) if each.key.startswith("digest:")]
        return [{*ENTRY.findall(text), *re.findall(r"Note 0\.[0-9e-]+\.", text)} for text in digested]


def run(library: Library) -> None:
    """Do the job as of the library's moment, again and again until nobody dies."""
    for _ in range(50):
        lease = followers.lease()
        mortal = MortalLease(lease.job, lease.fence, lease.seconds)
        mortal.chance = library.chance
        try:
            digests.tell(mortal, library.now + DELAY, piece=2)
        except Killed:
            continue
        return
    pytest.fail("It died fifty times.")


@pytest.mark.parametrize("seed", range(3))
def test_works(seed):
    library = Library(seed)
    library.deed()
    readers: list[Reader] = []
    seen: dict[int, int] = {}
    for step in range(18):
        if step % 3 == 0:
            readers.append(Reader(library))
        for _ in range(library.chance.randint(1, 4)):
            library.deed()
        library.now += timedelta(hours=library.chance.choice([0, 0, 1, 9, 30, 100]))
        wanted = [reader.expected() for reader in readers]
        run(library)
        for reader, said in zip(readers, wanted, strict=True):
            told = reader.told()
            before = seen.get(reader.follower.pk, 0)
            assert told[before:] == ([said] if said else []), (seed, step, reader.follows)
            seen[reader.follower.pk] = len(told)
        if library.chance.random() < 0.2:  # the clock is set back for a while
            library.now, now = library.now - timedelta(days=2), library.now
            run(library)
            assert all(len(reader.told()) == seen[reader.follower.pk] for reader in readers)
            library.now = now
        library.now += MINUTE
    assert sum(seen.values()) > 2
    assert Follower.objects.count() == len(readers)
    assert Subscription.objects.count() == sum(len(reader.follows) for reader in readers)
