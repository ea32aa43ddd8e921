"""A record is begun from what is pasted: shown first, then in the form that adds one, and saved by that form alone."""

import pytest
from django.urls import reverse

from icpr.lib.history import revisions
from resources.exchange.pasted import LONGEST, NOTHING
from resources.models import Author, Resource
from tests.factories import make_publisher, make_resource
from tests.resources.staff import address, fields_of, staff

pytestmark = pytest.mark.django_db
RIS = """TY  - RPRT
TI  - Calls for service at night
AU  - Núñez, Ana
AU  - Police Foundation
PB  - Town Press
PY  - 2019/05/03/
UR  - https://a.org/calls
AB  - What <b>calls</b> come.
ER  - """
TITLE = "Calls for service at night"


def start(client, text: str, **buttons):
    return client.post(address("start"), {"text": text} | buttons)


def page(answer) -> str:
    return answer.content.decode()


def test_works(editor):
    press = make_publisher(name="Town Press")
    shown = page(start(editor, RIS))
    for said in (TITLE, "Ana Núñez; Police Foundation", "May 3, 2019", "Town Press", "https://a.org/calls"):
        assert f"<td>{said}</td>" in shown
    assert "What &lt;b&gt;calls&lt;/b&gt; come." in shown
    hidden = fields_of(shown, lambda form: b"fill" in repr_of(form))
    filled = editor.post(address("start"), hidden | {"fill": "1"})
    assert "Nothing is saved yet" in page(filled)
    assert f'action="{address("add")}"' in page(filled)
    assert not Resource.objects.exists()
    sent = fields_of(page(filled)) | {"address_evidence": "own-page"}
    assert editor.post(address("add"), sent).status_code == 302
    made = Resource.objects.get()
    assert (made.title, made.kind, made.is_draft) == (TITLE, "report", True)
    assert (made.issued_display, made.official_url) == ("May 3, 2019", "https://a.org/calls")
    assert list(made.publishers.all()) == [press]
    assert [str(author) for author in Author.objects.order_by("position")] == ["Ana Núñez", "Police Foundation"]
    assert "Abstract, not in our words: What <b>calls</b> come." in made.staff_note
    assert revisions.versions_of(Resource, made.pk).exists()


def repr_of(form) -> bytes:
    return b" ".join(field.get("name", "").encode() for field in form.iter("input"))


def test_an_address_leaves_the_title_to_be_typed(editor):
    shown = page(start(editor, "https://a.org/calls"))
    assert "The title is left for you to type" in shown
    sent = fields_of(start(editor, "https://a.org/calls", fill="1").content.decode())
    assert sent["official_url"] == ["https://a.org/calls"]
    assert sent["title"] == sent["kind"] == [""]


def test_what_is_probably_in_already_is_told_first(editor):
    there = make_resource(title=TITLE)
    by_address = make_resource(
        title="Another name", official_url="http://www.a.org/calls/", address_evidence="directory"
    )
    shown = page(start(editor, RIS))
    assert "This may be in the library already" in shown
    for record, why in ((there, "same title"), (by_address, "same address")):
        told = f'<a href="{address("change", record.pk)}">{record.permanent_number} {record.title}</a> (the {why})'
        assert told in shown
    by_doi = make_resource(title="By DOI", official_url="https://doi.org/10.1111/abc", address_evidence="own-page")
    assert by_doi.permanent_number in page(start(editor, "doi:10.1111/abc"))


def test_several_works_lead_to_the_import(editor):
    several = page(start(editor, f"{RIS}\n{RIS}"))
    assert "These are 2 works" in several
    assert f'<a href="{address("import")}">' in several
    assert 'name="fill"' not in several


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hello", NOTHING),
        ("", "This field is required"),
        ("\u200b", "only characters that cannot be seen"),
        ("x\x00", "Null characters are not allowed"),
        ("a" * (LONGEST + 1), f"at most {LONGEST} characters"),
        ("TY  - RPRT", "RIS"),
    ],
)
def test_what_cannot_be_read_is_said_and_stays(editor, text, said):
    for buttons in ({}, {"fill": "1"}):
        answer = start(editor, text, **buttons)
        assert answer.status_code == 200
        assert said in page(answer)
        assert 'name="fill"' not in page(answer)
    assert not Resource.objects.exists()


def test_it_stands_beside_where_records_are_added(editor):
    link = f'<a href="{address("start")}">Start from an address or a citation</a>'
    for name in ("changelist", "add"):
        assert link in page(editor.get(address(name)))
    assert link not in page(editor.get(address("change", make_resource().pk)))
    for model in ("collection", "modelpolicy"):
        assert "Start from" not in page(editor.get(address("changelist", model=model)))
    assert link not in page(start(editor, "https://a.org/calls", fill="1"))
    taxonomist = staff("Taxonomists")
    assert link not in page(taxonomist.get(address("changelist")))
    assert taxonomist.get(address("start")).status_code == 403
    assert start(taxonomist, RIS, fill="1").status_code == 403


def test_contributors_begin_drafts_of_their_own():
    contributor, url = staff("Contributors"), reverse("admin:contributions_owndraft_start")
    make_resource(title=TITLE, published=False)
    public = make_resource(title=f"{TITLE}s")
    assert url in page(contributor.get(reverse("admin:contributions_owndraft_changelist")))
    shown = page(contributor.post(url, {"text": RIS}))
    assert "(the same title)" not in shown
    assert f'<a href="{public.permanent_url}">' in shown
    sent = fields_of(contributor.post(url, {"text": RIS, "fill": "1"}).content.decode())
    add = reverse("admin:contributions_owndraft_add")
    assert contributor.post(add, sent | {"address_evidence": "own-page", "another_work": "on"}).status_code == 302
    assert Resource.objects.get(contribution__isnull=False).title == TITLE
    assert "read-in" not in page(contributor.post(url, {"text": f"{RIS}\n{RIS}"}))


def test_what_is_read_is_as_fine_in_the_form_whatever_it_holds(editor):
    text = '[{"title": "<script>x</script>", "URL": "https://a.org/<b>", "author": [{"literal": "A, B; C"}]}]'
    filled = start(editor, text, fill="1")
    assert "<script>x" not in page(filled)
    assert fields_of(page(filled))["title"] == ["<script>x</script>"]
    assert fields_of(page(filled))["authors-0-organization"] == ["A, B; C"]
