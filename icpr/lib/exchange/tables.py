"""What declares a table that is taken out and read in: its model, what a line is recognized by, and its fields."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter

import reversion
from django.db import models
from django.db.models import F, Prefetch, QuerySet

from icpr.lib import csvfile
from icpr.lib.exchange.columns import Cell, cell_of
from icpr.lib.exchange.duplicates import Finder
from icpr.lib.exchange.files import FORMS
from icpr.lib.exchange.heads import Column, Shown
from icpr.lib.exchange.known import BY_SLUG, Refer
from icpr.lib.exchange.sheets import WRONG, Sheet

__all__ = ["Column", "Shown", "Table"]

CHUNK = 500  # rows that are read at once, with all that their lines say
HELP = "Help: "  # what the line of a template that says how to write in it begins with, in a column of the key


@dataclass(frozen=True)
class Table:
    """Rows of a model as lines of a file. A line is recognized by its `key`, which the database holds unique.

    Columns have the names of their fields, or of `names`. `labels` says what pages call those whose own name would not
    do; `former` maps names that files had once to those they have now. `refer` says for a model how cells refer to its
    rows; `cells` names the fields that have a kind of cell of their own.

    With `gives_key` the library gives the key: a line without one is a new row, and one with a key that is not there
    is refused. `rules` gives what else stands in the way of a row as it would be saved, as sentences; it is asked with
    a function that says whether a relation would have any rows. `distinct` says of columns which field of the table the
    database compares them by, and how that is worked out of a row. Rows are saved while `saving` is open, and a saved
    one is kept in the history by `keep`. `locks` lets nobody else change a row, where `lock` would not do.
    """

    model: type[models.Model]
    key: Sequence[str]
    fields: Sequence[str]
    remark: str  # what staff should know before they read a file in
    is_public: Callable[[models.Model], bool] = lambda row: True
    proxies: Sequence[type[models.Model]] = ()  # that the admin shows instead of the model
    proxy_of: Callable[[models.Model], type[models.Model]] | None = None  # the one of them that has a row
    shown: Sequence[Shown] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    former: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, type[Cell]] = field(default_factory=dict)
    refer: Refer = lambda model: BY_SLUG
    most_lines: int = 2_000
    by_cell: bool = False  # a wrong cell is left out, and the rest of its line taken; else nothing of the line
    gives_key: bool = False
    in_pieces: bool = False  # too many rows to read at once; then no line may refer to a row another line adds
    finder: Callable[[], Finder] | None = None  # what knows which rows a new line may be a duplicate of
    refusal: Callable[[object, object], str] = lambda user, line: ""  # why a user may not do what a line would, or ""
    # Models whose rows a file may bring: what makes one of a word, not saved.
    creatable: Mapping[type[models.Model], Callable[[str], models.Model]] = field(default_factory=dict)
    guesses: Mapping[str, str] = field(default_factory=dict)  # heads that other programs write → our columns
    from_works: Callable[[Sheet], Sheet] | None = None  # works cited, in the words of CSL, as lines of this table
    distinct: Mapping[str, tuple[str, Callable[[models.Model], object]]] = field(default_factory=dict)
    rules: Callable[[models.Model, Callable[[str], bool]], list[str]] = lambda row, holds: []
    saving: Callable[[], AbstractContextManager] = nullcontext
    keep: Callable[[models.Model], None] = reversion.add_to_revision
    locks: Callable[[], object] | None = None

    @property
    def name(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    @cached_property
    def columns(self) -> list[Column]:
        fields = [self.model._meta.get_field(name) for name in (*self.key, *self.fields)]
        return list(map(self._column, fields))

    def _column(self, field: models.Field) -> Column:
        label = self.labels.get(field.name) or str(field.verbose_name)  # parts of a row have none
        return Column(self.names.get(field.name, field.name), label, self._cell(field))

    def _cell(self, field: models.Field) -> Cell:
        return self.cells.get(field.name, cell_of)(field, self.refer)

    def name_in(self, head: str) -> str:
        """The name of the column that the head of one in a file means, whether there is one or not.

        Words may be written apart, as they were when the heads of files were labels.
        """
        name = head.casefold()
        return self.former.get(name, name.replace(" ", "_"))

    def columns_under(self, heads: Sequence[str]) -> tuple[list[Column | None], list[str]]:
        """The column that each head of a file names, or None; and the heads that name none of ours.

        Raises Unreadable where a column stands twice, or one that lines are recognized by is missing.
        """
        columns = {column.name: column for column in self.columns}
        names = list(map(self.name_in, heads))
        missing = [column.name for column in self.key_columns if column.name not in names]
        if missing and not self.gives_key:
            raise csvfile.Unreadable(f"The first line must name the columns. It lacks “{'”, “'.join(missing)}”.")
        if twice := [name for name in columns if names.count(name) > 1]:
            raise csvfile.Unreadable(f"Two columns are named “{twice[0]}”. Keep one.")
        known = columns.keys() | {column.name for column in self.shown} | {WRONG}
        unread = [head or "(no name)" for head, name in zip(heads, names, strict=True) if name not in known]
        return [columns.get(name) for name in names], unread

    @property
    def key_columns(self) -> list[Column]:
        return self.columns[: len(self.key)]

    @property
    def single_relations(self) -> list[str]:
        return [column.field.name for column in self.columns if column.field.is_relation and not column.is_several]

    @property
    def refers_to_itself(self) -> bool:
        """Whether a line may refer to a row that one before adds; not by a key that the library has still to give."""
        return not self.gives_key and any(column.field.related_model is self.model for column in self.columns)

    @cached_property
    def unique_values(self) -> dict[str, tuple[str, Callable[[models.Model], object]]]:
        """The fields, beside those of the key, that no two rows have alike; as `distinct` has them."""
        named = [column.field for column in self.columns[len(self.key) :] if not column.is_several]
        return {one.name: (one.name, attrgetter(one.attname)) for one in named if one.unique} | dict(self.distinct)

    @property
    def shown_as(self) -> Sequence[type[models.Model]]:
        """The models under which the admin has these rows."""
        return self.proxies or [self.model]

    def model_of(self, row: models.Model) -> type[models.Model]:
        """The one of `shown_as` that has a row."""
        return self.proxy_of(row) if self.proxy_of else self.model

    def with_all(self, rows: QuerySet) -> QuerySet:
        """The same rows with all that their lines say, in a fixed number of queries."""
        cells = [column.cell for column in self.columns if column.field.is_relation]
        lean = [cell for cell in cells if not cell.is_several and cell.rows_beside() is not None]
        joined = [cell.field.name for cell in cells if not cell.is_several and cell not in lean]
        beside = [Prefetch(cell.field.name, cell.rows_beside()) for cell in lean]
        beside += [cell.read_beside() for cell in cells if cell.is_several]
        rows = rows.select_related(*joined) if joined else rows  # without names it would join all there is
        return rows.prefetch_related(*beside)

    def rows(self) -> Iterable[models.Model]:
        """All that a file may change."""
        return self.with_all(self.model.objects.all())

    def rows_named(self, keys: Collection[Mapping[str, object]]) -> Iterable[models.Model]:
        """Those of `rows` that some keys name (field → value), and maybe others: for a table read `in_pieces`."""
        first = self.key[0]
        return self.with_all(self.model.objects.filter(**{f"{first}__in": {key[first] for key in keys}}))

    def row(self, pk: int) -> models.Model | None:
        """One row with all that its line says, or None."""
        return self.with_all(self.model.objects.filter(pk=pk)).first()

    def referable(self, rows: Iterable[models.Model]) -> dict[type[models.Model], Iterable[models.Model]]:
        """What lines may refer to where that is not all rows of a model; `rows` are those of the table."""
        return {self.model: rows} if self.refers_to_itself else {}

    def new(self, values: Mapping[str, object]) -> models.Model:
        """A row that a file adds, not saved."""
        return self.model(**values)

    def check_file(self, rows: Collection[models.Model], added: Collection) -> None:
        """Raises Unreadable for what a file may not do as a whole: `rows` are there, the lines `added` would come."""

    def written(self, rows: QuerySet, form: str) -> Iterator[bytes]:
        """A file of some rows, in parts while they are read; `form` is a key of `icpr.lib.exchange.files.FORMS`.

        Nothing but the keys of all rows is held at once.
        """
        columns = [*self.key_columns, *self.shown, *self.columns[len(self.key) :]]
        lines = ([getattr(column, FORMS[form].value)(row) for column in columns] for row in self._read(rows))
        return FORMS[form].parts([column.name for column in columns], lines)

    def _read(self, rows: QuerySet) -> Iterator[models.Model]:
        """The rows in their order, a chunk at a time: no query stays open while a file is sent."""
        keys = list(dict.fromkeys(rows.values_list("pk", flat=True)))
        for start in range(0, len(keys), CHUNK):
            chunk = keys[start : start + CHUNK]
            found = {row.pk: row for row in self.with_all(self.model._base_manager.filter(pk__in=chunk))}
            yield from (found[key] for key in chunk if key in found)

    def as_csv(self, rows: QuerySet) -> str:
        return b"".join(self.written(rows, "csv")).decode()

    def as_xlsx(self, rows: QuerySet) -> bytes:
        return b"".join(self.written(rows, "xlsx"))

    def as_json(self, rows: QuerySet) -> str:
        return b"".join(self.written(rows, "json")).decode()

    def template(self, form: str) -> Iterator[bytes]:
        """A file to be filled in: the heads, and a line that says how, which is not read."""
        told = [column.help for column in self.columns]
        return FORMS[form].parts([column.name for column in self.columns], [[HELP + told[0], *told[1:]]])

    def is_help(self, texts: Mapping[Column, str]) -> bool:
        """Whether a line is the one of a template that says how to fill it in."""
        return texts.get(self.columns[0], "").startswith(HELP)

    def lock(self) -> None:
        """Lets nobody else change a row until the transaction ends.

        The rows are written as they are rather than selected for update: the triggers on writing then take their locks
        in the order in which everybody takes them, so that nobody waits in a circle.
        """
        self.model.objects.update(**{self.key[0]: F(self.key[0])})
