"""The admin's pages: lists, start page, previews and files, for each rank of staff and for anything typed."""

from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from icpr.middleware.headers import HEADERS
from resources.models import AddressReport, DocumentText, PreviewLink, Resource, State
from tests.factories import (
    make_author,
    make_document,
    make_item,
    make_pillar,
    make_publishable,
    make_publisher,
    make_resource,
)
from tests.resources.staff import address, step

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n%%EOF\n"
LISTS = ["resource", "modelpolicy", "policechiefarticle", "publisher", "tag", "audience"]


def rows(answer) -> set[str]:
    return {str(record) for record in answer.context["cl"].result_list}


def test_works(editor):
    record = make_publishable(title="Bicycle patrols", kind="model-policy", issued=2016, tags=["Youth"])
    make_author(resource=record, family_name="Peel")
    make_resource(title="Other")
    page = editor.get(address("changelist")).content.decode()
    for text in (record.permanent_number, "Bicycle patrols", "Model policy", "Draft", "2016", "Public"):
        assert text in page
    for words in ("bicycle", "youth", "peel", record.permanent_number, record.permanent_number.lower()):
        assert rows(editor.get(address("changelist"), {"q": words})) == {"Bicycle patrols"}
    assert rows(editor.get(address("changelist", model="modelpolicy"))) == {"Bicycle patrols"}


def test_every_entry_opens(root, catalogue):
    for model in LISTS:
        answer = root.get(address("changelist", model=model))
        first = answer.context["cl"].result_list[0]
        assert root.get(address("change", first.pk, model=model)).status_code == 200, model
        assert root.get(address("history", first.pk, model=model)).status_code == 200, model
        assert root.get(address("add", model=model)).status_code == 200, model


def test_states_are_said_in_words_and_counted(editor):
    make_publishable(title="Waiting")
    late = make_publishable(title="Late")
    late.publish(timezone.now() + timedelta(days=400))
    gone = make_resource(title="Gone", publish_at=timezone.now() - timedelta(days=9))
    gone.expire_at = timezone.now() - timedelta(days=2)
    gone.save()
    page = editor.get(address("changelist")).content.decode()
    assert f"Scheduled for {timezone.localtime(late.publish_at).strftime('%b')}" in page.replace(".", "")
    assert "Expired on" in page
    assert "Expired (1)" in page
    assert rows(editor.get(address("changelist"), {"state": State.SCHEDULED})) == {"Late"}
    assert rows(editor.get(address("changelist"), {"state": State.EXPIRED})) == {"Gone"}


def test_the_list_costs_the_same_for_many(editor, django_assert_num_queries):
    pillars = [make_pillar(number=1), make_pillar(number=2)]

    def add(count: int) -> None:
        for _ in range(count):
            make_author(resource=make_resource(pillars=pillars, publishers=[], tags=["Youth"]))

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    add(2)
    editor.get(address("changelist"))
    with CaptureQueriesContext(connection) as two:
        editor.get(address("changelist"))
    add(20)
    with django_assert_num_queries(len(two)):
        editor.get(address("changelist"))
    assert len(two) <= 46  # each filter counts its answers, for which Django reads three vocabularies anew


HOSTILE = ["\x00", "a\x00b", "'\"); --", "%", "x" * 8192, "9" * 40, "-1", "٣", '" AND NEAR( col:x', "\ud800"]


@pytest.mark.parametrize(
    "name",
    ["q", "p", "o", "all", "state", "care", "kind__exact", "pillars__id__exact", "pk__in", "issued_on__year"],
)
def test_any_query_is_answered(root, name):
    make_resource(issued=date(2016, 1, 1))
    for value in HOSTILE:
        query = quote(value.encode("utf-8", "surrogatepass"))
        assert root.get(f"{address('changelist')}?{name}={query}").status_code in {200, 302, 400}, value


def test_the_autocomplete_answers_anything(root):
    make_publisher()
    for value in HOSTILE:
        term = quote(value.encode("utf-8", "surrogatepass"))
        query = f"app_label=resources&model_name=resource&field_name=publishers&term={term}"
        assert root.get(f"/admin/autocomplete/?{query}").status_code in {200, 400}, value


def test_the_autocomplete_finds_resources_by_number(editor):
    record = make_resource(title="Bicycle patrols")
    data = {"app_label": "resources", "model_name": "resource", "field_name": "superseded_by"}
    answer = editor.get("/admin/autocomplete/", data | {"term": record.permanent_number})
    assert [found["text"] for found in answer.json()["results"]] == ["Bicycle patrols"]


@pytest.mark.parametrize("pk", ["abc", "9" * 40, "-1", "0", "_00", "%00", "1/2"])
@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_bad_ids_lead_nowhere(root, pk, page):
    answer = root.get(f"/admin/resources/resource/{pk}/{page}/", follow=True)
    assert answer.status_code in {200, 400, 404}


