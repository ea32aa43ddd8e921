"""The words of made-up records, as uneven as those of a language: a few everywhere, most of them rare."""

from bisect import bisect
from itertools import accumulate, product
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")

JOINING = "the of and to in for a with on that is by from as are at it an be this".split()  # noqa: SIM905

# In falling order of use. Left as one text: a line a word would be longer than the module.
SUBJECTS = """
    police community officer policy training agency public safety trust leader chief resident practice response
    force department city program crisis youth officers survey report conduct meeting model engagement council
    partnership health listening neighborhood school report stop review data supervisor complaint wellness video
    camera use patrol recruit transparency justice procedure fairness bias force violence victim support team
    street dispatch family service event dialogue plan guide record oversight standard leadership culture
    discipline accountability evidence research outcome measure budget county state federal grant veteran
    language interpreter immigrant disability housing addiction recovery mental counselor chaplain peer fatigue
    sleep stress resilience injury vehicle pursuit firearm custody transport search arrest citation interview
    witness court prosecutor defender probation reentry diversion mediation apology memorial vigil protest
    assembly crowd media statement press rumor account post platform drone sensor network software privacy
    retention audit request disclosure liaison advisory panel board commission volunteer cadet academy
    curriculum instructor scenario simulation exercise lesson checklist toolkit worksheet template glossary
    index summary appendix handbook bulletin seminar workshop conference keynote webinar podcast episode
    transcript caption translation outreach canvass festival market library clinic hospital church mosque temple
    synagogue shelter kitchen garden playground transit station corridor downtown village township parish tribe
    reservation campus dormitory stadium harbor border rural suburb welcome respect dignity voice neutrality
    legitimacy courage patience candor humility empathy integrity duty oath badge uniform helmet shield radio
    beat shift roll briefing debriefing supervision promotion retention mentoring onboarding retirement pension
    union contract ordinance statute amendment petition ballot treaty charter
""".split()  # noqa: SIM905

BEGINNINGS = "bar bel bran car cor dal dun el fair fen gar glen hal har hol kel kin lan lor mar mel mor nor oak".split()  # noqa: SIM905
MIDDLES = "a an ar e en er i il in o on or u um".split()  # noqa: SIM905
ENDINGS = "bridge burn bury by combe dale den field ford gate ham hurst ley mere more ridge stead ton wick".split()  # noqa: SIM905

PLACES = ["".join(parts) for parts in product(BEGINNINGS, MIDDLES, ENDINGS)]


class Weighted(Generic[T]):
    """Draws from a list whose items come up by their weights."""

    def __init__(self, weights: dict[T, float]):
        *self._ends, total = accumulate(weights.values())  # where the next item begins, for all but the last
        self.items, self._total = list(weights), total + 0.0

    def one(self, random: Random) -> T:
        return self.items[bisect(self._ends, random.random() * self._total)]

    def draw(self, random: Random, count: int) -> list[T]:
        """What `random.choices` gives, at half its cost for a few."""
        items, ends, total, draw = self.items, self._ends, self._total, random.random
        return [items[bisect(ends, draw() * total)] for _ in range(count)]

    def different(self, random: Random, count: int) -> list[T]:
        """As many as asked, none of them twice."""
        ends, total, places = self._ends, self._total, {}
        while len(places) < count:
            places[bisect(ends, random.random() * total)] = None
        return [self.items[place] for place in places]


class Zipf(Weighted[T]):
    """Draws from a list in which the n-th item comes up with a weight of 1 / (n + flatness)."""

    def __init__(self, items: list[T], *, flatness: float = 1):
        super().__init__({item: 1 / (rank + flatness) for rank, item in enumerate(items, 1)})


def shuffled_places() -> list[str]:
    """All made-up place names, neighbours in the list unlike each other; always in the same order."""
    step = 2_719  # coprime to their number, so that each comes up once
    return [PLACES[index * step % len(PLACES)] for index in range(len(PLACES))]


SUBJECT_WORDS = list(dict.fromkeys(SUBJECTS))
WORDS = [*SUBJECT_WORDS, *shuffled_places()]
