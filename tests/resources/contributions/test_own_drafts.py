"""Contributors see and change the drafts they made, hand them in, and see nothing else of the catalogue."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from icpr.operations.models import Operation
from resources.curation import history
from resources.models import BestBet, Resource, State
from tests.factories import make_publishable, make_publisher, make_resource
from tests.resources.staff import address, form_data, staff, texts

pytestmark = pytest.mark.django_db


def own(page: str, *args) -> str:
    return reverse(f"admin:contributions_owndraft_{page}", args=args)


@pytest.fixture
def client():
    return staff("Contributors", "cora")


def made_by(name: str, **fields) -> Resource:
    user = User.objects.filter(username=name).first() or User.objects.create_user(name)
    with history.recorded(user, "Made."):
        return make_publishable(**fields)


def text(answer) -> str:
    return answer.content.decode()


def test_works(client):
    data = form_data(client, own("add"))
    assert "superseded_by" not in data
    assert "collection" not in text(client.get(own("add")))
    client.post(own("add"), data | {"kind": "report", "title": "My guide", "annotation": "About it."})
    mine = Resource.objects.get(title="My guide")
    assert mine.contribution.user.username == "cora"
    assert "My guide" in text(client.get(own("changelist")))
    data = form_data(client, own("change", mine.pk))
    assert client.post(own("change", mine.pk), data | {"title": "My better guide"}).status_code == 302
    mine.refresh_from_db()
    assert mine.title == "My better guide"
    assert "My better guide" in text(client.get(own("history", mine.pk)))


def test_a_draft_is_handed_in_and_then_only_looked_at(client):
    mine = made_by("cora", title="My guide")
    page = text(client.get(own("change", mine.pk)))
    assert "Submit for review" in page
    assert "Publish now" not in page
    assert "Make a preview link" not in page
    said = client.post(own("step", mine.pk, "submit"), follow=True)
    assert "submitted for review" in texts(said)
    mine.refresh_from_db()
    assert mine.state() is State.IN_REVIEW
    page = text(client.get(own("change", mine.pk)))
    assert "My guide" in page
    assert "_save" not in page
    assert client.post(own("change", mine.pk), {"title": "Other"}).status_code == 403
    for step in ("return", "publish", "submit"):
        assert client.post(own("step", mine.pk, step), {"confirmed": "1"}).status_code == 403
    mine.publish()
    assert client.get(own("change", mine.pk), follow=True).redirect_chain
    assert "My guide" not in text(client.get(own("changelist")))


def test_steps_beyond_handing_in_are_refused(client):
    mine = made_by("cora")
    for step in ("publish", "schedule", "withdraw", "return"):
        assert client.post(own("step", mine.pk, step), {"confirmed": "1"}).status_code == 403
    mine.refresh_from_db()
    assert mine.state() is State.DRAFT


def test_nothing_of_others_is_seen(client):
    """In lists, their search, filters and counts, forms, history, files, and on the start page."""
    made_by("cora", title="Mine of quadrille")
    other = made_by("ben", title="Secret quadrille", staff_note="Secret quadrille")
    public = make_resource(title="Public quadrille")
    version = history.versions_of(other.pk)[0].pk
    for asked in ("", "?q=quadrille", f"?q={other.permanent_number}", "?state=draft", "?o=2", "?e=1", "?all="):
        found = text(client.get(own("changelist") + asked))
        assert "Secret quadrille" not in found
        assert "Public quadrille" not in found
    assert client.get(own("changelist")).context["cl"].full_result_count == 1
    pages = [own("change", other.pk), own("history", other.pk), own("compare", other.pk)]
    pages += [own("revision", other.pk, version), own("change", public.pk), own("document", other.pk, 1)]
    for page in pages:
        answer = client.get(page, follow=True)
        assert answer.status_code == 404 or answer.redirect_chain == [(reverse("admin:index"), 302)]
        assert "Secret" not in text(answer)
    for page in (own("change", other.pk), own("step", other.pk, "submit"), own("review", other.pk, "comment")):
        answer = client.post(page, {"title": "Mine now", "text": "Mine now", "_save": ""}, follow=True)
        assert "Secret" not in text(answer)
    other.refresh_from_db()
    assert other.title == "Secret quadrille"
    assert "Secret" not in text(client.get(reverse("admin:index")))


def test_the_entry_of_all_records_is_closed(client):
    other, mine = made_by("ben"), made_by("cora")
    Operation.of(Resource, "Secret done.").save()
    for kind in ("resource", "modelpolicy", "policechiefarticle", "collection"):
        for page in (address("changelist", model=kind), address("add", model=kind)):
            assert client.get(page).status_code == 403
            assert client.post(page, {"action": "submit", "_selected_action": mine.pk}).status_code == 403
    for page in ("change", "history", "delete", "compare"):
        assert client.get(address(page, other.pk)).status_code in {302, 403, 404}
    assert "Secret done." not in text(client.get(reverse("admin:operations_operation_changelist")))


def test_autocompletes_give_what_they_may_see(client):
    make_publisher(name="City Press")
    made_by("ben", title="Secret draft")

    def asked(model: str, field: str, app: str = "resources"):
        data = {"app_label": app, "model_name": model, "field_name": field, "term": ""}
        return client.get(reverse("admin:autocomplete"), data)

    assert asked("resource", "publishers").json()["results"][0]["text"] == "City Press"
    assert asked("resource", "superseded_by").status_code == 403
    assert asked("resource", "practices").status_code == 403
    assert asked(BestBet._meta.model_name, "resource").status_code == 403


def test_a_posted_field_that_is_not_theirs_counts_for_nothing(client):
    mine, other = made_by("cora"), made_by("ben", title="Secret draft")
    data = form_data(client, own("change", mine.pk)) | {"superseded_by": other.pk, "expire_at_0": "2027-01-01"}
    answer = client.post(own("change", mine.pk), data | {"kind": "collection"})
    assert "Secret" not in text(answer)
    mine.refresh_from_db()
    assert (mine.superseded_by, mine.expire_at, mine.kind) == (None, None, "report")


def test_editors_see_what_contributors_made():
    mine = made_by("cora", title="My guide")
    editor = staff("Editors")
    assert editor.get(address("change", mine.pk)).status_code == 200
    assert editor.get(own("changelist")).status_code == 403


def test_colleagues_comment_and_contributors_answer(client):
    mine = made_by("cora")
    comment = own("review", mine.pk, "comment")
    assert client.post(comment, {"text": "What of the year?", "_nonce": "n" * 24}).status_code == 302
    assert "What of the year?" in text(client.get(own("change", mine.pk)))
    for deed in ("claim", "assign", "release"):
        assert client.post(own("review", mine.pk, deed)).status_code == 403


def test_there_is_no_way_to_what_is_for_others(client):
    for page in ("recoverlist", "export", "export_all", "import", "bulk"):
        for method in (client.get, client.post):
            assert "This is for editors" in text(method(own(page)))
    apps = client.get(reverse("admin:index")).context["app_list"]
    shown = {entry["object_name"] for app in apps for entry in app["models"]}
    assert shown == {"OwnDraft", "Publisher", "Operation"}  # operations on publishers


def test_the_start_page_counts_what_is_theirs(client):
    made_by("cora")
    made_by("ben")
    made_by("cora").submit()
    tasks = client.get(reverse("admin:index")).context["tasks"]
    assert [(task.label, task.count) for task in tasks] == [("Your drafts", 1), ("Yours in review", 1)]
    assert [client.get(task.url).context["cl"].result_count for task in tasks] == [1, 1]


def test_the_list_asks_a_fixed_number(client, django_assert_max_num_queries):
    for _ in range(8):
        made_by("cora")
    with django_assert_max_num_queries(20):
        client.get(own("changelist"))
