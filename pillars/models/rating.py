"""The one rule for what is “proven”, and for what is said of other evidence: every page, filter and set asks `rate`.

A finding counts for what was studied, so each practice is rated by its own findings alone. A finding that something
helps counts unless one that rests on research at least as strong finds harm, or says otherwise of the same outcome.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models

from pillars.models.vocabulary import Direction, Strength

if TYPE_CHECKING:
    from pillars.models.evidence import Finding, Practice


class EvidenceRating(models.TextChoices):
    """From the best to the least that can be said."""

    PROVEN = "proven", "Proven"
    PROMISING = "promising", "Promising"
    MIXED = "mixed", "Mixed"
    NO_EFFECT = "no-effect", "No effect"
    HARM = "harm", "Harm found"
    NOT_ENOUGH = "not-enough-research", "Not enough research"
    NOT_REVIEWED = "not-reviewed", "Not reviewed"

    @property
    def shape(self) -> str:
        """The sign it is shown with: that of findings which say the same, where there is one."""
        return Direction.HELPS.value if self == EvidenceRating.PROVEN else self.value


RULE = {
    EvidenceRating.PROVEN: "At least one systematic review or meta-analysis, or two randomized trials, found that a"
    " practice which carries it out helps, and no research as strong found that it harms or found otherwise for the"
    " same outcome.",
    EvidenceRating.PROMISING: "One randomized trial, or several other studies of one outcome, found that it helps, and"
    " nothing as strong speaks against it.",
    EvidenceRating.MIXED: "Sources that weigh alike differ, or one source found different results.",
    EvidenceRating.NO_EFFECT: "It was studied enough, and what was measured did not change.",
    EvidenceRating.HARM: "It was studied enough, and what was measured became worse.",
    EvidenceRating.NOT_ENOUGH: "Some research was read, but too little to say whether it helps.",
    EvidenceRating.NOT_REVIEWED: "We hold no finding. That says nothing about whether it works.",
}
STRONGEST_FIRST = {strength: rank for rank, strength in enumerate(Strength.values)}
TRIALS_FOR_PROOF = 2
SEVERAL = 2


@dataclass(frozen=True)
class Rated:
    """A rating and the findings it rests on: those that make it “proven” or “promising”, otherwise none."""

    rating: EvidenceRating
    basis: "tuple[Finding, ...]" = ()

    @property
    def outcomes(self) -> list[str]:
        """What it is proven or promising for, each outcome once."""
        return list(dict.fromkeys(finding.outcome for finding in self.basis))

    @property
    def rule(self) -> str:
        return RULE[self.rating]

    @property
    def is_proven(self) -> bool:
        return self.rating == EvidenceRating.PROVEN

    @property
    def strength(self) -> int:
        """The rank of the strongest research it rests on: 0 is a review; lower is stronger."""
        return min((STRONGEST_FIRST[finding.strength] for finding in self.basis), default=len(STRONGEST_FIRST))


def rate(practices: "Iterable[Practice]") -> Rated:
    """What may be said of the evidence for whatever these practices carry out: the best of what may be said of each.

    `practices` need their findings; none are asked for again if they were prefetched. A single practice is rated alone.
    """
    each = [_rated(list(practice.findings.all())) for practice in practices]
    order = list(EvidenceRating)
    best = min((rated.rating for rated in each), key=order.index, default=EvidenceRating.NOT_REVIEWED)
    return Rated(best, tuple(finding for rated in each if rated.rating == best for finding in rated.basis))


def _rated(findings: "list[Finding]") -> Rated:
    helpful = tuple(f for f in findings if f.direction == Direction.HELPS and not _is_contested(f, findings))
    trials = tuple(finding for finding in helpful if finding.strength == Strength.TRIAL)
    proof = tuple(finding for finding in helpful if finding.strength == Strength.REVIEWS)
    if _studies(trials) >= TRIALS_FOR_PROOF:
        proof += trials
    if proof:
        return Rated(EvidenceRating.PROVEN, proof)
    promising = tuple(finding for some in _by_outcome(helpful) if _is_enough(some) for finding in some)
    if promising:
        return Rated(EvidenceRating.PROMISING, promising)
    if not findings:
        return Rated(EvidenceRating.NOT_REVIEWED)
    results = [finding for finding in findings if finding.direction != Direction.NOT_ENOUGH]
    if not _is_enough(results):
        return Rated(EvidenceRating.NOT_ENOUGH)
    found = {finding.direction for finding in results}
    if found == {Direction.NO_EFFECT}:
        return Rated(EvidenceRating.NO_EFFECT)
    if Direction.HARM in found and found <= {Direction.HARM, Direction.NO_EFFECT}:
        return Rated(EvidenceRating.HARM)
    return Rated(EvidenceRating.MIXED)


def _is_contested(helpful: "Finding", findings: "list[Finding]") -> bool:
    """Whether research at least as strong found harm, or found otherwise for the same outcome."""
    for other in findings:
        if STRONGEST_FIRST[other.strength] <= STRONGEST_FIRST[helpful.strength]:
            if other.direction == Direction.HARM:
                return True
            differs = other.direction in (Direction.MIXED, Direction.NO_EFFECT)
            if differs and other.outcome.casefold() == helpful.outcome.casefold():
                return True
    return False


def _by_outcome(findings: "Iterable[Finding]") -> "list[list[Finding]]":
    outcomes = {}
    for finding in findings:
        outcomes.setdefault(finding.outcome.casefold(), []).append(finding)
    return list(outcomes.values())


def _is_enough(findings: "Iterable[Finding]") -> bool:
    """A review, a trial, or several other studies."""
    findings = list(findings)
    strong = (Strength.REVIEWS, Strength.TRIAL)
    return any(finding.strength in strong for finding in findings) or _studies(findings) >= SEVERAL


def _studies(findings: "Iterable[Finding]") -> int:
    """How many studies stand behind findings: those of one source are the same ones, and it says how many they are."""
    sources: dict[str, int] = {}
    for finding in findings:
        source = finding.url or finding.source_title
        sources[source] = max(sources.get(source, 1), finding.study_count or 1)
    return sum(sources.values())
