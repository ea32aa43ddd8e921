"""The frame in the admin: publishers keep it, editors look."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from pillars.models import Pillar, Topic
from tests.factories import make_pillar, make_publisher, make_resource, make_topic
from tests.resources.staff import staff

pytestmark = pytest.mark.django_db


def address(model, page: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_works():
    publisher = staff("Publishers")
    pillar = make_pillar(number=1, summary="Old words.")
    make_resource(pillars=[pillar])
    assert b'<td class="field-in_use">1</td>' in publisher.get(address(Pillar, "changelist")).content
    fields = {"number": 1, "name": pillar.name, "slug": pillar.slug, "short_name": "Trust", "hue": "teal"}
    publisher.post(address(Pillar, "change", pillar.pk), fields | {"summary": "New words."})
    pillar.refresh_from_db()
    assert (pillar.summary, pillar.hue) == ("New words.", "teal")


@pytest.mark.parametrize(
    ("number", "reason"), [(0, "greater than"), (7, "less than"), ("9" * 40, "less than"), ("x", "whole number")]
)
def test_there_are_six_pillars(number, reason):
    fields = {"number": number, "name": "New", "slug": "new", "short_name": "N", "hue": "red", "summary": "S."}
    answer = staff("Publishers").post(address(Pillar, "add"), fields)
    assert reason in answer.content.decode()
    assert not Pillar.objects.exists()


def test_many_are_not_deleted_at_once():
    publisher, topic = staff("Publishers"), make_topic()
    data = {"action": "delete_selected", "_selected_action": [topic.pk], "post": "yes"}
    publisher.post(address(Topic, "changelist"), data)
    assert Topic.objects.exists()


def test_editors_only_look():
    editor, topic, house = staff("Editors"), make_topic(), make_publisher()
    assert editor.get(address(Topic, "changelist")).status_code == 200
    assert editor.get(address(Topic, "add")).status_code == 403
    assert editor.post(address(Topic, "change", topic.pk), {"name": "Mine"}).status_code == 403
    assert editor.post(address(type(house), "delete", house.pk), {"post": "yes"}).status_code == 403


def test_searching_answers_anything():
    publisher = staff("Publishers")
    for words in ("\x00", "%", "x" * 8192):
        assert publisher.get(address(Topic, "changelist"), {"q": words}).status_code in {200, 400}


def test_the_groups_are_laid_by_migration():
    staff("Editors")
    editors, publishers = (Group.objects.get(name=name) for name in ("Editors", "Publishers"))
    may = {group: set(group.permissions.values_list("codename", flat=True)) for group in (editors, publishers)}
    assert may[editors] < may[publishers]
    assert {"add_resource", "change_modelpolicy", "view_policechiefarticle", "add_tag"} <= may[editors]
    assert "publish_resource" not in may[editors]
    deletes = {codename for codename in may[editors] if codename.startswith("delete_")}
    assert deletes == {
        "delete_document",
        "delete_author",
        "delete_synonymgroup",
        "delete_bestbet",
        "delete_searchaddress",
        "delete_collectionentry",
        "delete_announcement",
    }
    assert {"publish_resource", "change_pillar", "delete_publisher"} <= may[publishers]
