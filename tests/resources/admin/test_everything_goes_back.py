"""Whatever staff do can be taken back: after any run of edits, steps on many, deletions of records and terms, renamings
and reverts, each taken back in its turn, the library stands as it did before each of them."""

import re
from random import Random

import pytest
from django.urls import reverse

from icpr.lib.history import revisions
from icpr.operations.models import Operation
from pillars.models import FocusArea, Topic
from resources.curation import history
from resources.models import Audience, BestBet, Publisher, Resource, SynonymGroup, Tag
from tests.factories import make_author, make_document, make_publishable, make_terms
from tests.icpr.operations.pages import page_of, undo
from tests.resources.admin.test_history import whole
from tests.resources.staff import act, address, form_data, staff

pytestmark = pytest.mark.django_db

TERMS = (Tag, Topic, Publisher, Audience, FocusArea)
TABLES = (*TERMS, BestBet, SynonymGroup)


def library() -> dict:
    """All that staff see: each record whole, each row of the tables of terms and of words of the search."""
    records = {pk: whole(pk) for pk in Resource.objects.values_list("pk", flat=True)}
    for record in records.values():
        record["tagged_items"] = sorted(name for _, name in record["tagged_items"])
    rows = {model: {row["id"]: row for row in model.objects.values()} for model in TABLES}
    for row in rows[SynonymGroup].values():
        row.pop("updated_at")
    return records | rows


class Desk:
    """Somebody who does this and that: each deed returns what takes it back."""

    def __init__(self, chance: Random):
        self.chance, self.client = chance, staff()
        terms = {model: make_terms(model, 2) for model in TERMS}
        self.records = [
            make_publishable(title="Long", tags=terms[Tag], publishers=terms[Publisher], topics=terms[Topic]),
            make_publishable(title="Short", tags=terms[Tag][:1], audiences=terms[Audience]),
        ]
        make_document(resource=self.records[0], url="https://example.org/a.pdf", title="A")
        make_author(resource=self.records[0], family_name="Peel")
        public = make_publishable(title="Public", focus_areas=terms[FocusArea], topics=terms[Topic])
        public.publish()
        self.records.append(public)
        BestBet.objects.create(query="Use of force", resource=self.records[1], reason="Tried.")
        SynonymGroup.objects.create(terms="a\nb", reason="Tried.")

    def one(self) -> Resource:
        return self.chance.choice([*Resource.objects.filter(pk__in=[each.pk for each in self.records])])

    def put_back(self, record: Resource):
        """Takes a record back to the version that holds it as it stands."""
        version = revisions.save_unrecorded(record, history.versions_of(record.pk).first())
        return lambda: self.client.post(address("revision", record.pk, version.pk))

    def edit(self):
        record = self.one()
        back, url = self.put_back(record), address("change", record.pk)
        changed = {"title": f"Title {self.chance.random()}", "issued_on": self.chance.choice(["2019", "May 2015", ""])}
        changed["tags"] = ", ".join(sorted(map(str, Tag.objects.all()))[: self.chance.randrange(3)])
        answer = self.client.post(url, form_data(self.client, url) | changed)
        assert answer.status_code == 302, answer.content.decode()
        return back

    def many(self):
        topics = [topic.pk for topic in Topic.objects.all()]
        before = Operation.objects.count()
        act(self.client, "terms", [self.one(), self.one()], add_topics=topics[:1], remove_topics=topics[1:2])
        operation = Operation.objects.first()
        return (lambda: self.undo(operation)) if Operation.objects.count() > before else lambda: None

    def undo(self, operation: Operation) -> None:
        """Also of the rows that something was done to since, which is taken back by now."""
        page = self.client.get(page_of(operation)).content.decode()
        undo(self.client, operation, all_the_same=re.findall(r'name="all_the_same" value="([^"]+)"', page))

    def delete_record(self):
        record = self.chance.choice([each for each in self.records if not each.has_been_public()])
        if not Resource.objects.filter(pk=record.pk).exists():
            return lambda: None
        self.client.post(address("delete", record.pk), {"post": "yes"})
        version = history.deleted()[0]
        return lambda: self.client.post(address("recover", version.pk))

    def delete_row(self):
        row = self.chance.choice([row for model in TABLES for row in model.objects.all()])
        self.client.post(self.address(row, "delete", row.pk), {"post": "yes"})
        if type(row).objects.filter(pk=row.pk).exists():
            return lambda: None  # the last focus area of a public record
        version = revisions.deleted(type(row))[0]
        return lambda: self.client.post(self.address(row, "recover", version.pk))

    def rename(self):
        term = self.chance.choice([term for model in TERMS for term in model.objects.all()])
        version = revisions.save_unrecorded(term, revisions.versions_of(type(term), term.pk).first())
        url = self.address(term, "change", term.pk)
        name = f"Name {self.chance.randrange(10**6)}"
        answer = self.client.post(url, form_data(self.client, url) | {"name": name, "_why": "Clearer."})
        assert answer.status_code == 302, answer.content.decode()
        return lambda: self.client.post(self.address(term, "revision", term.pk, version.pk))

    def revert(self):
        record = self.one()
        back = self.put_back(record)
        version = self.chance.choice([*history.versions_of(record.pk)])
        self.client.post(address("revision", record.pk, version.pk), {"_why": "As it was."})
        return back

    @staticmethod
    def address(row, page: str, *args) -> str:
        return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("seed", range(2))
def test_works(seed):
    desk = Desk(Random(seed))
    done = []
    for _ in range(8):
        before = library()
        deed = desk.chance.choice([desk.edit, desk.many, desk.delete_record, desk.delete_row, desk.rename, desk.revert])
        done.append((deed.__name__, before, deed()))
        if desk.chance.random() < 0.3:
            take_back(done)
    while done:
        take_back(done)


def take_back(done: list) -> None:
    name, before, back = done.pop()
    back()
    now = library()
    differing = {
        (key, each): (held, now.get(key, {}).get(each))
        for key, row in before.items()
        for each, held in row.items()
        if now.get(key, {}).get(each) != held
    }
    assert differing == {}, f"taken back: {name}"
    assert now.keys() == before.keys()
