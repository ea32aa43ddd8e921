"""What is deleted of the Blueprint comes back whole, and what cannot is said."""

import pytest
from django.db import connection

from icpr.lib.history import revisions
from pillars.models import ActionItem, Finding, FocusArea, Item, Pillar, Practice, Recommendation
from tests.factories import make_finding, make_item, make_practice, make_resource
from tests.pillars.full_records import (
    address,
    full_example,
    full_finding,
    full_item,
    full_practice,
    keep,
    restore,
    text,
    whole,
)
from tests.resources.staff import staff, texts

pytestmark = pytest.mark.django_db


def test_works():
    """A practice comes back with its findings."""
    publisher, practice = staff("Publishers"), full_practice()
    before, findings = whole(practice), [whole(finding) for finding in practice.findings.all()]
    publisher.post(address(practice, "delete", practice.pk), {"post": "yes"})
    assert not Finding.objects.exists()
    assert "Foot patrol" in text(publisher.get(address(practice, "recoverlist")))
    version = revisions.deleted(Practice)[0]
    page = text(publisher.get(address(practice, "recover", version.pk)))
    assert page.count("Foot patrol: crime") == 2
    assert not Practice.objects.exists()
    answer = publisher.post(address(practice, "recover", version.pk), follow=True)
    assert "is again as it was on" in texts(answer)
    assert whole(practice) == before
    assert [whole(finding) for finding in practice.findings.all()] == findings
    for finding in Finding.objects.all():
        assert revisions.versions_of(Finding, finding.pk)[0].revision.comment.startswith("Put back")
    assert publisher.get(address(practice, "recover", version.pk)).status_code == 404


def test_what_is_deleted_is_listed_in_pages(monkeypatch):
    monkeypatch.setattr("icpr.admin.history.DELETED_A_PAGE", 1)
    publisher, practices = staff("Publishers"), [full_practice(), make_practice(name="Night walks")]
    for practice in practices:
        publisher.post(address(practice, "delete", practice.pk), {"post": "yes"})
    first = publisher.get(address(practice, "recoverlist")).content.decode()
    assert "Night walks</a>" in first
    assert "Foot patrol</a>" not in first
    second = publisher.get(address(practice, "recoverlist"), {"page": 2}).content.decode()
    assert "Foot patrol</a>" in second
    assert 'href="?page=1" rel="prev"' in second


def test_a_practice_put_back_leaves_its_findings_alone():
    publisher, practice = staff("Publishers"), full_practice()
    publisher.post(address(practice, "delete", practice.pk), {"post": "yes"})
    deletion = revisions.deleted(Practice)[0]
    publisher.post(address(practice, "recover", deletion.pk))
    Finding.objects.first().delete()
    Finding.objects.update(summary="Since then.")
    Practice.objects.update(what_it_is="Since then.")
    restore(publisher, practice, deletion)
    practice.refresh_from_db()
    assert practice.what_it_is == "About Foot patrol."
    assert [finding.summary for finding in Finding.objects.all()] == ["Since then."]


@pytest.mark.parametrize("make", [full_finding, full_example])
def test_a_deleted_finding_or_example_comes_back(make):
    publisher, record = staff("Publishers"), make()
    before = whole(record)
    publisher.post(address(record, "delete", record.pk), {"post": "yes"})
    version = revisions.deleted(type(record))[0]
    assert version.revision.user.username == "publishers"
    publisher.post(address(record, "recover", version.pk))
    assert whole(record) == before


def test_many_deleted_at_once_come_back_one_by_one():
    publisher, findings = staff("Publishers"), [full_finding(), make_finding(practice=make_practice(name="Other"))]
    before = [whole(finding) for finding in findings]
    data = {"action": "delete_selected", "_selected_action": [finding.pk for finding in findings], "post": "yes"}
    publisher.post(address(findings[0], "changelist"), data)
    assert not Finding.objects.exists()
    for version in revisions.deleted(Finding):
        publisher.post(address(findings[0], "recover", version.pk))
    assert [whole(finding) for finding in findings] == before


def test_a_practice_in_use_is_not_deleted():
    publisher, practice = staff("Publishers"), full_practice()
    make_item(number="1.1", practices=[practice])
    make_item(number="1.2", practices=[practice], near_practices=[practice])
    make_resource(practices=[practice])
    answer = publisher.post(address(practice, "delete", practice.pk), {"post": "yes"}, follow=True)
    assert "is linked from 2 items and 1 resource. Take it out there first" in texts(answer)
    data = {"action": "delete_selected", "_selected_action": [practice.pk], "post": "yes"}
    publisher.post(address(practice, "changelist"), data)
    assert Practice.objects.filter(pk=practice.pk).exists()
    assert staff("Editors").post(address(practice, "delete", practice.pk), {"post": "yes"}).status_code == 403


def test_what_was_deleted_since_is_left_out_and_said_by_name():
    publisher, item = staff("Publishers"), full_item()
    version = keep(item)
    for relation in (item.practices, item.near_practices, item.focus_areas):
        relation.clear()
    for practice in (Practice.objects.get(name="Foot patrol"), Practice.objects.get(name="Cameras")):
        publisher.post(address(practice, "delete", practice.pk), {"post": "yes"})
    FocusArea.objects.all().delete()
    item.pillar, item.plain_title = None, "Changed"
    item.save()
    Pillar.objects.all().delete()
    page = text(publisher.get(address(item, "revision", item.pk, version.pk)))
    assert "Hot spots, “Foot patrol” (deleted since)" in page
    assert "“Cameras” (deleted since)" in page
    said = texts(restore(publisher, item, version))
    assert "Deleted since, and so not put back: pillar: one" in said
    for part in ("practices: “Foot patrol”", "practices it bears on: “Cameras”", "focus areas: one"):
        assert part in said
    item.refresh_from_db()
    assert [practice.name for practice in item.practices.all()] == ["Hot spots"]
    assert (item.plain_title, item.pillar, item.near_practices.count()) == ("Ask first", None, 0)
    connection.check_constraints()


def test_a_finding_waits_for_its_practice():
    publisher, finding = staff("Publishers"), full_finding()
    publisher.post(address(finding, "delete", finding.pk), {"post": "yes"})
    publisher.post(address(finding.practice, "delete", finding.practice.pk), {"post": "yes"})
    version = revisions.deleted(Finding)[0]
    answer = publisher.post(address(finding, "recover", version.pk), follow=True)
    assert "Nothing was changed. Practice: “Foot patrol” was deleted. Recover that first." in texts(answer)
    assert not Finding.objects.exists()
    publisher.post(address(finding.practice, "recover", revisions.deleted(Practice)[0].pk))
    publisher.post(address(finding, "recover", version.pk))
    assert Finding.objects.get().pk == finding.pk


def test_no_item_of_another_level_counts_as_deleted():
    root, item = staff(), make_item(number="1.5.1")
    version = keep(item)
    for model in (Recommendation, ActionItem):
        assert "None is deleted" in text(root.get(address(item, "recoverlist", model=model)))
        assert root.get(address(item, "recover", version.pk, model=model)).status_code == 404
    before = whole(item)
    Item.objects.filter(pk=item.pk).delete()  # by hand: the admin never does
    version = revisions.deleted(Item)[0]
    root.post(address(item, "recover", version.pk, model=ActionItem))
    assert whole(item) == before
