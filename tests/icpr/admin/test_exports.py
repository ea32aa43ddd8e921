"""Any list of the admin as a file: as it stands, what is ticked, or a template; in three forms, by who may see it."""

import json
from io import BytesIO

import pytest
import python_calamine
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from icpr.admin import exports
from icpr.audit.models import AuditEntry, Event
from icpr.audit.recording import _noted, flush
from icpr.lib import batches
from icpr.lib.csvfile import decoded, table_of
from icpr.lib.exchange.files import FORMS
from pillars.models import ActionItem
from resources.contributions.models import OwnDraft
from resources.models import ModelPolicy, Resource, Tag
from tests.factories import make_item, make_resource, make_tag
from tests.resources.staff import staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_noted_before():
    _noted.clear()


def page(model, name: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def lines(answer) -> list[list[str]]:
    """The lines of a file, heads first, whatever its form."""
    assert answer.status_code == 200
    data = answer.getvalue()
    match answer["Content-Disposition"].rpartition(".")[2].strip('"'):
        case "csv":
            heads, rows = table_of(decoded(data).text, 9_999)
            return [heads, *(cells for _, cells in rows)]
        case "xlsx":
            return python_calamine.CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()
        case "json":
            rows = json.loads(data)
            return [list(rows[0]), *(list(row.values()) for row in rows)] if rows else []


@pytest.mark.parametrize("form", FORMS)
def test_works(form):
    editor = staff("Editors")
    shown, _ = make_resource(title="=Shown", staff_note="Ask."), make_resource(title="Other", published=False)
    answer = editor.get(page(Resource, "export_as", form) + "?q=shown")
    assert answer["Content-Type"] == FORMS[form].media_type
    assert answer["Content-Disposition"] == f'attachment; filename="icpr-resources.{form}"'
    assert answer["X-Robots-Tag"] == "noindex"
    heads, row = lines(answer)
    said = dict(zip(heads, row, strict=True))
    assert (said["number"], said["title"], said["staff_note"]) == (shown.permanent_number, "=Shown", "Ask.")
    flush()
    entry = AuditEntry.objects.get(event=Event.EXPORT)
    assert (entry.subject, entry.detail) == ("resources", "1 lines")


@pytest.mark.parametrize("form", FORMS)
def test_what_is_ticked_is_exported(form):
    editor, records = staff("Editors"), [make_resource(title=title) for title in "ABC"]
    ticked = {"action": f"export_{form}", ACTION_CHECKBOX_NAME: [records[0].pk, records[2].pk]}
    assert [row[3 + 1] for row in lines(editor.post(page(Resource, "changelist"), ticked))[1:]] == ["C", "A"]
    everything = ticked | {"select_across": "1"}
    assert len(lines(editor.post(page(Resource, "changelist"), everything))) == 4
    flush()
    assert AuditEntry.objects.filter(event=Event.EXPORT).count() == 2


def test_who_may_look_may_export_and_nobody_else():
    make_resource()
    user = User.objects.create_user("reader", is_staff=True)
    client = Client()
    client.force_login(user)
    for name in ("export", "export_all", "template"):
        assert client.get(page(Resource, name)).status_code == 403
        assert Client().get(page(Resource, name)).status_code == 302
    flush()
    assert not AuditEntry.objects.filter(event=Event.EXPORT).exists()
    user.user_permissions.add(Permission.objects.get(codename="view_resource"))
    for name in ("export", "export_all", "template"):
        assert client.get(page(Resource, name)).status_code == 200
    listed = client.get(page(Resource, "changelist")).content.decode()
    assert 'value="export_csv"' in listed
    assert 'value="publish"' not in listed


def test_a_list_of_one_kind_is_exported_alone():
    make_resource(kind="model-policy", title="P"), make_resource(title="R")
    for name in ("export", "export_all"):
        assert len(lines(staff(name=name).get(page(ModelPolicy, name)))) == 2


def test_a_form_that_there_is_not():
    root = staff()
    for name in ("export_as", "export_all_as", "template_as"):
        assert root.get(page(Tag, name, "ods")).status_code == 404
    ticked = {"action": "export_ods", ACTION_CHECKBOX_NAME: [make_tag().pk]}
    assert root.post(page(Tag, "changelist"), ticked).status_code in (200, 302)


def test_what_is_long_is_sent_while_it_is_written(monkeypatch):
    monkeypatch.setattr(batches, "BATCH", 1_000)
    for number in range(1, 6):
        make_item(number=f"1.{number}", staff_note="é" * 400)
    answer = staff().get(page(ActionItem, "export_all_as", "csv"))
    assert answer.streaming
    assert len(lines(answer)) == 6


def test_twenty_cost_what_two_do(django_assert_num_queries, django_assert_max_num_queries):
    root = staff()
    make_resource(), make_resource()
    root.get(page(Resource, "export"))
    with django_assert_max_num_queries(22) as counted:
        root.get(page(Resource, "export"))
    for _ in range(18):
        make_resource()
    with django_assert_num_queries(len(counted)):
        assert len(lines(root.get(page(Resource, "export")))) == 21


def test_every_list_has_the_menu():
    root = staff()
    for model, admin_of in admin.site._registry.items():
        if isinstance(admin_of, exports.ExportAdmin) and model is not OwnDraft:  # who has own drafts exports none
            shown = root.get(page(model, "changelist")).content.decode()
            assert f'href="{page(model, "export_as", "xlsx")}' in shown, model
            assert "Template to fill in" in shown, model
            assert lines(root.get(page(model, "template_as", "xlsx")))[1][0].startswith("Help: ")
