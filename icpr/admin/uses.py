"""What the terms of a table are used for: the relations of other tables to them, each with the admin that keeps it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import reversion
from django.contrib.admin import AdminSite
from django.contrib.contenttypes.models import ContentType
from django.db.models import ForeignKey, Model, QuerySet
from reversion.models import Version

from icpr.admin.history import HistoryAdmin


@dataclass(frozen=True)
class Use:
    """A relation of a table with history to terms: its name there and its label, the table between both, the admin."""

    name: str
    label: str
    through: type[Model]
    owner: HistoryAdmin
    terms: type[Model]

    @property
    def model(self) -> type[Model]:
        return self.owner.opts.concrete_model

    def rows(self, keys: Iterable) -> QuerySet:
        return self.model._base_manager.filter(pk__in=keys).order_by("pk")

    def named(self, count: int) -> str:
        """So many rows in words: "2 resources"."""
        return f"{count:,} {self.owner.opts.verbose_name if count == 1 else self.owner.opts.verbose_name_plural}"

    def between(self, term: Model) -> QuerySet:
        return self.through._base_manager.filter(**{self.term_column: term.pk})

    def keys_of(self, term: Model) -> list:
        """The keys of the rows that a term describes."""
        return [*self.between(term).values_list(self.row_column, flat=True)]

    def terms_now(self, keys: Iterable) -> dict[str, set[str]]:
        """The keys of the terms of some rows as they stand, all as text: row → terms."""
        found = defaultdict(set)
        pairs = self.through._base_manager.filter(**{f"{self.row_column}__in": list(keys)})
        for row, term in pairs.values_list(self.row_column, self.term_column):
            found[str(row)].add(str(term))
        return found

    def terms_in(self, version: Version) -> set[str]:
        return {str(key) for key in self.owner.related_keys(version, self.name)}

    def keys_in(self, version: Version) -> set:
        """The keys of the rows that a term described when it was deleted, of the version that was kept then."""
        parts = version.revision.version_set.select_related("content_type")
        held = [part.field_dict for part in parts if part.content_type.model_class() is self.through]
        return {part[self.row_column] for part in held if str(part[self.term_column]) == version.object_id}

    def taken_out(self, keys: Iterable, deletion: Version) -> dict[str, Version]:
        """The versions of some rows as a term was taken out of them, after it was kept for the last time, by key."""
        found = Version.objects.get_for_model(self.model).filter(
            object_id__in=map(str, keys), pk__gt=deletion.pk, revision__change__isnull=False
        )
        found = found.select_related("content_type", "revision__change__operation")
        found = found.prefetch_related("revision__version_set__content_type").order_by("-pk")
        return {version.object_id: version for version in found}  # the first of each stays

    @property
    def term_column(self) -> str:
        return self._column(self.terms)

    @property
    def row_column(self) -> str:
        return self._column(self.model)

    def _column(self, model: type[Model]) -> str:
        """The name of the column between that leads to a model."""
        keys = (field for field in self.through._meta.concrete_fields if isinstance(field, ForeignKey))
        return next(field.attname for field in keys if field.related_model is model)


def register_between(terms: type[Model]) -> None:
    """Have the rows between terms and what they describe kept in versions."""
    for relation in _relations(terms):
        if not reversion.is_registered(relation.through):
            reversion.register(relation.through)


def make_content_types(*, using: str, **kwargs) -> None:
    """Make the content types of tables between, which Django makes of models that are written out only.

    Made with the first version, one would be forgotten by the database, and not by Django, when that is taken back.
    """
    for model in reversion.get_registered_models():
        if model._meta.auto_created:
            ContentType.objects.db_manager(using).get_for_model(model)


def uses_of(terms: type[Model], site: AdminSite) -> list[Use]:
    """The relations to some terms. A table without history has none: a test holds that each has one."""
    every = [each for each in site._registry.values() if isinstance(each, HistoryAdmin)]
    found = []
    for relation in _relations(terms):
        owners = [each for each in every if each.opts.concrete_model is relation.related_model]
        for owner in [each for each in owners if each.model is relation.related_model][:1] or owners[:1]:
            field = relation.field
            found.append(Use(field.name, str(field.verbose_name).lower(), relation.through, owner, terms))
    return found


def _relations(terms: type[Model]) -> list:
    return [relation for relation in terms._meta.related_objects if relation.many_to_many]
