"""Who may not open a page is told which right is missing and who has it, if they are staff; others learn nothing."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from icpr.accounts.models import RoleGroup
from tests.factories import make_publishable, make_resource, make_tag
from tests.resources.staff import address, staff

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    assert answer.status_code == 403
    return " ".join(answer.content.decode().split())


def test_works():
    page = text(staff("Editors").get(address("delete", make_tag().pk, model="tag")))
    assert "lacks the right to <b>delete tags</b>" in page
    assert "<b>Publishers</b>: do what" not in page
    for group in ("Publishers", "Taxonomists", "Administrators"):
        assert f"<li><b>{group}</b>: " in page
    assert "<b>Editors</b>" not in page
    assert "ICPR Resource Library" in page  # in the frame of the admin
    assert "Log out" in page


@pytest.mark.parametrize(
    ("group", "name", "right"),
    [
        ("Contributors", "resources_resource_changelist", "see resources"),
        ("Contributors", "resources_tag_add", "add tags"),
        ("Editors", "auth_user_changelist", "see users"),
        ("Editors", "audit_auditentry_changelist", "see audit entries"),
        ("Editors", "resources_audience_add", "add audiences"),
        ("Taxonomists", "resources_resource_add", "add resources"),
        ("Taxonomists", "mail", "see subscriptions"),
    ],
)
def test_the_right_is_named_in_plain_words(group, name, right):
    assert f"lacks the right to <b>{right}</b>" in text(staff(group).get(reverse(f"admin:{name}")))


def test_a_right_of_its_own_kind_is_named():
    record = make_publishable()
    page = text(staff("Editors").post(address("step", record.pk, "publish")))
    assert "lacks the right to <b>publish, schedule and withdraw resources</b>" in page


def test_a_form_that_comes_back_says_it_too():
    data = {"name": "Town clerks", "slug": "town-clerks"}
    sent_here = {"sec-fetch-site": "same-origin"}
    page = text(staff("Editors").post(address("add", model="audience"), data, headers=sent_here))
    assert "lacks the right to <b>add audiences</b>" in page
    assert "Town clerks" in page
    assert "Nothing was saved, and nothing is lost" in page


def test_where_no_right_is_missing_it_says_so():
    answer = staff().get(address("delete", make_resource().pk))
    assert "No right is missing" in text(answer)


def test_a_group_is_told_by_the_name_it_has_here():
    group = RoleGroup.objects.get(role="Publisher").group
    group.name = "Chefredaktion"
    group.save()
    assert "<b>Chefredaktion</b>" in text(staff("Taxonomists").get(address("add")))


def test_strangers_learn_nothing():
    """Neither who is not signed in, nor who has an account without staff rights."""
    for client in (Client(), Client()):
        answer = client.get(address("changelist"))
        assert answer.status_code == 302
        client.force_login(User.objects.get_or_create(username="reader")[0])
    answer = client.get(address("changelist"), follow=True)
    assert "right to" not in answer.content.decode()


def test_what_was_refused_does_not_outlive_the_request():
    client = staff("Editors")
    text(client.get(reverse("admin:auth_user_changelist")))
    assert "see users" not in text(client.get(address("delete", make_resource().pk)))


def test_it_asks_little(django_assert_max_num_queries):
    client = staff("Editors")
    with django_assert_max_num_queries(9):
        client.get(reverse("admin:auth_user_changelist"))
