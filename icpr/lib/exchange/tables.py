"""What declares a table that is taken out and read in: its model, what a line is recognized by, and its fields."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db import models
from django.db.models import F, QuerySet

from icpr.lib import csvfile
from icpr.lib.exchange.columns import BY_SLUG, Cell, Refer, cell_of


@dataclass(frozen=True)
class Column:
    """A field under the name it has in files, which never changes, and its label on pages, which may be translated."""

    name: str
    label: str
    cell: Cell

    @property
    def field(self) -> models.Field:
        return self.cell.field

    @property
    def is_several(self) -> bool:
        return self.field.many_to_many

    def written(self, row: models.Model) -> str:
        held = getattr(row, self.field.name)
        return self.cell.write(held.all() if self.is_several else held)

    def in_file(self, row: models.Model) -> str:
        text = self.written(row)
        return csvfile.Bare(text) if self.cell.is_bare else text


@dataclass(frozen=True)
class Shown:
    """A column that is written for people and not read."""

    name: str
    in_file: Callable[[models.Model], str]


@dataclass(frozen=True)
class Table:
    """Rows of a model as lines of a file. A line is recognized by its `key`, which the database holds unique.

    Columns have the names of their fields, or of `names`. `labels` says what pages call those whose own name would not
    do; `former` maps names that files had once to those they have now. `refer` says for a model how cells refer to its
    rows; `cells` names the fields that have a kind of cell of their own.
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

    @property
    def name(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    @cached_property
    def columns(self) -> list[Column]:
        fields = [self.model._meta.get_field(name) for name in (*self.key, *self.fields)]
        return list(map(self._column, fields))

    def _column(self, field: models.Field) -> Column:
        label = self.labels.get(field.name, str(field.verbose_name))
        return Column(self.names.get(field.name, field.name), label, self._cell(field))

    def _cell(self, field: models.Field) -> Cell:
        return self.cells.get(field.name, cell_of)(field, self.refer)

    def name_in(self, head: str) -> str:
        """The name of the column that the head of one in a file means, whether there is one or not.

        Words may be written apart, as they were when the heads of files were labels.
        """
        name = head.casefold()
        return self.former.get(name, name.replace(" ", "_"))

    @property
    def key_columns(self) -> list[Column]:
        return self.columns[: len(self.key)]

    @property
    def single_relations(self) -> list[str]:
        fields = (column.field for column in self.columns)
        return [field.name for field in fields if field.is_relation and not field.many_to_many]

    @property
    def refers_to_itself(self) -> bool:
        return any(column.field.related_model is self.model for column in self.columns)

    @property
    def shown_as(self) -> Sequence[type[models.Model]]:
        """The models under which the admin has these rows."""
        return self.proxies or [self.model]

    def model_of(self, row: models.Model) -> type[models.Model]:
        """The one of `shown_as` that has a row."""
        return self.proxy_of(row) if self.proxy_of else self.model

    def with_all(self, rows: QuerySet) -> QuerySet:
        """The same rows with all that their lines say, in a fixed number of queries."""
        several = [column.field.name for column in self.columns if column.is_several]
        return rows.select_related(*self.single_relations).prefetch_related(*several)

    def rows(self) -> Iterable[models.Model]:
        """All that a file may change."""
        return self.with_all(self.model.objects.all())

    def referable(self, rows: Iterable[models.Model]) -> dict[type[models.Model], Iterable[models.Model]]:
        """What lines may refer to where that is not all rows of a model; `rows` are those of the table."""
        return {self.model: rows} if self.refers_to_itself else {}

    def new(self, values: Mapping[str, object]) -> models.Model:
        """A row that a file adds, not saved."""
        return self.model(**values)

    def check_file(self, rows: Collection[models.Model], added: Collection) -> None:
        """Raises Unreadable for what a file may not do as a whole: `rows` are there, the lines `added` would come."""

    def as_csv(self, rows: QuerySet) -> str:
        columns = [*self.key_columns, *self.shown, *self.columns[len(self.key) :]]
        lines = ([column.in_file(row) for column in columns] for row in self.with_all(rows))
        return csvfile.as_csv([[column.name for column in columns], *lines])

    def lock(self) -> None:
        """Lets nobody else change a row until the transaction ends.

        The rows are written as they are rather than selected for update: the triggers on writing then take their locks
        in the order in which everybody takes them, so that nobody waits in a circle.
        """
        self.model.objects.update(**{self.key[0]: F(self.key[0])})
