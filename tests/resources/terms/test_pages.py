"""The pages on which taxonomists merge, rename and part terms, and the other names of terms."""

import pytest
from django.urls import reverse

from icpr.lib.history import revisions
from icpr.operations.models import Operation
from resources.following.models import Follower
from resources.models import Author, Resource, SearchAddress, SynonymGroup, Tag
from resources.terms.models import TERM_MODELS, Alias, Distinct, TermKind
from tests.factories import make_author, make_many, make_publishable, make_publisher, make_tag, make_terms
from tests.icpr.operations.pages import undo
from tests.resources.staff import fields_of, form_data, is_step, staff, texts

pytestmark = pytest.mark.django_db
MERGE, NEAR = "admin:terms_alias_merge", "admin:terms_alias_near"


def public(**fields) -> Resource:
    record = make_publishable(**fields)
    record.publish()
    return record


@pytest.fixture
def taxonomist(db):
    return staff("Taxonomists")


@pytest.fixture
def root(db):
    return staff()


def ask(client, **asked) -> tuple[str, dict]:
    """The page that says what a merge touches, and what its form holds."""
    answer = client.post(reverse(MERGE), asked)
    assert answer.status_code == 200
    return answer.content.decode(), fields_of(answer.content, is_step)


def confirm(client, form: dict, **more):
    return client.post(reverse(MERGE), form | more | {"confirmed": "1"}, follow=True)


def test_works(taxonomist):
    gone, kept = make_tag(name="Body cameras"), make_tag(name="Body-worn video")
    record = public(tags=[gone])
    make_publishable(tags=[gone, kept])
    SynonymGroup.objects.create(terms="body cameras\nbwc", reason="An acronym.")
    follower = Follower.objects.make("reader@library.test")
    for number, path in enumerate(["/tags/body-cameras/", "/resources/?q=x&tag=body-cameras", "/tags/body-cameras-2/"]):
        follower.subscriptions.ask(follower, address=path, title=str(number))
    page, form = ask(taxonomist, kind="tag", gone="body cameras", kept="body-worn-video")
    for said in (
        "1 public record, and 1 that readers do not see",
        "1 of them have “Body-worn video” already",
        "2 subscriptions by mail",
        "/tags/body-cameras/",
        "/resources/?tag=body-cameras",
        "Synonyms: body cameras, bwc",
    ):
        assert said in page
    assert Tag.objects.count() == 2
    answer = confirm(taxonomist, form, why="The same.")
    assert "Undo this" in texts(answer)
    assert set(record.tags.names()) == {"Body-worn video"}
    assert Operation.objects.get().reason == "The same."
    assert "“Body cameras” is there again." in texts(undo(taxonomist, Operation.objects.get()))
    assert set(record.tags.names()) == {"Body cameras"}


def test_nothing_is_done_that_was_not_shown(taxonomist):
    gone, kept = make_tag(name="Body cameras"), make_tag(name="Body-worn video")
    _, form = ask(taxonomist, kind="tag", gone="body-cameras", kept="body-worn-video")
    public(tags=[gone])
    assert "so nothing was saved" in confirm(taxonomist, form).content.decode()
    assert Tag.objects.count() == 2
    _, form = ask(taxonomist, kind="tag", gone="body-cameras", kept="body-worn-video")
    confirm(taxonomist, form)
    assert "they are one already" in confirm(taxonomist, form).content.decode()
    assert Operation.objects.count() == 1
    assert kept.pk == Tag.objects.get().pk


