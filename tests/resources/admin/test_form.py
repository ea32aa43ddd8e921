"""A record's form keeps the rules: each refusal is said in the form, and nothing is saved."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from resources.curation import history
from resources.models import Document, ModelPolicy, PoliceChiefArticle, Resource, State
from tests.factories import make_author, make_document, make_publishable, make_publisher, make_resource
from tests.resources.staff import address, form_data, texts

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n%%EOF\n"


def save(client, record: Resource, *, model: str = "resource", **changes):
    url = address("change", record.pk, model=model)
    return client.post(url, form_data(client, url) | changes, follow=True)


def public(**fields) -> Resource:
    record = make_publishable(**fields)
    record.publish()
    return record


def policy() -> Resource:
    record = make_publishable(kind="model-policy")
    make_document(resource=record)
    record.publish()
    return record


def added(role: str = "model-policy", **fields) -> dict:
    """One more document in a form that has none."""
    row = {"role": role, "position": "1", "language": "en"} | fields
    return {"documents-TOTAL_FORMS": "1"} | {f"documents-0-{name}": value for name, value in row.items()}


def test_works(editor):
    record, publisher = make_publishable(tags=["Old"]), make_publisher()
    answer = save(
        editor,
        record,
        title="New title",
        publishers=[publisher.pk],
        tags='Youth, "Schools, public"',
        issued_on="2016-07",
        **{"tags-new-youth": "make", "tags-new-schools public": "make"},
        **added(file=SimpleUploadedFile("My file.exe", PDF)),
        **{"authors-TOTAL_FORMS": "1", "authors-0-position": "1", "authors-0-family_name": "Peel"},
    )
    assert "was changed successfully" in texts(answer)
    assert "Issued “2016-07” was read as July 2016." in texts(answer)
    record = Resource.objects.get(pk=record.pk)
    assert (record.title, record.issued_display) == ("New title", "July 2016")
    assert set(record.tags.names()) == {"Youth", "Schools, public"}
    assert record.documents.get().format == "pdf"
    assert record.authors.get().family_name == "Peel"
    assert record.publishers.get() == publisher


def test_a_new_record_is_a_draft(editor):
    url = address("add")
    editor.post(url, form_data(editor, url) | {"title": "Brand new", "kind": "guide"})
    record = Resource.objects.get()
    assert record.state() is State.DRAFT
    assert record.slug == "brand-new"
    assert history.versions_of(record.pk).count() == 1


@pytest.mark.parametrize(("model", "proxy"), [("modelpolicy", ModelPolicy), ("policechiefarticle", PoliceChiefArticle)])
def test_an_entry_of_one_kind_makes_that_kind(editor, model, proxy):
    url = address("add", model=model)
    editor.post(url, form_data(editor, url) | {"title": "One", "kind": "video"})
    assert proxy.objects.get().kind == proxy.KIND


def test_publishers_change_public_records(publisher):
    record = public()
    assert "successfully" in texts(save(publisher, record, annotation="Better said."))
    assert Resource.objects.get(pk=record.pk).annotation == "Better said."


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"annotation": "  "}, "no annotation"),
        ({"pillars": []}, "no pillar"),
        ({"focus_areas": []}, "no focus area"),
        ({"kind": "model-policy"}, "at least one component document"),
        ({"kind": "police-chief-article"}, "publication named"),
    ],
)
def test_a_public_record_must_stay_fit_for_it(editor, changes, reason):
    record = public()
    said = texts(save(editor, record, **changes))
    assert reason in said
    record = Resource.objects.get(pk=record.pk)
    assert record.annotation
    assert record.pillars.exists()
    assert record.focus_areas.exists()
    assert record.kind == "report"


def test_a_draft_may_be_anything(editor):
    record = make_publishable()
    assert "successfully" in texts(save(editor, record, annotation="", pillars=[], focus_areas=[]))


@pytest.mark.parametrize("model", ["resource", "modelpolicy"])
def test_a_public_policy_keeps_its_last_document(editor, model):
    record = policy()
    said = texts(save(editor, record, model=model, **{"documents-0-DELETE": "on"}))
    assert "at least one component document" in said
    assert record.documents.count() == 1


def test_a_public_policy_may_swap_its_document(publisher):
    record = policy()
    more = {"documents-TOTAL_FORMS": "2", "documents-0-DELETE": "on"}
    more |= {"documents-1-role": "concepts-issues", "documents-1-position": "2", "documents-1-language": "en"}
    assert "successfully" in texts(save(publisher, record, **more))
    assert record.documents.get().role == "concepts-issues"


def test_an_article_keeps_its_publication(editor):
    record = public(kind="police-chief-article", publication="Police Chief")
    assert "publication named" in texts(save(editor, record, model="policechiefarticle", publication=""))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"issued_on": "soon"}, "Type “2025”, “March 2025”"),
        ({"issued_on": "3/4/2016"}, "This may be March 4, 2016 or April 3, 2016."),
        ({"issued_on": "NUL \x00"}, "“NUL” is not a date we can read"),
        ({"official_url": "https://example.org/", "address_evidence": ""}, "needs its evidence"),
        ({"official_url": "", "address_evidence": "own-page"}, "needs its evidence"),
        ({"official_url": "javascript:alert(1)", "address_evidence": "own-page"}, "valid URL"),
        ({"slug": "not a slug"}, "slug"),
        ({"title": "NUL \x00"}, "Null characters"),
        ({"title": ""}, "required"),
        ({"title": "\u200b"}, "cannot be seen"),
        ({"title": "\u202e\u2066"}, "cannot be seen"),
        ({"title": "\u3164 \n"}, "cannot be seen"),
        ({"title": "– … –"}, "at least one letter or digit"),
        ({"tags": "x" * 101}, "at most 100"),
        ({"tags": "漢字"}, "no letter or digit"),
        ({"tags": '"unclosed, '}, ""),
        ({"kind": "opera"}, "not one of the available choices"),
        ({"expire_at_0": "9999-12-31", "expire_at_1": "23:59:59"}, "before the year"),
        ({"expire_at_0": "2001-01-01", "expire_at_1": "00:00:00"}, "later than the publish time"),
        ({"review_by": "0000-00-00"}, "valid date"),
        ({"superseded_by": "999999"}, "not one of the available choices"),
    ],
)
def test_what_cannot_be_is_said_in_the_form(publisher, changes, reason):
    record = public()
    answer = save(publisher, record, **changes)
    assert answer.status_code == 200
    if reason:
        assert reason in texts(answer)
        assert history.versions_of(record.pk).count() == 1


@pytest.mark.parametrize("name", ["superseded_by", "publishers", "pillars", "audiences"])
def test_a_key_no_database_holds_is_a_bad_request(editor, name):
    assert save(editor, make_publishable(), **{name: "9" * 30}).status_code == 400


def test_a_record_cannot_supersede_itself(editor):
    record = make_publishable()
    assert "cannot supersede itself" in texts(save(editor, record, superseded_by=record.pk))


@pytest.mark.parametrize("model", ["resource", "modelpolicy"])
def test_an_address_is_unique_among_all_kinds(editor, model):
    make_resource(slug="taken", kind="video")
    record = make_publishable(kind="model-policy")
    assert "Another resource has this address." in texts(save(editor, record, model=model, slug="taken"))


def test_a_former_address_stays_with_its_record(editor):
    other = make_resource(slug="first")
    other.slug = "second"
    other.save()
    said = texts(save(editor, make_publishable(), slug="first"))
    assert "was the address of another resource" in said


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        ({"family_name": "Peel", "organization": "IACP"}, "not both"),
        ({"given_names": "Robert"}, "Name a person"),
        ({"family_name": "Peel", "position": "9" * 30}, "less than or equal"),
    ],
)
def test_an_author_is_a_person_or_an_organization(editor, names, reason):
    record = make_publishable()
    row = {"authors-TOTAL_FORMS": "1", "authors-0-position": "1"}
    row |= {f"authors-0-{name}": value for name, value in names.items()}
    assert reason in texts(save(editor, record, **row))
    assert not record.authors.exists()


def test_a_date_that_lies_ahead_is_asked_about_once(editor):
    record, next_year = make_publishable(), timezone.localdate().year + 1
    dated = {"issued_on": f"{next_year}"}
    asked = save(editor, record, **dated)
    assert f"Is it dated {next_year}, which is still to come? Correct the date, or tick the box." in texts(asked)
    assert 'type="checkbox" name="dated_ahead"' in asked.content.decode()
    record.refresh_from_db()
    assert record.issued_on is None
    save(editor, record, **dated, dated_ahead="on")
    record.refresh_from_db()
    assert record.issued_on.year == next_year
    again = save(editor, record, title="Another title")
    assert "errorlist" not in again.content.decode()
    record.refresh_from_db()
    assert record.title == "Another title"


@pytest.mark.parametrize("year", ["2109", "9999", "1499", "0001"])
def test_a_year_that_cannot_be_is_refused_even_when_confirmed(editor, year):
    record = make_publishable()
    refused = save(editor, record, issued_on=f"{year}-01-01", dated_ahead="on")
    assert f"Give a year from 1500 to {timezone.localdate().year + 2}" in texts(refused)
    record.refresh_from_db()
    assert record.issued_on is None


def test_an_emptied_date_is_not_known(editor):
    record = make_publishable(issued=2016)
    assert save(editor, record, title="Another", issued_on="2016") is not None
    record.refresh_from_db()
    assert record.issued_display == "2016"
    save(editor, record, issued_on="")
    record.refresh_from_db()
    assert (record.issued_on, record.issued_precision) == (None, "")


def test_old_and_present_dates_are_not_asked_about(editor):
    record = make_publishable()
    for day in ("1829-09-29", timezone.localdate().isoformat()):
        save(editor, record, issued_on=day)
        record.refresh_from_db()
        assert record.issued_on.isoformat() == day


def test_a_body_longer_than_a_page_can_show_is_refused(editor):
    record = make_publishable()
    assert "at most 20000 characters (it has 20001)" in texts(save(editor, record, body="[" * 20_001))
    save(editor, record, body="[" * 20_000)
    record.refresh_from_db()
    assert len(record.body) == 20_000


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"file": SimpleUploadedFile("a.pdf", b"MZ\x90\x00")}, "This file is a program"),
        ({"file": SimpleUploadedFile("a.pdf", b"")}, "empty"),
        ({"url": "https://example.org/a.pdf"}, "needs its evidence"),
        ({"url": "https://example.org/a.pdf", "address_evidence": "own-page", "file": PDF}, "not both"),
        ({"page_count": "9" * 30}, "less than or equal"),
        ({"role": "poem"}, "not one of the available choices"),
    ],
)
def test_a_document_that_cannot_be_is_refused(editor, fields, reason):
    if fields.get("file") is PDF:
        fields = fields | {"file": SimpleUploadedFile("a.pdf", PDF)}
    record = make_publishable()
    assert reason in texts(save(editor, record, **added(**fields)))
    assert not record.documents.exists()


def test_a_file_too_large_is_refused(editor, settings):
    settings.DOCUMENT_MAX_BYTES = 2048
    record = make_publishable()
    said = texts(save(editor, record, **added(file=SimpleUploadedFile("a.pdf", PDF + b" " * 4096))))
    assert "takes files of up to 2.0\xa0KB" in said
    assert not Document.objects.exists()


def test_a_file_can_be_taken_out_and_comes_back_with_history(editor):
    record = make_publishable()
    save(editor, record, **added(file=SimpleUploadedFile("a.pdf", PDF)))
    held = record.documents.get()
    version = history.versions_of(record.pk)[0]
    save(editor, record, **{"documents-0-file-clear": "on"})
    assert not record.documents.get().is_held
    editor.post(address("revision", record.pk, version.pk))
    assert record.documents.get().file.name == held.file.name
    with record.documents.get().file.open() as file:
        assert file.read() == PDF


def test_status_and_times_are_not_in_an_editors_form(editor):
    record = make_publishable()
    forged = {"status": "published", "publish_at": "2020-01-01", "number": "7"}
    forged |= {"expire_at_0": "2030-01-01", "expire_at_1": "00:00:00"}
    save(editor, record, **forged)
    after = Resource.objects.get(pk=record.pk)
    assert (after.state(), after.publish_at, after.expire_at) == (State.DRAFT, None, None)
    assert after.number == record.number


def test_someone_who_may_only_look_changes_nothing():
    from django.contrib.auth.models import Permission, User
    from django.test import Client

    user = User.objects.create_user("looker", is_staff=True)
    codes = ["view_resource", "change_document", "change_author", "add_document", "add_author"]
    user.user_permissions.set(Permission.objects.filter(codename__in=codes))
    client = Client()
    client.force_login(user)
    record = make_publishable(title="Kept")
    author = make_author(resource=record)
    page = client.get(address("change", record.pk))
    assert page.status_code == 200
    assert b'name="_save"' not in page.content
    data = {"title": "Changed", "authors-TOTAL_FORMS": "1", "authors-INITIAL_FORMS": "1", "authors-0-id": author.pk}
    data |= {"documents-TOTAL_FORMS": "0", "documents-INITIAL_FORMS": "0", "authors-0-family_name": "Changed"}
    client.post(address("change", record.pk), data)
    author.refresh_from_db()
    assert author.family_name == "Peel"
    assert Resource.objects.get(pk=record.pk).title == "Kept"


def test_what_cannot_be_seen_is_taken_out(editor):
    record = make_publishable()
    make_author(resource=record)
    typed = {"title": "Bike\r\npatrols\u202e", "annotation": "Says\u200b how.", "authors-0-family_name": "Pe\u00adel"}
    assert "successfully" in texts(save(editor, record, **typed))
    record = Resource.objects.get(pk=record.pk)
    assert (record.title, record.annotation, record.authors.get().family_name) == ("Bike patrols", "Says how.", "Peel")
