"""Changes of many records at once: what they would do to a record, and doing it.

The answers are those of a `BulkForm`. What is shown before is made by the same function as what is done.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.text import capfirst

from icpr.lib.diff import Difference
from icpr.operations.run import NothingToChange
from resources.curation.bulk_columns import BY_NAME, COLUMNS, WITH, Column, name_of
from resources.models import Kind, Resource
from resources.models.tags import tag_key
from resources.models.workflow import PublishingRefused
from resources.relations import RELATIONS, Relation

# All that a plan reads of a record, to be prefetched.
READ = (*(relation.field for relation in RELATIONS), "documents", "entries", "superseded_by")
NOT_OF_COLLECTIONS = "It is a collection, which is no record of another kind."
WITHOUT_ADDRESS = "It has no official address that this could be the evidence of."
BY_ITSELF = "A resource cannot supersede itself."
EXPIRES_TOO_SOON = "The expiry time must be later than the publish time."

Done = dict[str, list]


@dataclass
class Plan:
    """What a change would do to one record.

    record: as it is stored. after: with its columns as they would be, not saved. differences: in words. done: what of
    the answers has an effect, by their names; empty when all is so already. reasons: why it is refused.
    """

    record: Resource
    after: Resource
    differences: list[Difference] = field(default_factory=list)
    done: Done = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        return bool(self.done and self.reasons)

    @property
    def is_change(self) -> bool:
        return bool(self.done and not self.reasons)


def plan(record: Resource, answers: Mapping) -> Plan:
    """What a change would do to a record. It writes nothing, and asks the database nothing of one with `READ`."""
    planned = Plan(record, copy(record))
    held = {relation.field: _plan_terms(planned, relation, answers) for relation in RELATIONS}
    _plan_columns(planned, answers)
    if planned.done and record.must_stay_publishable():
        planned.reasons += planned.after.publish_errors(
            lambda name: bool(held[name] if name in held else getattr(record, name).all())
        )
    return planned


def change(record: Resource, answers: Mapping) -> Done:
    """Change a record. Returns what of the answers had an effect, by their names.

    Raises `NothingToChange`, and `PublishingRefused` where the record would break a rule, its own or one of publishing.
    """
    planned = plan(record, answers)
    if not planned.done:
        raise NothingToChange
    if planned.reasons:
        raise PublishingRefused(planned.reasons)
    for column in COLUMNS:
        for name in filter(None, (column.name, WITH.get(column.name))):
            attname = Resource._meta.get_field(name).attname
            setattr(record, attname, getattr(planned.after, attname))
    for relation in RELATIONS:
        manager = getattr(record, relation.field)
        if added := planned.done.get(f"add_{relation.field}"):
            manager.add(*added)
        if removed := planned.done.get(f"remove_{relation.field}"):
            manager.remove(*removed)
    record.save()
    return planned.done


def _plan_terms(planned: Plan, relation: Relation, answers: Mapping) -> list:
    """Plan what is added to and taken from one relation. Returns the terms the record would have."""
    name = relation.field
    now = list(getattr(planned.record, name).all())
    keys = {_key(term) for term in now}
    added = [term for term in answers[f"add_{name}"] if _key(term) not in keys]
    removed = [term for term in answers[f"remove_{name}"] if _key(term) in keys]
    away = {_key(term) for term in removed}
    after = [*(term for term in now if _key(term) not in away), *added]
    planned.done |= {key: terms for key, terms in ((f"add_{name}", added), (f"remove_{name}", removed)) if terms}
    if added or removed:
        planned.differences.append(Difference(name, name_of(relation), _names(now), _names(after)))
    return after


def _key(term: Model | str) -> object:
    """What terms are compared by: tags by what makes names one tag, because one may be given that is not made yet."""
    if isinstance(term, str):
        return tag_key(term)
    return term.key if hasattr(term, "key") else term.pk


def _names(terms: Iterable) -> str:
    return ", ".join(map(str, terms))


def _plan_columns(planned: Plan, answers: Mapping) -> None:
    record, after = planned.record, planned.after
    for column in COLUMNS:
        value = answers.get(f"set_{column.name}")
        if value or column.name in answers["empty"]:
            _set(after, column, value)
            key, said = (f"set_{column.name}", column.in_words(value)) if value else ("empty", column.label)
        elif column.name in answers["replace_in"]:
            text = getattr(record, column.name).replace(answers["find"], answers["replace_with"])
            setattr(after, column.name, text)
            key, said = "replace", _replaced(answers, column)
        else:
            continue
        before, now = column.words(record), column.words(after)
        if before == now:
            continue
        planned.done.setdefault(key, []).append(said)
        planned.differences.append(Difference(column.name, column.label, before, now))
        planned.reasons += _errors_of(column, record, after)


def _set(record: Resource, column: Column, value: object) -> None:
    """Give a column its value, or none, and what goes with it."""
    if isinstance(value, dict):
        for name, part in value.items():
            setattr(record, name, part)
        return
    described = Resource._meta.get_field(column.name)
    setattr(record, column.name, value or (None if described.null else ""))
    if not value and column.name in WITH:
        setattr(record, WITH[column.name], "")


def _errors_of(column: Column, record: Resource, after: Resource) -> list[str]:
    """Why a record cannot have the value of a column that it would have. A text is tidied as its column keeps it."""
    match column.name:
        case "kind" if record.kind == Kind.COLLECTION:
            return [NOT_OF_COLLECTIONS]
        case "address_evidence" if not after.official_url:
            return [WITHOUT_ADDRESS]
        case "expire_at" if after.expire_at and after.publish_at and after.expire_at <= after.publish_at:
            return [EXPIRES_TOO_SOON]
        case "superseded_by" if after.superseded_by_id == after.pk:
            return [BY_ITSELF]
        case "official_url" if not after.official_url:
            after.address_evidence = ""
    if not column.is_text:
        return []
    try:
        text = getattr(after, column.name)
        setattr(after, column.name, Resource._meta.get_field(column.name).clean(text, after))
    except ValidationError as error:
        return [f"{capfirst(column.label)}: {text}" for text in error.messages]
    return []


def in_words(answers: Mapping) -> dict[str, list[str]]:
    """All that is asked, in words: as `Plan.done`."""
    said = {name: list(map(str, answers[name])) for name in answers if name.startswith(("add_", "remove_"))}
    for column in COLUMNS:
        if value := answers.get(f"set_{column.name}"):
            said[f"set_{column.name}"] = [column.in_words(value)]
        if column.name in answers["empty"]:
            said.setdefault("empty", []).append(column.label)
        if column.name in answers["replace_in"]:
            said.setdefault("replace", []).append(_replaced(answers, column))
    return {name: words for name, words in said.items() if words}


def _replaced(answers: Mapping, column: Column) -> str:
    return f"“{answers['find']}” by “{answers['replace_with']}” in the {column.label}"


def counted(name: str, said: str, number: int) -> str:
    """What was done with a number of records, given the name of the answer and what it says: "“youth” added to 41"."""
    match name.partition("_"):
        case "add", _, _:
            return f"“{said}” added to {number}"
        case "remove", _, _:
            return f"“{said}” removed from {number}"
        case "set", _, column:
            return f"{BY_NAME[column].label} set to “{said}” on {number}"
        case "empty", _, _:
            return f"{said} emptied on {number}"
    return f"{said} replaced on {number}"
