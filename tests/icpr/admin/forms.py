"""A row for every form of the admin, and forms as two browsers have them open."""

import html
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import reverse

from pillars.models import ActionItem, AgencyExample, Finding, FocusArea, Pillar, Practice, Recommendation, Topic
from resources.contributions.models import OwnDraft
from resources.following.announcements import Announcement
from resources.models import (
    Audience,
    BestBet,
    Collection,
    ModelPolicy,
    PoliceChiefArticle,
    Publisher,
    Resource,
    SearchAddress,
    SynonymGroup,
    Tag,
)
from tests import factories as make
from tests.resources.following.announcements import make_announcement
from tests.resources.staff import fields_of, form_data, texts


@dataclass(frozen=True)
class Case:
    """How to make a public row of a model, and two of its fields with what may be typed there."""

    row: Callable[[], Model]
    one: str
    other: str
    texts: tuple[str, str] = ("First words", "Other words")
    other_text: str = "Other words"


def public(**fields) -> Resource:
    record = make.make_publishable(**fields)
    make.make_document(resource=record)
    record.publish()
    return record


def collection() -> Resource:
    record = make.make_publishable(kind="collection")
    make.add_entries(record, [make.make_resource()])
    record.publish()
    return record


def best_bet() -> BestBet:
    return BestBet.objects.create(query="force", resource=make.make_resource(), reason="Asked often.")


def synonyms() -> SynonymGroup:
    return SynonymGroup.objects.create(terms="sro\nschool resource officer", reason="An acronym.")


def search_address() -> SearchAddress:
    return SearchAddress.objects.create(name="WorldCat", pattern="https://search.worldcat.org/search?q={title}")


SLUGS = ("first-words", "other-words")
CASES = {
    Resource: Case(public, "title", "annotation"),
    ModelPolicy: Case(lambda: public(kind="model-policy"), "title", "staff_note"),
    PoliceChiefArticle: Case(
        lambda: public(kind="police-chief-article", publication="Police Chief"), "in_brief", "publication"
    ),
    Collection: Case(collection, "title", "for_whom"),
    Publisher: Case(make.make_publisher, "name", "slug", SLUGS, SLUGS[1]),
    Tag: Case(make.make_tag, "name", "slug", SLUGS, SLUGS[1]),
    SynonymGroup: Case(synonyms, "reason", "terms", other_text="camera\nbody worn video"),
    BestBet: Case(best_bet, "reason", "query"),
    SearchAddress: Case(search_address, "name", "pattern", other_text="https://example.org/other/{title}"),
    Audience: Case(make.make_audience, "name", "summary"),
    Announcement: Case(make_announcement, "subject", "text"),
    Recommendation: Case(lambda: make.make_item(number="1.5", pillar=make.make_pillar()), "plain_title", "statement"),
    ActionItem: Case(lambda: make.make_item(number="1.5.1"), "first_step", "staff_note"),
    Practice: Case(lambda: make.make_practice(directions=["helps"]), "name", "what_it_is"),
    Finding: Case(make.make_finding, "summary", "source_title"),
    AgencyExample: Case(make.make_example, "summary", "agency"),
    Pillar: Case(make.make_pillar, "short_name", "summary"),
    FocusArea: Case(make.make_focus_area, "name", "summary"),
    Topic: Case(make.make_topic, "name", "summary"),
    User: Case(lambda: User.objects.create_user("someone"), "first_name", "last_name"),
    Group: Case(lambda: Group.objects.create(name="Readers"), "name", "name"),
}


def edited() -> list[type[Model]]:
    """The models whose admin has a form that changes a row; without own drafts, whose form is that of records."""
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_staff=True, is_active=True)
    every = [model for model, one in admin.site._registry.items() if one.has_change_permission(request)]
    return [model for model in every if model is not OwnDraft]


every_form = pytest.mark.parametrize("model", edited(), ids=lambda model: model._meta.model_name)


def address(model: type[Model], page: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def page_text(answer) -> str:
    return html.unescape(answer.content.decode())


class Form:
    """The form of a row as one browser opened it."""

    def __init__(self, client: Client, row: Model, *, model: type[Model] | None = None):
        self.client, self.address = client, address(model or type(row), "change", row.pk)
        self.fields = form_data(client, self.address)

    def send(self, code: int = 302, **typed) -> str:
        """Send it with what was typed besides; a form that comes back becomes the one that is open now."""
        answer = self.client.post(self.address, self.fields | typed)
        assert answer.status_code == code, texts(answer)
        if code != 302:
            self.fields = fields_of(answer.content)
            return page_text(answer)
        return page_text(self.client.get(answer["Location"]))
