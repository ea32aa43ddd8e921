"""What differs between two states of one thing, in words: shown by `_differences.html`, asked by `_conflicts.html`.

Two versions of a record, a file and the library, two editors, a plan then and now: all are told as a list of these.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from icpr.lib.word_diff import Parts, marked


@dataclass(frozen=True)
class Difference:
    """A value that stands otherwise in two states: its `name` for programs, its `label` for people, both texts.

    An empty text is no value.
    """

    name: str
    label: str
    before: str
    after: str

    @cached_property
    def parts(self) -> tuple[Parts, Parts]:
        """Both texts in parts, so that the words that differ can be marked."""
        return marked(self.before, self.after)


def diff(
    before: Mapping[str, str], after: Mapping[str, str], labels: Mapping[str, str] | None = None
) -> list[Difference]:
    """What differs between two states, name → text, in the order of `before`, then what only `after` has.

    A name that one of them lacks has no value there. One that `labels` lacks is its own label.
    """
    labels = labels or {}
    return [
        Difference(name, labels.get(name, name), before.get(name, ""), after.get(name, ""))
        for name in before | after
        if before.get(name, "") != after.get(name, "")
    ]