def test_the_start_page_counts_what_its_lists_show(editor):
    make_publishable(title="A draft", issued=2016, official_url="https://a.example/", address_evidence="own-page")
    reviewed = make_publishable()
    reviewed.submit()
    late = make_publishable(title="Out next week")
    late.publish(timezone.now() + timedelta(days=7))
    make_resource(review_by=date(2020, 1, 1))
    policy = make_resource(kind="model-policy")
    make_document(resource=policy)
    make_document(resource=policy, role="considerations")
    scan = make_document(resource=policy, file=ContentFile(b"%PDF-1.7 broken", "scan.pdf"))
    DocumentText.objects.filter(document=scan).update(
        state=DocumentText.TextState.NO_TEXT, reason="The file is broken."
    )
    make_item(number="1.5.1", state="to-check")
    AddressReport.objects.create(resource=policy, sort="known", proposed="https://b.example/", token_hash="hash")
    page = editor.get("/admin/")
    tasks = page.context["tasks"]
    assert {task.label: task.count for task in tasks} == {
        "Drafts": 1,
        "In review": 1,
        "Scheduled": 1,
        "Blueprint items to check": 1,
        "Addresses readers told us": 1,
    }
    *lists, told, queue = tasks
    assert len(editor.get(told.url).context["reports"]) == told.count
    assert len(editor.get(queue.url).context["items"]) == queue.count
    for task in lists:
        assert editor.get(task.url).context["cl"].result_count == task.count, task
    assert "Out next week" in page.content.decode()


def test_a_record_tells_how_its_papers_were_read(editor):
    record = make_resource()
    unread = make_document(resource=record, file=ContentFile(b"%PDF-1.7 broken", "scan.pdf"))
    make_document(resource=record)
    page = editor.get(address("change", record.pk)).content.decode()
    assert "Waiting to be read" in page
    assert "No file is held here." in page
    DocumentText.objects.filter(document=unread).update(state=DocumentText.TextState.NO_TEXT, reason="It is encrypted.")
    assert "No text: It is encrypted." in editor.get(address("change", record.pk)).content.decode()


def test_the_start_page_costs_the_same_for_many(editor, django_assert_max_num_queries):
    for _ in range(12):
        make_publishable().publish(timezone.now() + timedelta(days=7))
    with django_assert_max_num_queries(24):
        editor.get("/admin/")


def test_the_start_page_tells_nothing_to_those_who_may_not_look(client):
    from django.contrib.auth.models import User

    make_publishable(title="Secret").publish(timezone.now() + timedelta(days=7))
    client.force_login(User.objects.create_user("new", is_staff=True))
    page = client.get("/admin/")
    assert page.context["tasks"] == []
    assert b"Secret" not in page.content


def test_a_preview_link_is_made_shown_and_revoked(editor, client):
    record = make_publishable(title="Soon here")
    page = editor.post(address("make_preview", record.pk), follow=True).content.decode()
    link = PreviewLink.objects.get()
    assert link.created_by.username == "editors"
    assert link.get_absolute_url() in page
    assert client.get(link.get_absolute_url()).status_code == 200
    editor.post(address("revoke_preview", record.pk, link.pk))
    assert client.get(link.get_absolute_url()).status_code == 410
    assert link.get_absolute_url() not in editor.get(address("change", record.pk)).content.decode()


def test_preview_links_change_on_post_and_with_permission_only(editor, client):
    from django.contrib.auth.models import Permission, User
    from django.test import Client

    record, other = make_publishable(), make_publishable()
    link = PreviewLink.objects.create(resource=record)
    assert editor.get(address("make_preview", record.pk)).status_code == 405
    assert editor.get(address("revoke_preview", record.pk, link.pk)).status_code == 405
    assert editor.post(address("revoke_preview", other.pk, link.pk)).status_code == 404
    assert editor.post(address("make_preview", 10**30)).status_code == 404
    user = User.objects.create_user("looker", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_resource"))
    looker = Client()
    looker.force_login(user)
    assert looker.post(address("make_preview", record.pk)).status_code == 403
    assert looker.post(address("revoke_preview", record.pk, link.pk)).status_code == 403
    assert link.get_absolute_url() not in looker.get(address("change", record.pk)).content.decode()
    assert client.post(address("make_preview", record.pk)).status_code == 302
    assert PreviewLink.objects.active().count() == 1


def test_a_public_record_is_viewed_on_the_site_instead(publisher):
    record = make_publishable(slug="soon")
    assert b'href="/resources/soon/"' not in publisher.get(address("change", record.pk)).content
    step(publisher, record, "publish")
    page = publisher.get(address("change", record.pk)).content
    assert b'href="/resources/soon/"' in page
    assert b"Make a preview link" not in page
    said = publisher.post(address("make_preview", record.pk), follow=True).content.decode()
    assert "its own address is the one to share" in said
    assert not PreviewLink.objects.exists()


def test_staff_open_the_file_of_a_draft(editor, client):
    record = make_publishable()
    held = make_document(resource=record, file=ContentFile(PDF, "a.pdf"))
    url = address("document", record.pk, held.pk)
    assert url in editor.get(address("change", record.pk)).content.decode()
    answer = editor.get(url)
    assert b"".join(answer.streaming_content) == PDF
    assert "sandbox" in answer["Content-Security-Policy"]
    assert client.get(url)["Location"].startswith("/admin/login/")
    assert client.get(held.get_absolute_url()).status_code == 404
    other = make_resource()
    assert editor.get(address("document", other.pk, held.pk)).status_code == 404
    assert editor.get(address("document", record.pk, 10**30)).status_code == 404
    assert editor.get(address("document", record.pk, make_document(resource=record).pk)).status_code == 404


@pytest.mark.parametrize("url", ["/admin/", "/admin/resources/resource/", "/admin/resources/resource/add/"])
def test_the_strict_policy_holds_here_too(root, url):
    answer = root.get(url)
    assert answer["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
    page = answer.content.decode()
    assert " style=" not in page
    assert " onclick=" not in page
    assert "<style" not in page


def test_the_number_of_a_huge_record_is_found(editor):
    assert rows(editor.get(address("changelist"), {"q": "ICPR-999999999"})) == set()
    assert editor.get(address("changelist"), {"q": "ICPR-" + "9" * 18}).status_code == 200
    assert Resource.objects.count() == 0
