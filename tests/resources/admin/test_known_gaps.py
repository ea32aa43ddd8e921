"""Staff see which terms of the vocabulary find nothing, as the catalogue stands."""

import pytest
from django.urls import reverse

from resources.admin.known_gaps import GROUPS_A_PAGE
from resources.models import SynonymGroup
from tests.factories import make_resource

pytestmark = pytest.mark.django_db

PAGE = reverse("admin:resources_searchcount_gaps")


def make_group(*terms: str, **fields) -> SynonymGroup:
    given = {"theme": "animals", "reason": "As people say it."} | fields
    return SynonymGroup.objects.create(terms="\n".join(terms), **given)


def listed(client, **asked) -> dict[str, list[str]]:
    return {str(gap.group): gap.terms for gap in client.get(PAGE, asked).context["gaps"]}


def test_works(editor):
    make_resource(title="Police dogs")
    found, lost = make_group("police dog", "k-9 unit"), make_group("stray cat", "alley cat")
    spanish = make_group("gato", direction="one-way", targets="cat", language="es")
    assert listed(editor, theme="animals") == {str(lost): ["stray cat", "alley cat"], str(spanish): ["gato"]}
    page = editor.get(PAGE, {"theme": "animals"}).content.decode()
    assert f'href="{reverse("admin:resources_synonymgroup_change", args=[lost.pk])}"' in page
    assert '<a href="/resources/?q=stray%20cat"' in " ".join(page.split())
    assert 'lang="es">gato</a>' in page
    assert str(found) not in page
    make_resource(title="Stray cats")
    assert listed(editor, theme="animals") == {}


def test_a_record_that_is_not_public_answers_nothing(editor):
    make_resource(title="Stray cats", published=False)
    lost = make_group("stray cat", "alley cat")
    assert listed(editor, theme="animals") == {str(lost): ["stray cat", "alley cat"]}


def test_groups_that_are_off_are_no_gaps(editor):
    make_group("stray cat", "alley cat", is_on=False)
    assert listed(editor, theme="animals") == {}


def test_themes_and_pages(editor):
    for number in range(GROUPS_A_PAGE + 1):
        make_group(f"cat {number:03}", f"kitten {number:03}", theme="")
    assert len(listed(editor, theme="")) == GROUPS_A_PAGE
    assert len(listed(editor, theme="", page="2")) == len(listed(editor, theme="", page="99")) == 1
    assert listed(editor, theme="of former times", page="x") == listed(editor) == {}
    assert "Groups 61 to 61 of 61." in " ".join(editor.get(PAGE, {"theme": "", "page": "2"}).content.decode().split())


def test_it_is_linked_from_what_people_search_for(editor):
    assert f'href="{PAGE}"' in editor.get("/admin/resources/searchcount/").content.decode()


def test_who_may_not_see_searches_sees_no_gaps(client, editor):
    assert client.get(PAGE).status_code == 302
    editor.get(PAGE)
    user = editor.get(PAGE).context["user"]
    user.groups.clear()
    user.user_permissions.clear()
    assert editor.get(PAGE).status_code == 403
