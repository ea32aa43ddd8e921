"""What a change of many records would do, before it is done: counted, with a sample, and every refusal by name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from django.contrib.auth.models import AbstractBaseUser

from resources.curation import bulk
from resources.curation.bulk import Plan
from resources.curation.rights import FOR_PUBLISHERS, may_change
from resources.models import Resource

CHUNK = 500  # records read at once
MOST_SHOWN = 12


@dataclass
class Preview:
    """What a change would do to some records.

    changed, same, seen: how many would be changed, are so already, and are read by the public and would be changed.
    sample: the first that would be changed. refused: each that would not, with its reasons. digest: of all that would
    become of each, so that nothing is done that was not shown.
    """

    changed: int = 0
    same: int = 0
    seen: int = 0
    sample: list[Plan] = field(default_factory=list)
    refused: list[tuple[Resource, list[str]]] = field(default_factory=list)
    digest: str = ""

    @property
    def total(self) -> int:
        return self.changed + self.same + len(self.refused)


def preview(keys: Sequence[int], answers: Mapping, user: AbstractBaseUser) -> Preview:
    """Look at what a change by a user would do to the records of some primary keys; it writes nothing. A fixed number
    of queries for every `CHUNK` of them."""
    found, digest = Preview(), sha256()
    for planned in _plans(keys, answers, user):
        record = planned.record
        if planned.is_refused:
            found.refused.append((record, planned.reasons))
        elif planned.is_change:
            found.changed += 1
            found.seen += record.is_published()
            if len(found.sample) < MOST_SHOWN:
                found.sample.append(planned)
        else:
            found.same += 1
        digest.update(repr((record.pk, record.is_published(), planned.differences, planned.reasons)).encode())
    found.digest = digest.hexdigest()
    return found


def _plans(keys: Sequence[int], answers: Mapping, user: AbstractBaseUser) -> Iterator[Plan]:
    for start in range(0, len(keys), CHUNK):
        records = Resource.objects.filter(pk__in=keys[start : start + CHUNK]).order_by("pk")
        for record in records.prefetch_related(*bulk.READ):
            planned = bulk.plan(record, answers)
            if planned.done and not may_change(user, record):
                planned.reasons.insert(0, FOR_PUBLISHERS)
            yield planned
