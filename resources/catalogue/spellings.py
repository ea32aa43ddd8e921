"""Names as they are written, by number: several may be spellings of one, which are told by their key."""

from array import array
from collections.abc import Callable, Iterator, Sequence


class Spellings:
    """Numbers for spellings, given once and kept: it only grows, so that what was made of it before stays true. The
    first spelling of a key has the number of the key.

    key_of: the key of a spelling. names: the spelling by number. key_numbers: the number of its key, by number.
    """

    def __init__(self, key_of: Callable[[str], str]):
        self.key_of = key_of
        self.names: list[str] = []
        self.key_numbers = array("I")
        self._numbers: dict[str, int] = {}  # by key: others are few
        self._others: dict[str, int] = {}
        self._others_of: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return len(self.names)

    def number(self, name: str) -> int:
        """The number of a spelling, a new one if it has none."""
        key = self.key_of(name)
        first = self._numbers.get(key)
        if first is None:
            first = self._numbers[key] = self._added(name, len(self.names))
        if self.names[first] == name:
            return first
        if name not in self._others:
            self._others[name] = self._added(name, first)
            self._others_of.setdefault(first, []).append(self._others[name])
        return self._others[name]

    def _added(self, name: str, key_number: int) -> int:
        self.names.append(name)
        self.key_numbers.append(key_number)
        return len(self.names) - 1

    def of_key(self, key: object) -> int | None:
        """The number of a key; None of one that was never written."""
        return self._numbers.get(key)

    def most_frequent(self, key_number: int, times: Sequence[int]) -> str:
        """How a key is written most often, by the times of each spelling; of equals the first by alphabet."""
        numbers = (key_number, *self._others_of.get(key_number, ()))
        return min((-times[number], self.names[number]) for number in numbers)[1]

    def key(self, key_number: int) -> str:
        """The key of such a number."""
        return self.key_of(self.names[key_number])

    def every(self) -> Iterator[tuple[str, int]]:
        """Each key with its number."""
        yield from self._numbers.items()
