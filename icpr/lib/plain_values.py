"""How values are written into a cache on another machine: as JSON with bytes after it, and numbers as they are.

Django's own way is pickle, which runs whatever a stranger has written there.
"""

import json
from typing import Any


class PlainValues:
    """A serializer of Django's Redis cache, for whole numbers and for tuples of what JSON knows and one of bytes."""

    def dumps(self, value: int | tuple) -> int | bytes:
        if type(value) is int:
            return value
        [place] = [place for place, each in enumerate(value) if isinstance(each, bytes)]
        told = [place, *value[:place], *value[place + 1 :]]
        return json.dumps(told, separators=(",", ":")).encode() + b"\n" + value[place]

    def loads(self, data: bytes) -> Any:
        """The value, tuples as lists; None for what was not written by this."""
        if data.lstrip(b"-").isdigit():
            return int(data)
        head, _, tail = data.partition(b"\n")
        try:
            place, *told = json.loads(head)
            return [*told[:place], tail, *told[place:]]
        except (ValueError, TypeError):
            return None