def test_an_author_gets_another_name(taxonomist):
    record = public()
    make_author(resource=record, given_names="Jon", family_name="Smith")
    page, form = ask(taxonomist, kind="author", gone="jon smith", kept="Smith, Jonathan")
    assert "/resources/?author=jon-smith" in page
    confirm(taxonomist, form)
    assert [(author.family_name, author.given_names) for author in Author.objects.all()] == [("Smith", "Jonathan")]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            {"kind": "tag", "gone": "body camera", "kept": "other"},
            "There is no tag “body camera”. There is “Body cameras”",
        ),
        ({"kind": "tag", "gone": "Body cameras", "kept": "body-cameras"}, "they are one already"),
        ({"kind": "publisher", "gone": "Body cameras", "kept": "x"}, "There is no publisher “Body cameras”."),
        ({"kind": "author", "gone": "Jon Smith", "kept": "Jon Smith"}, "how the name is written already"),
        ({"kind": "author", "gone": "Nobody", "kept": "Jon Smith"}, "There is no author “Nobody”."),
        ({"kind": "x", "gone": "a\x00b", "kept": "1" * 300}, "Null characters"),
    ],
)
def test_what_cannot_be_done_is_said(taxonomist, asked, said):
    make_tag(name="Body cameras")
    make_tag(name="other")
    make_author(resource=public(), given_names="Jon", family_name="Smith")
    page, _ = ask(taxonomist, **asked)
    assert said in page
    assert "What it touches" not in page


def test_pairs_are_proposed_until_somebody_parts_them(taxonomist):
    names = ["body cameras", "Body Cameras (police)", "cameras, body", "de-escalation", "deescalations", "2019", "2020"]
    for name in [*names, "BWC", "body worn cameras"]:
        Tag.objects.create(name=name)
    page = taxonomist.get(reverse(NEAR)).content.decode()
    for one, other in (("body cameras", "cameras, body"), ("BWC", "body worn cameras")):
        assert f"“{one}” <span" in page
        assert f"“{other}”" in page
    assert "“2019”" not in page
    tags = {tag.name: str(tag.pk) for tag in Tag.objects.all()}
    pair = {"kind": "tag", "one": tags["BWC"], "other": tags["body worn cameras"]}
    assert "are two" in texts(taxonomist.post(reverse(NEAR), pair, follow=True))
    assert (
        "“BWC”" not in taxonomist.get(reverse(NEAR)).content.decode().partition("messagelist")[2].partition("</ul>")[2]
    )
    taxonomist.post(reverse(NEAR), {"kind": "tag", "one": "1", "other": "no"})
    assert Distinct.objects.count() == 1


def test_authors_and_publishers_are_proposed_too(taxonomist):
    record = public(publishers=[make_publisher(name="Police Executive Research Forum"), make_publisher(name="PERF")])
    for given in ("J.", "John", "James"):
        make_author(resource=record, given_names=given, family_name="Smith")
    page = taxonomist.get(reverse(NEAR), {"kind": "author"}).content.decode()
    assert page.count("The same family name and initial.") == 2
    assert "Its initials." in taxonomist.get(reverse(NEAR), {"kind": "publisher"}).content.decode()
    assert taxonomist.get(reverse(NEAR), {"kind": "x"}).status_code == 404


def test_an_other_name_finds_a_publisher(taxonomist, client):
    publisher = make_publisher(name="International Association of Chiefs of Police")
    public(publishers=[publisher], title="A guide")
    add = reverse("admin:terms_alias_add")
    taxonomist.post(add, {"kind": "publisher", "of": "IACP", "name": "Chiefs’ association"})
    assert Alias.objects.get().term == publisher.pk
    assert publisher.name in taxonomist.get(reverse("admin:terms_alias_changelist")).content.decode()
    asked = {"app_label": "resources", "model_name": "resource", "field_name": "publishers"}
    root = staff()
    for term in ("iacp", "IAC", "chiefs’ assoc", "international"):
        found = root.get(reverse("admin:autocomplete"), asked | {"term": term}).json()["results"]
        assert [each["text"] for each in found] == [publisher.name]
    assert client.get("/resources/?q=chiefs+association").context["page"].total == 1
    for wrong in (
        {"kind": "", "name": "x"},
        {"name": "international association of chiefs of police"},
        {"of": "nobody", "name": "x"},
    ):
        taxonomist.post(add, {"kind": "publisher", "of": "IACP"} | wrong)
    taxonomist.post(add, {"kind": "publisher", "of": "IACP", "name": "chiefs association"})
    assert Alias.objects.count() == 1


