"""Whatever staff do can be taken back: after any run of edits, changes of many, merges, renamings, deletions,
recoveries, reverts and undos, each taken back in its turn, the library stands as it did before each of them."""

import re
from random import Random

import pytest
from django.contrib import admin
from django.db.models import Model
from django.urls import reverse

from icpr.admin.history import HistoryAdmin
from icpr.lib.history import revisions
from icpr.operations.models import Operation
from pillars.models import FocusArea, FormerAddress, Item, Topic
from resources.curation import history
from resources.models import Audience, Author, BestBet, Publisher, Resource, SearchAddress, SynonymGroup, Tag
from resources.terms.models import TERM_MODELS, Alias, TermKind
from tests.factories import make_author, make_collection, make_document, make_item, make_publishable, make_terms
from tests.icpr.operations.pages import page_of, undo
from tests.resources.staff import act, address, fields_of, form_data, is_step, staff, texts

pytestmark = pytest.mark.django_db

TERMS = (Tag, Topic, Publisher, Audience, FocusArea)
NAMES = ["Ann Smith", "A Smith", "Bo Lee"]
MERGE = "admin:terms_alias_merge"
# What a term was called meanwhile leads to it for ever, so that of these names and addresses nothing is compared.
MEANWHILE = "meanwhile"


def library() -> dict[tuple, dict]:
    """Each row of each table that staff edit, with its parts and relations: (table, key) → column → value."""
    edited = {each.opts.concrete_model for each in admin.site._registry.values() if isinstance(each, HistoryAdmin)}
    parts = {model for model in history.PART_MODELS if model is not history.TaggedResource}
    rows = {}
    for model in (edited | parts) - {Alias}:
        names = [field.attname for field in model._meta.concrete_fields if not getattr(field, "auto_now", False)]
        held = {row["pk"]: row for row in model._base_manager.values("pk", *names)}
        for field in model._meta.many_to_many:
            add_keys(held, field)
        rows |= {(model.__name__, pk): row for pk, row in held.items()}
    for name in Alias.objects.exclude(key__startswith=MEANWHILE).values("kind", "key", "name", "term", "author"):
        rows["Alias", name["kind"], name["key"]] = name
    for former in FormerAddress.objects.exclude(slug__startswith=MEANWHILE).values("kind", "slug", "term"):
        rows["FormerAddress", former["kind"], former["slug"]] = former
    return rows


def add_keys(held: dict, field) -> None:
    """The keys of a relation to many, of each row."""
    for row in held.values():
        row[field.name] = set()
    own = "content_object_id" if field.name == "tags" else f"{field.m2m_field_name()}_id"
    other = "tag_id" if field.name == "tags" else f"{field.m2m_reverse_field_name()}_id"
    for pk, key in field.remote_field.through._base_manager.values_list(own, other):
        held[pk][field.name].add(key)


def differences(before: dict, now: dict) -> dict:
    """What became another: (table, key) → as it was, as it is."""
    keys = {key for key in before.keys() | now.keys() if before.get(key) != now.get(key)}
    return {key: (before.get(key), now.get(key)) for key in keys}


