"""Staff look over what they write before it is saved."""

import pytest
from django.urls import reverse

from resources.models import Resource
from tests.factories import make_tag

pytestmark = pytest.mark.django_db

PAGE = reverse("admin:writing")


def test_works(editor):
    sent = {"annotation": "One. Two.", "in_brief": "Says how to begin.", "body": "# Part\n\n<script>x</script> *then*"}
    page = editor.post(PAGE, sent).content.decode()
    assert "2 words, 2 sentences, reading grade 0." in page
    assert "It has 2 sentences: say it in one." in page
    assert "4 words, 1 sentence, reading grade" in page
    assert "<h2>Part</h2>" in page
    assert "&lt;script&gt;x&lt;/script&gt; <em>then</em>" in page
    assert Resource.objects.count() == 0


def test_a_script_gets_the_same_figures(editor):
    told = editor.post(PAGE, {"annotation": "One. Two."}, headers={"accept": "application/json"}).json()["texts"]
    assert told["annotation"]["figures"] == "2 words, 2 sentences, reading grade 0"
    assert told["annotation"]["remarks"] == ["It has 2 sentences: say it in one."]
    assert told["in_brief"]["figures"] == "Nothing written yet"


def test_no_grade_for_another_language(editor):
    sent = {"annotation": "La policía escucha.", "language": "es"}
    told = editor.post(PAGE, sent, headers={"accept": "application/json"}).json()["texts"]
    assert told["annotation"]["figures"] == "3 words, 1 sentence"


def test_it_says_which_tags_the_title_and_annotation_name(editor):
    for name in ("body-worn cameras", "privacy", "youth"):
        make_tag(name=name)
    sent = {"title": "Body worn camera policy", "annotation": "On privacy and youths.", "tags": "Youth"}
    assert editor.post(PAGE, sent, headers={"accept": "application/json"}).json()["tags"] == [
        "body-worn cameras",
        "privacy",
    ]
    assert "<p>body-worn cameras, privacy</p>" in editor.post(PAGE, sent).content.decode()


@pytest.mark.parametrize("text", ["\x00", "A. " * 100_000, "](" * 20_000])
def test_any_text_is_looked_over(editor, text):
    sent = dict.fromkeys(("title", "annotation", "in_brief", "body", "tags"), text)
    assert editor.post(PAGE, sent).status_code == 200


def test_only_for_who_writes(client, admin_client, django_user_model):
    assert client.post(PAGE).status_code == 302
    client.force_login(django_user_model.objects.create_user("reader", is_staff=True))
    assert client.post(PAGE).status_code == 403
    assert admin_client.get(PAGE).status_code == 405


def test_the_form_leads_there(editor):
    page = editor.get(reverse("admin:resources_resource_add")).content.decode()
    assert f'formaction="{PAGE}"' in page