def test_a_tag_typed_by_a_name_it_had_is_that_tag(root):
    from tests.resources.staff import act

    tag = make_tag(name="Body-worn video")
    Alias.objects.create(kind=TermKind.TAG, name="Body cameras", term=tag.pk)
    record = make_publishable()
    act(root, "terms", [record], add_tags="body  cameras")
    assert set(record.tags.names()) == {"Body-worn video"}


def test_who_may_not_merge_may_not(editor):
    for name in (MERGE, NEAR):
        assert editor.get(reverse(name)).status_code == 403
        assert editor.post(reverse(name), {}).status_code == 403
    assert editor.get(reverse("admin:terms_alias_changelist")).status_code == 200
    assert editor.get(reverse("admin:terms_alias_add")).status_code == 403


@pytest.mark.parametrize("count", [2, 20])
def test_twenty_records_cost_what_two_do(taxonomist, count, django_assert_max_num_queries):
    gone = make_tag(name="Body cameras")
    make_tag(name="Body-worn video")
    make_many(count, tags=[gone])
    for number in range(count):
        make_tag(name=f"{number}th tag")
    asked = {"kind": "tag", "gone": "body-cameras", "kept": "body-worn-video"}
    with django_assert_max_num_queries(28):
        ask(taxonomist, **asked)
    with django_assert_max_num_queries(13):
        taxonomist.get(reverse(NEAR))


@pytest.mark.parametrize("kind", TERM_MODELS)
def test_a_rename_leads_on_and_is_put_back_from_the_history(root, client, kind):
    term, place = make_terms(TERM_MODELS[kind], 1)[0], kind.value
    record = public(title="Recording", **{f"{place}s": [term]})
    before = {"name": term.name, "slug": term.slug}
    admin = f"admin:{term._meta.app_label}_{term._meta.model_name}"
    url = reverse(f"{admin}_change", args=[term.pk])
    renamed = {"name": "Wholly another", "slug": "wholly-another", "_why": "Clearer."}
    assert root.post(url, form_data(root, url) | renamed).status_code == 302
    asked = client.get(f"/resources/?{place}={before['slug']}")
    assert (asked.status_code, asked["Location"]) == (301, f"/resources/?{place}=wholly-another")
    assert [alias.name for alias in Alias.objects.of_term(term)] == [before["name"]]
    assert client.get("/resources/", {"q": before["name"]}).context["page"].total == 1
    latest, first = revisions.versions_of(type(term), term.pk)
    assert "Why: Clearer." in latest.revision.comment
    back = reverse(f"{admin}_revision", args=[term.pk, first.pk])
    assert back in root.get(reverse(f"{admin}_history", args=[term.pk])).content.decode()
    assert f"“{before['name']}” is again as it was" in texts(root.post(back, follow=True))
    assert type(term).objects.values("name", "slug").get(pk=term.pk) == before
    assert client.get(f"/resources/?{place}={before['slug']}").context["page"].total == 1
    assert client.get(f"/resources/?{place}=wholly-another")["Location"] == f"/resources/?{place}={before['slug']}"
    assert [alias.name for alias in Alias.objects.of_term(term)] == ["Wholly another"]  # it was given out meanwhile
    assert [*getattr(record, f"{place}s").all()] == [term]


def test_a_merge_of_publishers_says_which_search_addresses_go_on(taxonomist):
    gone = make_publisher(name="A Office")
    make_publisher(name="B Office")
    SearchAddress.objects.create(name="Their shelf", pattern="https://a.test/?q={title}").publishers.set([gone])
    page, _ = ask(taxonomist, kind="publisher", gone="a-office", kept="b-office")
    assert "Search addresses that are then offered for “B Office”: Their shelf" in page
