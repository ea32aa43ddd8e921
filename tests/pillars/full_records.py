"""Records of the Blueprint with something in every field, and their history in the admin, for its tests."""

import html
from datetime import date, timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from reversion.models import Version

from icpr.lib.history import revisions
from pillars.models import AgencyExample, Finding, Item, Practice
from tests.factories import make_example, make_finding, make_focus_area, make_item, make_pillar, make_practice

BY_SAVE = {"updated_at", "reworded_at"}  # what the save itself sets


def address(record, page: str, *args, model=None) -> str:
    name = (model or type(record))._meta.model_name
    name = "recommendation" if name == "item" else name
    return reverse(f"admin:pillars_{name}_{page}", args=args)


def text(answer) -> str:
    return html.unescape(answer.content.decode())


def full_item(**fields) -> Item:
    """An item with something in every field and relation."""
    given = {
        "number": "1.5",
        "pillar": make_pillar(),
        "plain_title": "Ask first",
        "actors": ("local-agency", "community"),
        "practices": [make_practice(name="Foot patrol"), make_practice(name="Hot spots")],
        "near_practices": [make_practice(name="Cameras")],
        "focus_areas": [make_focus_area()],
        "first_step": "Call a meeting.",
        "effort": "low",
        "owner_unit": "Patrol",
        "side": "both",
        "question": "Whom did you ask?",
        "place_in_report": "p. 16",
        "source_name": "A copy held by a city",
        "source_url": "https://example.org/report",
        "number_inferred": True,
        "staff_note": "Check.",
    }
    item = make_item(**given | fields)
    Item.objects.filter(pk=item.pk).update(reworded_at=timezone.now() - timedelta(days=9))
    return Item.objects.get(pk=item.pk)


def full_finding() -> Finding:
    return make_finding(
        practice=make_practice(name="Foot patrol"),
        rating_words="Promising",
        rated_by="CrimeSolutions",
        scheme="CrimeSolutions",
        rated_on=date(2016, 5, 1),
        design="Randomized trial",
        strength="trial",
        study_count=3,
        figure="28%",
        figure_of="fewer complaints",
        is_featured=True,
        year=2015,
        looked_on=date(2026, 11, 20),
    )


def full_example() -> AgencyExample:
    return make_example(year=2020, looked_on=date(2026, 11, 20), staff_note="Read it.")


def full_practice() -> Practice:
    return make_practice(name="Foot patrol", directions=["helps", "mixed"])


def whole(record) -> dict:
    """Everything a record holds, by field, but what its save sets."""
    model = type(record)._meta.concrete_model
    record = model.objects.get(pk=record.pk)
    names = [field.attname for field in model._meta.concrete_fields if field.name not in BY_SAVE]
    held = {name: getattr(record, name) for name in names}
    for field in model._meta.many_to_many:
        held[field.name] = sorted(getattr(record, field.name).values_list("pk", flat=True))
    return held


def restore(client: Client, record, version: Version):
    return client.post(address(record, "revision", record.pk, version.pk), follow=True)


def keep(record) -> Version:
    revisions.save_revision(record, comment="Kept by the test.")
    return revisions.versions_of(type(record), record.pk)[0]
