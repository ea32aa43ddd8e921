"""A form with errors is shown again, whatever was emptied or typed:
it tells of the row as it is stored, and loses nothing."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from pillars.models import Item, Recommendation
from resources.models import ModelPolicy
from tests.effort import slow_but_first
from tests.factories import make_item, make_publishable
from tests.icpr.admin.forms import CASES, Form, edited, every_form, page_text, public
from tests.resources.staff import form_data, staff

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def bob():
    return staff(None, "bob")


def texts_of(answer) -> list[str]:
    """The names of the fields that take text."""
    form = answer.context["adminform"].form
    return [name for name, field in form.fields.items() if isinstance(field, forms.CharField) and not field.disabled]


def test_works_for_an_emptied_title_and_address(bob):
    row = public(title="As it is stored")
    answer = bob.post(Form(bob, row).address, Form(bob, row).fields | {"slug": "", "title": ""})
    assert answer.status_code == 200
    page = page_text(answer)
    assert "This field is required" in page
    assert "As it is stored" in page
    assert f'href="{row.get_absolute_url()}"' in page


def test_the_fields_with_errors_are_named_above(bob):
    page = Form(bob, public(kind="model-policy"), model=ModelPolicy).send(
        200, title="", **{"documents-0-position": "x"}
    )
    assert '<li><a href="#id_title">Title</a>: This field is required.</li>' in page
    assert '<li><a href="#documents-0">Document 1</a></li>' in page
    assert 'id="id_title"' in page
    assert 'id="documents-0"' in page


@every_form
@pytest.mark.parametrize("typed", ["", " ", "not a slug!", "\x00", "x" * 9_999, "٣.١"])
def test_any_text_in_every_field_at_once_is_answered(model, typed, bob):
    row = CASES[model].row()
    form = Form(bob, row, model=model)
    names = texts_of(bob.get(form.address))
    answer = bob.post(form.address, form.fields | dict.fromkeys(names, typed))
    assert answer.status_code in ({200} if typed in {"", "\x00"} else {200, 302})


@pytest.mark.parametrize("model", slow_but_first(edited()))
def test_any_text_in_one_field_is_answered(model, bob):
    row = CASES[model].row()
    form = Form(bob, row, model=model)
    for name in texts_of(bob.get(form.address)):
        for typed in ("", "not a slug!", "x" * 9_999):
            answer = bob.post(form.address, form.fields | {name: typed})
            assert answer.status_code in {200, 302}, (name, typed)
            if answer.status_code == 302:  # it was taken, and the form begins from what is there now
                form = Form(bob, row, model=model)


def test_a_number_no_address_is_made_of_is_told(bob):
    row = make_item(number="1.5")
    form = Form(bob, row, model=Recommendation)
    assert "Enter a valid value" in form.send(200, number="1.x")
    assert Item.objects.get(pk=row.pk).number == "1.5"


def test_a_file_chosen_before_an_error_is_asked_for_again(bob):
    row = make_publishable()
    typed = {"documents-TOTAL_FORMS": "1", "documents-0-role": "slides", "documents-0-position": "1"}
    file = SimpleUploadedFile("My talk.pdf", PDF)
    page = Form(bob, row).send(200, title="", **typed | {"documents-0-language": "en", "documents-0-file": file})
    assert "Choose the file “My talk.pdf” again" in page
    assert page.index('id="id_documents-0-file_error"') < page.index('name="documents-0-file"')
    assert not row.documents.exists()


def test_a_file_in_a_form_that_adds_is_asked_for_again(bob):
    address = "/admin/resources/resource/add/"
    typed = {"documents-TOTAL_FORMS": "1", "documents-0-role": "slides", "documents-0-position": "1"}
    typed |= {"documents-0-language": "en", "documents-0-file": SimpleUploadedFile("a.pdf", PDF)}
    page = page_text(bob.post(address, form_data(bob, address) | typed))
    assert "Choose the file “a.pdf” again" in page


def test_a_file_that_was_refused_is_told_once(bob):
    row = make_publishable()
    typed = {"documents-TOTAL_FORMS": "1", "documents-0-role": "slides", "documents-0-position": "1"}
    file = SimpleUploadedFile("a.exe", b"MZ\x90\x00")
    page = Form(bob, row).send(200, **typed | {"documents-0-language": "en", "documents-0-file": file})
    assert "The library takes PDF" in page
    assert "Choose the file" not in page
