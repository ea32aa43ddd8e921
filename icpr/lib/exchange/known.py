"""How cells refer to rows of the library, and what of it a file may refer to."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db import models


@dataclass(frozen=True)
class Reference:
    """How cells refer to the rows of a model: by the slug, and when they are read also by the name.

    `word` gives what a row is found by and `write` the cell for it, which may say more. `parse` gives the word that a
    cell holds, or raises ValidationError. `former` gives the row of a model that a word once led to, or None.
    `needs` are the columns of a row that all this takes, where files name so many that the others are left unread.
    """

    how: str = "the last part of its address, or its name"
    word: Callable[[models.Model], str] = lambda row: row.slug
    write: Callable[[models.Model], str] = lambda row: row.slug
    parse: Callable[[str], str] = str
    former: Callable[[type[models.Model], str], models.Model | None] = lambda model, word: None
    needs: tuple[str, ...] = ()

    def rows(self, model: type[models.Model]) -> models.QuerySet:
        """All of a model, to be found by their words and names."""
        return model._base_manager.only(*self.needs) if self.needs else model._base_manager.all()


BY_SLUG = Reference()

Refer = Callable[[type[models.Model]], Reference]


class Known:
    """What a line may refer to: the rows of the library, and those earlier lines add. One query a model.

    `decided` says for words that name nothing, by model and folded word, which row is meant, or `LEFT_OUT`.
    """

    def __init__(self, refer: Refer, decided: Mapping[tuple[type, str], object] | None = None):
        self.refer, self.decided = refer, decided or {}
        self._by_model: dict[type, dict] = {}

    def put(self, model: type, rows: Iterable) -> None:
        found, word = self._by_model.setdefault(model, {}), self.refer(model).word
        named = [(row, word(row).casefold()) for row in rows]
        found |= {row.name.casefold(): row for row, _ in named if hasattr(row, "name")}
        found |= {word: row for row, word in named}

    def find(self, model: type, word: str):
        """The row a cell names, by its present or a former address or by its name; or None, or `LEFT_OUT`."""
        if model not in self._by_model:
            self.put(model, self.refer(model).rows(model))
        rows, word = self._by_model[model], word.casefold()
        if word not in rows:
            rows[word] = self.refer(model).former(model, word)  # asked for once, found or not
        return self.decided.get((model, word)) if rows[word] is None else rows[word]
