"""Two terms made one: records, addresses, feeds, filters, searches, subscriptions go on; and all is undone."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.urls import reverse

from icpr.lib.history import revisions
from icpr.operations.models import Operation
from pillars.models import FormerAddress, Topic
from resources.curation import history
from resources.following.targets import target
from resources.models import Publisher, Resource, SearchAddress, Tag
from resources.terms.merging import Written, merge, merge_author
from resources.terms.models import Alias, Merge, TermKind
from tests.factories import make_author, make_publishable, make_publisher, make_resource, make_tag, make_topic
from tests.icpr.operations.pages import page_of, undo
from tests.resources.following.followers import letters, make_follower, make_subscription, tell
from tests.resources.staff import staff, texts

pytestmark = pytest.mark.django_db
QUIET = {"log": lambda record, said: None}


def public(**fields) -> Resource:
    record = make_publishable(**fields)
    record.publish()
    return record


@pytest.fixture
def root():
    return staff()


@pytest.fixture
def user(root) -> User:
    return User.objects.get()


def tags(record: Resource) -> set[str]:
    return set(record.tags.names())


def test_works(root, user, client):
    gone, kept = make_tag(name="Body cameras"), make_tag(name="Body-worn video")
    one, both, draft = public(tags=[gone]), public(tags=[gone, kept]), make_publishable(tags=[gone])
    public(tags=[kept])
    made = merge(TermKind.TAG, gone, kept, user=user, reason="The same.", **QUIET)
    assert [tags(record) for record in (one, both, draft)] == [{"Body-worn video"}] * 3
    assert not Tag.objects.filter(name="Body cameras").exists()
    assert (made.operation.name, made.operation.changed_count) == (
        "Tag “Body cameras” merged into “Body-worn video”.",
        3,
    )
    assert history.versions_of(draft.pk)[0].revision.comment == made.operation.name
    answer = client.get("/tags/body-cameras/")
    assert (answer.status_code, answer["Location"]) == (301, "/tags/body-worn-video/")
    assert client.get("/tags/body-cameras.atom")["Location"].endswith("/tags/body-worn-video.atom")
    assert client.get("/resources/?tag=body-cameras")["Location"] == "/resources/?tag=body-worn-video"
    assert client.get("/api/v1/resources?tag=body-cameras").json()["total"] == 3
    assert target("/tags/body-cameras/").address == "/tags/body-worn-video/"
    assert target("/resources/?tag=body-cameras").address == "/resources/?tag=body-worn-video"
    assert client.get("/resources/?q=body+cameras").context["page"].total == 3
    assert "The tag “Body cameras” comes back" in root.get(page_of(made.operation)).content.decode()
    assert "“Body cameras” is there again." in texts(undo(root, made.operation))
    assert [tags(record) for record in (one, both, draft)] == [
        {"Body cameras"},
        {"Body cameras", "Body-worn video"},
        {"Body cameras"},
    ]
    assert Tag.objects.get(name="Body cameras").pk == gone.pk
    assert client.get("/tags/body-cameras/").status_code == 200
    assert not Alias.objects.exists()
    assert not FormerAddress.objects.exists()


def test_an_undo_is_undone(root, user):
    gone, kept = make_tag(name="Body cameras"), make_tag(name="Body-worn video")
    record = public(tags=[gone])
    undo(root, merge(TermKind.TAG, gone, kept, user=user, **QUIET).operation)
    again = Operation.objects.first()
    assert "“Body cameras” is “Body-worn video” again." in texts(undo(root, again))
    assert tags(record) == {"Body-worn video"}
    assert FormerAddress.objects.get().term == kept.pk
    undo(root, Operation.objects.first())
    assert tags(record) == {"Body cameras"}


def test_what_changed_since_keeps_its_new_term(root, user):
    gone, kept = make_tag(name="Body cameras"), make_tag(name="Body-worn video")
    one, other = public(tags=[gone]), public(tags=[gone])
    made = merge(TermKind.TAG, gone, kept, user=user, **QUIET)
    with history.recorded(user):
        Resource.objects.get(pk=one.pk).save()
        Resource.objects.filter(pk=one.pk).update(title="Another")
    assert "1 was changed since" in texts(undo(root, made.operation))
    assert (tags(one), tags(other)) == ({"Body-worn video"}, {"Body cameras"})


def test_a_term_that_nothing_has_goes_and_comes_back(root, user):
    gone, kept = make_tag(name="Body cameras"), make_tag(name="Body-worn video")
    made = merge(TermKind.TAG, gone, kept, user=user, **QUIET)
    assert Tag.objects.count() == 1
    assert "“Body cameras” is there again." in texts(undo(root, made.operation))
    assert Tag.objects.count() == 2
    assert Merge.objects.get().is_undone


def test_a_name_that_is_taken_again_keeps_the_term_away(root, user):
    gone, kept = make_tag(name="Body cameras"), make_tag(name="Body-worn video")
    record = public(tags=[gone])
    made = merge(TermKind.TAG, gone, kept, user=user, **QUIET)
    make_tag(name="Body cameras")
    assert "Nothing was undone." in texts(undo(root, made.operation))
    assert tags(record) == {"Body-worn video"}
    assert not Merge.objects.get().is_undone


def test_former_addresses_and_other_names_of_both_are_kept(root, user, client):
    first, second, third = make_tag(name="First"), make_tag(name="Second"), make_tag(name="Third")
    record = public(tags=[first])
    Alias.objects.create(kind=TermKind.TAG, name="Uno", term=first.pk)
    into_second = merge(TermKind.TAG, first, second, user=user, **QUIET)
    into_third = merge(TermKind.TAG, second, third, user=user, **QUIET)
    assert client.get("/tags/first/")["Location"] == "/tags/third/"
    assert set(Alias.objects.of_term(third).values_list("name", flat=True)) == {"First", "Second", "Uno"}
    undo(root, into_third.operation)
    undo(root, into_second.operation)
    assert tags(record) == {"First"}
    assert [alias.term for alias in Alias.objects.all()] == [first.pk]
    assert not FormerAddress.objects.exists()


def test_topics_and_publishers_are_merged_alike(root, user, client):
    records = [
        public(topics=[make_topic(name=name, position=place)], publishers=[make_publisher(name=f"{name} Office")])
        for place, name in enumerate("AB", 1)
    ]
    topics, publishers = Topic.objects.order_by("name"), Publisher.objects.order_by("name")
    made = [
        merge(kind, *rows, user=user, **QUIET)
        for kind, rows in ((TermKind.TOPIC, [*topics]), (TermKind.PUBLISHER, [*publishers]))
    ]
    assert client.get("/topics/a/")["Location"] == "/topics/b/"
    assert client.get("/resources/?publisher=a-office")["Location"] == "/resources/?publisher=b-office"
    for each in reversed(made):
        undo(root, each.operation)
    assert [str(*record.topics.all()) for record in records] == ["A", "B"]
    assert [str(*record.publishers.all()) for record in records] == ["A Office", "B Office"]


def test_what_was_merged_is_not_recovered_but_unmerged(root, user):
    rows = [make_tag(name="Body cameras"), make_tag(name="Body-worn video")]
    topics = [make_topic(name=name, position=place) for place, name in enumerate("AB", 1)]
    for kind, (gone, kept), name in ((TermKind.TAG, rows, "resources_tag"), (TermKind.TOPIC, topics, "pillars_topic")):
        made = merge(kind, gone, kept, user=user, **QUIET)
        version = revisions.deleted(kind.model).get()
        listed, recover = reverse(f"admin:{name}_recoverlist"), reverse(f"admin:{name}_recover", args=[version.pk])
        page = root.get(listed).content.decode()
        assert f"“{gone}” merged into “{kept}”." in page
        assert recover not in page
        assert f'<a href="{page_of(made.operation)}">Undo the merge</a>' in page
        for ask in (root.get, root.post):
            assert f"“{gone}” is “{kept}” now: it was merged." in texts(answer := ask(recover, follow=True))
            assert answer.redirect_chain == [(page_of(made.operation), 302)]
        assert not kind.model.objects.filter(pk=gone.pk).exists()
        undo(root, made.operation)
        again = Operation.objects.first()
        undo(root, again)
        assert page_of(Operation.objects.first()) in root.get(listed).content.decode()
        undo(root, Operation.objects.first())
        assert "None is deleted." in root.get(listed).content.decode()
        assert kind.model.objects.filter(pk=gone.pk).exists()


def test_who_follows_both_is_told_once_and_follows_one(user):
    gone, kept = make_tag(name="Body cameras"), make_tag(name="Body-worn video")
    follower = make_follower()
    for address in ("/tags/body-cameras/", "/tags/body-worn-video/"):
        make_subscription(address, follower=follower)
    merge(TermKind.TAG, gone, kept, user=user, **QUIET)
    make_resource(title="Recording", tags=[kept])
    assert tell() == 1
    [letter] = letters(follower)
    assert letter.text.count("Recording\n") == 1
    assert [each.address for each in follower.subscriptions.all()] == ["/tags/body-worn-video/"]


def test_a_publisher_keeps_its_search_addresses(root, user):
    gone, kept, other = (make_publisher(name=f"{name} Office") for name in "ABC")
    of_one, of_both, of_other = (
        SearchAddress.objects.create(name=name, pattern="https://a.test/?q={title}") for name in "XYZ"
    )
    for row, publishers in ((of_one, [gone]), (of_both, [gone, kept]), (of_other, [other])):
        row.publishers.set(publishers)
    made = merge(TermKind.PUBLISHER, gone, kept, user=user, **QUIET)
    assert [[*row.publishers.all()] for row in (of_one, of_both, of_other)] == [[kept], [kept], [other]]
    told = [version.revision.comment for version in revisions.versions_of(SearchAddress, of_one.pk)]
    assert told == [made.operation.name, revisions.AS_IT_WAS]
    undo(root, made.operation)
    assert [{*row.publishers.all()} for row in (of_one, of_both, of_other)] == [{gone}, {gone, kept}, {other}]
    undo(root, Operation.objects.first())
    assert [[*row.publishers.all()] for row in (of_one, of_both, of_other)] == [[kept], [kept], [other]]


def test_a_search_address_that_was_changed_since_is_left(root, user):
    gone, kept, other = (make_publisher(name=f"{name} Office") for name in "ABC")
    row = SearchAddress.objects.create(name="X", pattern="https://a.test/?q={title}")
    row.publishers.set([gone])
    made = merge(TermKind.PUBLISHER, gone, kept, user=user, **QUIET)
    row.publishers.set([other])
    undo(root, made.operation)
    assert [*row.publishers.all()] == [other]


def test_an_author_is_one_on_all_records(root, user, client):
    one, other, both = public(), public(), public()
    for record, given in ((one, "Jon"), (other, "John"), (both, "Jon"), (both, "John")):
        make_author(resource=record, given_names=given, family_name="Smith")
    made = merge_author("jon-smith", "Jon Smith", Written("Smith", "John"), user=user, **QUIET)
    assert [[str(author) for author in record.authors.all()] for record in (one, other, both)] == [["John Smith"]] * 3
    assert made.operation.changed_count == 2
    assert client.get("/resources/?author=jon-smith")["Location"] == "/resources/?author=john-smith"
    assert target("/resources/?author=jon-smith").address == "/resources/?author=john-smith"
    undo(root, made.operation)
    assert sorted(str(author) for author in both.authors.all()) == ["John Smith", "Jon Smith"]
    assert client.get("/resources/?author=jon-smith").context["page"].total == 2
    assert not Alias.objects.exists()


def test_who_was_renamed_twice_is_found_by_every_name(user, client):
    make_author(resource=public(), given_names="A", family_name="Smith")
    for now in ("Ann", "Anna"):
        name = "A Smith" if now == "Ann" else "Ann Smith"
        merge_author(name.lower().replace(" ", "-"), name, Written("Smith", now), user=user, **QUIET)
    for key in ("a-smith", "ann-smith"):
        assert client.get(f"/resources/?author={key}")["Location"] == "/resources/?author=anna-smith"


def test_what_is_gone_meanwhile_is_refused(user):
    gone, kept = make_tag(name="Body cameras"), make_tag(name="Body-worn video")
    Tag.objects.filter(pk=gone.pk).delete()
    with pytest.raises(ValidationError):
        merge(TermKind.TAG, gone, kept, user=user, **QUIET)
    with pytest.raises(ValidationError):
        merge_author("nobody", "Nobody", Written("Smith"), user=user, **QUIET)
    assert not Operation.objects.exists()


def test_a_renamed_term_is_found_by_its_former_name(client):
    tag = make_tag(name="Body cameras")
    public(tags=[tag], title="Recording")
    tag.name, tag.slug = "Body-worn video", "body-worn-video"
    tag.save()
    assert [alias.name for alias in Alias.objects.of_term(tag)] == ["Body cameras"]
    assert client.get("/resources/?q=body+cameras").context["page"].total == 1
    tag = Tag.objects.get()
    tag.name = "Body cameras"
    tag.save()
    assert [alias.name for alias in Alias.objects.of_term(tag)] == ["Body-worn video"]
