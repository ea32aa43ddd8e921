"""Which tables change which version, as their models declare it (`icpr.lib.shown_in`)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model

from icpr.lib.shown_in import ShownIn
from resources.models import RecordBlock, Resource
from resources.relations import BY_FACET

APPS = ("pillars", "resources", "terms", "link_checks")
LISTED = {relation.field for relation in BY_FACET.values()}
# Part of a declaration → column of `Catalogue`.
VERSIONS = {
    "lists": "version",
    "search": "search_version",
    "blueprint": "blueprint_version",
    "pages": "page_version",  # all that pages show and none of the others is of
}
GONE = "gone"  # what the history and other pages still tell of what was withdrawn


@dataclass(frozen=True)
class Rule:
    """One version that a table changes.

    columns: those that decide, the key among them. condition: what a row that counts fulfils, in SQL, its alias put in
    by `where`; empty when all rows count. asked: the columns of the table that the condition reads. record: the column
    with the key of the record whose block changes with the version, if any.
    """

    table: str
    part: str
    columns: tuple[str, ...]
    condition: str = ""
    asked: tuple[str, ...] = ()
    record: str = ""

    @property
    def version(self) -> str:
        return VERSIONS["pages" if self.part == GONE else self.part]

    @property
    def every_column(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.columns, *self.asked)))

    def where(self, row: str) -> str:
        return self.condition.format(row=row) or "TRUE"

    def block(self, row: str) -> str:
        """The number of the block that a row belongs to, in SQL; empty when it belongs to none."""
        return f"{row}.{self.record} / {RecordBlock.SIZE}" if self.record else ""


def watched_models() -> list[type[Model]]:
    """Every model whose rows some public page shows, with the tables between many and many."""
    models = [model for app in APPS for model in apps.get_app_config(app).get_models(include_auto_created=True)]
    return [model for model in models if not model._meta.proxy and declared(model).public]


def watched_tables() -> list[str]:
    return sorted(model._meta.db_table for model in watched_models())


def rules() -> list[Rule]:
    """What changes which version, in the order of tables."""
    found = [rule for model in watched_models() for rule in _rules_of(model)]
    return sorted(found, key=lambda rule: (rule.table, rule.part))


def declared(model: type[Model]) -> ShownIn:
    """A model's own declaration; of a table that Django made for a relation that of the model that has the relation."""
    owner = model._meta.auto_created or model
    return owner.shown_in


def _rules_of(model: type[Model]) -> Iterator[Rule]:
    meta = model._meta
    for part in VERSIONS:
        names, by = _fields_between(model, part) if meta.auto_created else _fields(model, part)
        if names:
            columns = (meta.pk.column, *(meta.get_field(name).column for name in names))
            record = "" if meta.auto_created else model.shown_in.record
            if part == "lists" and by and meta.get_field(by).related_model is Resource:
                record = by  # what lists show of a record is read anew with its block
            yield Rule(meta.db_table, part, columns, *_condition(model, by), record and meta.get_field(record).column)
    if not meta.auto_created and model.shown_in.gone:
        columns = (meta.pk.column, *(meta.get_field(name).column for name in model.shown_in.told_when_gone))
        yield Rule(meta.db_table, GONE, columns, is_so(model, model.shown_in.gone, "{row}"))


def _fields(model: type[Model], part: str) -> tuple[list[str], str]:
    """The names of the columns a model declares for a part, and of the foreign key to the row that decides, if another
    does."""
    shown = model.shown_in
    if part != "pages":
        return list(getattr(shown, part)), shown.by
    other = {model._meta.pk.name, *shown.hidden, *shown.lists, *shown.search, *shown.blueprint}
    return [field.name for field in model._meta.local_concrete_fields if field.name not in other], shown.by


def _fields_between(model: type[Model], part: str) -> tuple[list[str], str]:
    """As `_fields`, for a table that Django made for a relation: its two keys, if lists are filtered by it or it is the
    Blueprint's; else if pages show what it relates."""
    owner = model._meta.auto_created
    relation = next(field for field in owner._meta.many_to_many if field.remote_field.through is model)
    source = relation.m2m_field_name()
    is_facet = owner is Resource and relation.name in LISTED
    its_part = "lists" if is_facet else "blueprint" if owner.shown_in.blueprint else "pages"
    keys = [source, relation.m2m_reverse_field_name()] if part == its_part else []
    return keys, source if owner.shown_in.only else ""


def _condition(model: type[Model], by: str) -> tuple[str, tuple[str, ...]]:
    """A rule's condition and the columns it reads: a value of the row's own or of the row its foreign key names."""
    if by:
        key = model._meta.get_field(by)
        owner = key.related_model
        owned = f"o.{owner._meta.pk.column} = {{row}}.{key.column} AND {only(owner, 'o')}"
        return f"EXISTS (SELECT 1 FROM {owner._meta.db_table} o WHERE {owned})", (key.column,)
    if model._meta.auto_created or model.shown_in.only is None:
        return "", ()
    return only(model, "{row}"), (model._meta.get_field(model.shown_in.only[0]).column,)


def only(model: type[Model], row: str) -> str:
    """The condition of the rows of a model that count, in SQL."""
    return is_so(model, model.shown_in.only, row)


def is_so(model: type[Model], declared: tuple[str, str], row: str) -> str:
    """The condition that a field has a value, in SQL."""
    name, value = declared
    return f"{row}.{model._meta.get_field(name).column} = '{value}'"
