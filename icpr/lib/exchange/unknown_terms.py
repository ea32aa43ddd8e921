"""Words in cells that name nothing in the library, and what people decide about them."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models

LEFT_OUT = object()  # decided for a word: the cell is read as if it did not hold it


class UnknownWords(ValidationError):
    """Words of a cell that name no row of a model. `model` and `words` say which, so that people can be asked."""

    def __init__(self, model: type[models.Model], words: Iterable[str], where: str = ""):
        self.model, self.words = model, tuple(words)
        name = model._meta.verbose_name
        super().__init__([f"No {name} in the library{where} is called “{word[:80]}”." for word in self.words])