class Desk:
    """Somebody who does this and that. Each deed returns what takes it back, or None if nothing was done."""

    def __init__(self, chance: Random):
        self.chance, self.client, self.serial = chance, staff(), 0
        terms = {model: make_terms(model, 3) for model in TERMS}
        make_item(focus_areas=terms[FocusArea][:2])
        self.records = [
            make_publishable(title="Long", tags=terms[Tag], publishers=terms[Publisher], topics=terms[Topic]),
            make_publishable(
                title="Short", tags=terms[Tag][:1], audiences=terms[Audience], publishers=terms[Publisher]
            ),
            make_publishable(title="Public", focus_areas=terms[FocusArea], topics=terms[Topic], tags=terms[Tag][1:]),
        ]
        make_document(resource=self.records[0], url="https://example.org/a.pdf", title="A")
        for place, name in enumerate(NAMES):
            given, family = name.split()
            for record in self.records[: place + 1]:
                make_author(resource=record, given_names=given, family_name=family, position=place + 1)
        self.records[2].publish()
        self.records.append(make_collection(title="All", of=[*self.records[:2], Item.objects.get()], published=False))
        BestBet.objects.create(query="Use of force", resource=self.records[1], reason="Tried.")
        SynonymGroup.objects.create(terms="a\nb", reason="Tried.")
        SearchAddress.objects.create(name="A", pattern="https://example.org/?q={title}").publishers.set(
            terms[Publisher]
        )
        for kind, model in TERM_MODELS.items():
            Alias.objects.create(kind=kind, name=f"Other {kind}", term=terms[model][0].pk)

    @property
    def deeds(self) -> list:
        usual = [self.edit, self.many, self.withdraw, self.delete_record, self.delete_row, self.rename, self.revert]
        return [*usual, self.merge, self.merge, self.many, self.undo_any, self.undo_any, self.take_a_name]

    def pick(self, rows):
        """One of some rows, the same whichever database gives them; None of none."""
        rows = sorted(rows, key=lambda row: (row._meta.label, row.pk))
        return self.chance.choice(rows) if rows else None

    def one(self) -> Resource:
        return self.pick(Resource.objects.all())

    def put_back(self, row: Model):
        """Takes a row back to the version that holds it as it stands."""
        model = row._meta.concrete_model
        version = revisions.save_unrecorded(row, revisions.versions_of(model, row.pk).first())
        return lambda: self.post(self.address(row, "revision", row.pk, version.pk))

    def post(self, url: str, data: dict | None = None) -> str:
        """Press a button. Returns what is said then."""
        return texts(self.client.post(url, data or {}, follow=True))

    def save(self, url: str, changed: dict) -> bool:
        """Save a form as a browser would. Returns whether it was saved."""
        return self.client.post(url, form_data(self.client, url) | changed).status_code == 302

    def undo(self, operation: Operation) -> str:
        """Also of the rows that something was done to since, which is taken back by now."""
        page = self.client.get(page_of(operation)).content.decode()
        chosen = re.findall(r'name="all_the_same" value="([^"]+)"', page)
        return texts(undo(self.client, operation, all_the_same=chosen))

    def undo_of_new(self, last: int):
        """Takes back the operation that came after the one with this key."""
        operation = Operation.objects.filter(pk__gt=last).first()
        return operation and (lambda: self.undo(operation))

    @staticmethod
    def last() -> int:
        return Operation.objects.values_list("pk", flat=True).first() or 0

    @staticmethod
    def address(row, page: str, *args) -> str:
        return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=args)

    def name(self) -> str:
        self.serial += 1
        return f"{MEANWHILE} {self.serial}"

    def edit(self):
        record = self.one()
        back = self.put_back(record)
        changed = {"title": f"Title {self.chance.random()}", "issued_on": self.chance.choice(["2019", "May 2015", ""])}
        changed["tags"] = ", ".join(sorted(map(str, Tag.objects.all()))[: self.chance.randrange(3)])
        if record.kind != "collection":
            changed["publishers"] = [each.pk for each in Publisher.objects.all()][: self.chance.randrange(3)]
        assert self.save(address("change", record.pk), changed)
        return back

    def many(self):
        """Fields and terms of some records at once."""
        last, tags, topics = self.last(), sorted(map(str, Tag.objects.all())), sorted(Topic.objects.all(), key=str)
        asked = {
            "add_tags": ", ".join(tags[:1]),
            "remove_tags": ", ".join(tags[1:2]),
            "add_topics": [topic.pk for topic in topics[:1]],
            "remove_topics": [topic.pk for topic in topics[1:2]],
            "remove_publishers": [each.pk for each in Publisher.objects.all()[:1]],
            "set_language": self.chance.choice(["", "en", "es"]),
            "empty": self.chance.choice([[], ["annotation"], ["expire_at"]]),
            "set_expire_at": "",
        }
        if "expire_at" not in asked["empty"]:
            asked["set_expire_at"] = self.chance.choice(["", "2040-12-31 17:00"])
        act(self.client, "terms", {self.one(), self.one(), self.one()}, **asked)
        return self.undo_of_new(last)

    def withdraw(self):
        last = self.last()
        act(self.client, "withdraw", self.records[2:3], reason="Outdated.")
        return self.undo_of_new(last)

    def merge(self):
        kind, last = self.chance.choice(list(TermKind)), self.last()
        if kind is TermKind.AUTHOR:
            names = sorted({str(author) for author in Author.objects.all()})
            asked = {"gone": self.chance.choice(names), "kept": self.chance.choice([*NAMES, "Cy Smith"])}
        else:
            rows = sorted(kind.model.objects.all(), key=lambda row: row.pk)
            if len(rows) < 2:
                return None
            gone, kept = self.chance.sample(rows, 2)
            asked = {"gone": gone.slug, "kept": kept.slug}
        shown = self.client.post(reverse(MERGE), {"kind": kind.value} | asked)
        if not shown.context.get("seen"):
            return None  # of an author who is called so already
        self.post(reverse(MERGE), fields_of(shown.content, is_step) | {"confirmed": "1"})
        return self.undo_of_new(last)

    def undo_any(self):
        """Undo whatever was done, in whatever order. What is refused leaves all as it was."""
        operation, last, before = self.pick(Operation.objects.all()), self.last(), library()
        if operation is None:
            return None
        form = self.client.get(page_of(operation))
        if b'class="step"' not in form.content:
            return None
        keys = set(operation.changes.values_list("object_id", flat=True))
        said = texts(undo(self.client, operation))
        changed = differences(before, library())
        if "Nothing was undone" in said or self.last() == last:
            assert changed == {}, said
            return None
        of_records = [pk for model, pk, *_ in changed if model == "Resource"]
        assert {str(pk) for pk in of_records} <= keys, "it changed what it did not concern"
        return self.undo_of_new(last)

    def take_a_name(self):
        """A new term is called as one that is gone, which therefore cannot come back."""
        gone = revisions.deleted(Tag).first()
        if gone is None or Tag.objects.filter(name=gone.object_repr).exists():
            return None
        url, slug = reverse("admin:resources_tag_add"), self.name().replace(" ", "-")
        answer = self.client.post(url, form_data(self.client, url) | {"name": gone.object_repr, "slug": slug})
        if answer.status_code != 302:
            return None
        tag = Tag.objects.get(slug=slug)
        return lambda: self.post(self.address(tag, "delete", tag.pk), {"post": "yes"})

    def delete_record(self):
        record = self.pick([each for each in Resource.objects.all() if not each.has_been_public()])
        if record is None:
            return None
        self.post(address("delete", record.pk), {"post": "yes"})
        version = history.deleted()[0]
        return lambda: self.post(address("recover", version.pk))

    def delete_row(self):
        """Taken back by its recovery, or by the undo of what its deletion did to others."""
        row = self.pick(row for model in (*TERMS, BestBet, SynonymGroup, Alias) for row in model.objects.all())
        last = self.last()
        self.post(self.address(row, "delete", row.pk), {"post": "yes"})
        if type(row).objects.filter(pk=row.pk).exists():
            return None  # the last focus area of a public record
        version, done = revisions.deleted(type(row))[0], list(Operation.objects.filter(pk__gt=last))
        if done and self.chance.random() < 0.5:
            return lambda: [self.undo(operation) for operation in done]
        return lambda: self.post(self.address(row, "recover", version.pk))

    def rename(self):
        term = self.pick(term for model in TERMS for term in model.objects.all())
        back, name = self.put_back(term), self.name()
        changed = {"name": name, "_why": "Clearer."}
        if self.chance.random() < 0.7:
            changed["slug"] = name.replace(" ", "-")
        assert self.save(self.address(term, "change", term.pk), changed)
        return back

    def revert(self):
        record = self.one()
        back = self.put_back(record)
        version = self.pick(history.versions_of(record.pk))
        self.post(address("revision", record.pk, version.pk), {"_why": "As it was."})
        return back


@pytest.mark.parametrize("seed", range(3))
def test_works(seed):
    desk, done = Desk(Random(seed)), []
    for _ in range(12):
        before, deed = library(), desk.chance.choice(desk.deeds)
        if back := deed():
            done.append((deed.__name__, before, back))
        else:
            assert differences(before, library()) == {}, f"{deed.__name__} was refused, and changed something"
        if done and desk.chance.random() < 0.3:
            take_back(done)
    while done:
        take_back(done)


def take_back(done: list) -> None:
    name, before, back = done.pop()
    said = back()
    assert differences(before, library()) == {}, f"taken back: {name}. {said}"
