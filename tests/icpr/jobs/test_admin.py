"""Administrators see how the jobs stand, and have one done now."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from icpr.jobs import standing
from icpr.jobs.execution import perform_due, schedule
from icpr.jobs.leases import claim
from icpr.jobs.models import Job
from icpr.jobs.registry import JOBS, job
from tests.resources.staff import group_of

pytestmark = pytest.mark.django_db
LIST = "/admin/jobs/job/"
RUN = f"{LIST}count-sheep/run/"


@pytest.fixture
def sheep():
    @job("count-sheep", every=3_600)
    def count(lease):
        """Counts the sheep."""
        if Job.objects.get().result:
            raise ValueError("A wolf <b>came</b>.")
        return "3 sheep"

    assert [done.result for done in perform_due()] == ["3 sheep"]


def signed_in(*codenames: str, **fields) -> Client:
    user = User.objects.create_user("ada", is_staff=True, **fields)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, address: str = LIST) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_works(sheep):
    client = signed_in(is_superuser=True)
    before = page(client)
    for words in ("count-sheep", "Counts the sheep.", "3 sheep", " ago, in 0.", "in 59 minutes", f'formaction="{RUN}"'):
        assert words in before
    assert standing.ALL_WELL in before
    assert schedule()[0] == []
    answer = client.post(RUN, follow=True)
    assert "The job count-sheep is done in a moment." in answer.content.decode()
    assert schedule()[0] == ["count-sheep"]
    assert LogEntry.objects.get().change_message == "Run now"
    list(perform_due())
    after = page(client)
    assert "Failed: ValueError: A wolf &lt;b&gt;came&lt;/b&gt;." in after
    assert standing.TRIED_AGAIN.format("count-sheep") in after
    assert "last sign of life" in page(client, f"{LIST}count-sheep/change/").lower()


def test_one_that_is_being_done_says_so(sheep):
    client = signed_in(is_superuser=True)
    client.post(RUN)
    Job.objects.update(due_at="2026-01-01T00:00Z")
    claim(JOBS["count-sheep"])
    assert "being done" in page(client)
    assert "Afterwards it is done once more." in client.post(RUN, follow=True).content.decode()


def test_who_may_only_look_has_no_button(sheep):
    client = signed_in("view_job")
    assert "3 sheep" in page(client)
    assert "Run now" not in page(client)
    assert client.post(RUN).status_code == 403


@pytest.mark.parametrize(("group", "may_run"), [("Editors", False), ("Publishers", True)])
def test_editors_look_and_publishers_run(sheep, group, may_run):
    client = signed_in()
    User.objects.get().groups.add(group_of(group))
    assert ("Run now" in page(client)) is may_run
    assert client.post(RUN).status_code == (302 if may_run else 403)


def test_what_nobody_does_is_said(sheep):
    Job.objects.update(due_at="2026-01-01T00:00Z")
    found = page(signed_in("view_job"))
    assert standing.SOME_NOT.format("count-sheep").split(":")[0] in found
    assert "Nobody does it, and it was due " in found


def test_the_page_costs_the_same_for_many(sheep, django_assert_num_queries):
    client = signed_in("view_job")
    page(client)
    for number in range(20):
        job(f"job-{number}", every=60)(lambda lease: None)
    with CaptureQueriesContext(connection) as few:
        page(client)
    list(perform_due())
    with django_assert_num_queries(len(few)):
        page(client)


def test_other_staff_do_not_see_it(sheep):
    client = signed_in("change_resource")
    assert client.get(LIST).status_code == 403
    assert client.post(RUN).status_code == 403


def test_to_look_at_it_runs_nothing(sheep):
    client = signed_in(is_superuser=True)
    assert client.get(RUN).status_code == 405
    assert schedule()[0] == []


def test_what_is_no_job_of_this_version_is_not_there(sheep):
    Job.objects.create(name="of-former-times")
    client = signed_in(is_superuser=True)
    assert "of-former-times" not in page(client)
    for name in ("of-former-times", "sheep", "x" * 900):
        assert client.post(f"{LIST}{name}/run/").status_code == 404


def test_nobody_changes_it(sheep):
    client = signed_in(is_superuser=True)
    before = Job.objects.values().get()
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}count-sheep/change/", {"result": "9 sheep"}).status_code == 403
    assert client.post(f"{LIST}count-sheep/delete/", {"post": "yes"}).status_code == 403
    assert Job.objects.values().get() == before
