"""The record: its permanent number, its addresses, and the rules the database holds."""

from datetime import date, timedelta

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from icpr.lib.folding import sort_title
from resources.models import Author, Document, FormerSlug, Kind, ModelPolicy, PoliceChiefArticle, Resource, Tag
from tests.factories import make_author, make_document, make_resource

pytestmark = pytest.mark.django_db


def test_works():
    made = make_resource(title="The Use of Force", issued=date(2016, 7, 25))
    assert made.permanent_number == f"ICPR-{made.number:06d}"
    assert made.permanent_url == f"/r/{made.permanent_number}/"
    assert made.get_absolute_url() == "/resources/the-use-of-force/"
    assert made.issued_display == "July 25, 2016"
    assert made.sort_title == "use of force"


# Permanent numbers


def test_numbers_follow_each_other():
    first, second = make_resource(), make_resource()
    assert second.number == first.number + 1


@pytest.mark.parametrize(
    "delete",
    [
        lambda made: made.delete(),
        lambda made: Resource.objects.filter(pk=made.pk).delete(),
        lambda made: Resource.objects.filter(pk=made.pk)._raw_delete("default"),
    ],
)
def test_a_number_is_not_used_again_after_a_delete(delete):
    make_resource()
    last = make_resource()
    number = last.number
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM resources_searchtext")
    delete(last)
    assert make_resource().number == number + 1


def test_a_number_made_in_bulk_is_not_used_again():
    Resource.objects.bulk_create([Resource(number=500, slug="bulk", title="Bulk")])
    assert make_resource().number == 501
    Resource.objects.bulk_create([Resource(number=600, slug="bulk-2", title="Bulk")])
    Resource.objects.filter(number=600).delete()
    assert make_resource().number == 601


def test_a_number_from_a_fixture_is_not_used_again():
    made = make_resource()
    text = serializers.serialize("json", [made], use_natural_primary_keys=True).replace(
        f'"number": {made.number}', '"number": 700'
    )
    made.delete()
    for loaded in serializers.deserialize("json", text):
        loaded.save()
    Resource.objects.get(number=700).delete()
    assert make_resource().number == 701


def test_a_number_given_by_hand_is_kept():
    assert make_resource(number=800).number == 800
    assert make_resource().number == 801


# Addresses


def test_a_former_address_is_remembered():
    made = make_resource(title="First")
    for slug in ("second", "third"):
        made.slug = slug
        made.save()
    assert set(made.former_slugs.values_list("slug", flat=True)) == {"first", "second"}


def test_a_former_address_taken_back_is_no_redirect():
    made = make_resource(title="First")
    for slug in ("second", "first"):
        made = Resource.objects.get(pk=made.pk)
        made.slug = slug
        made.save()
    assert list(made.former_slugs.values_list("slug", flat=True)) == ["second"]


def test_equal_titles_get_different_addresses():
    one, two = make_resource(title="Same"), make_resource(title="Same")
    assert one.slug == "same"
    assert two.slug == f"same-{two.number}"


def test_a_former_address_is_not_given_to_another():
    made = make_resource(title="Same")
    made.slug = "moved"
    made.save()
    other = make_resource(title="Same")
    assert other.slug == f"same-{other.number}"
    other.slug = "same"
    with pytest.raises(ValidationError, match="still redirects"):
        other.clean()
    made.slug = "same"
    made.clean()


@pytest.mark.parametrize("title", ["日本語", "!!!", "—"])
def test_a_title_without_latin_letters_has_an_address(title):
    made = make_resource(title=title)
    assert made.slug == made.permanent_number.lower()


def test_a_very_long_title_has_an_address_cut_between_words():
    made = make_resource(title="policing " * 33, annotation="Long.")
    assert len(made.slug) <= 80
    assert made.slug.endswith("-policing")


def test_renaming_a_record_keeps_its_address():
    made = make_resource(title="First")
    made.title = "Second"
    made.save(update_fields=["title"])
    made.refresh_from_db()
    assert (made.slug, made.sort_title) == ("first", "second")
    assert not FormerSlug.objects.exists()


# Rules the database holds

REFUSED = {
    "a date without its precision": {"issued_on": date(2016, 1, 1)},
    "a precision without a date": {"issued_precision": "year"},
    "an address without evidence": {"official_url": "https://example.org/"},
    "evidence without an address": {"address_evidence": "own-page"},
    "an expiry before publishing": {"expire_at": timezone.now() - timedelta(days=1)},
    "published without a time": {"publish_at": None},
    "withdrawn without a reason": {"status": "withdrawn"},
}


@pytest.mark.parametrize("fields", REFUSED.values(), ids=REFUSED.keys())
def test_a_record_is_refused(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_resource(**fields)


def test_expiry_at_the_publish_moment_is_refused():
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_resource(publish_at=now, expire_at=now)


def test_a_record_cannot_supersede_itself():
    made = make_resource()
    made.superseded_by = made
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save()


def test_two_records_cannot_share_a_number():
    made = make_resource()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_resource(number=made.number)


@pytest.mark.parametrize(
    "names",
    [
        {"organization": "IACP", "family_name": "Peel"},
        {"organization": "IACP", "given_names": "Robert"},
        {"given_names": "Robert"},
        {"organization": ""},
    ],
)
def test_an_author_is_a_person_or_an_organization(names):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_author(**names)


def test_a_corporate_author_is_never_split():
    author = make_author(organization="International Association of Chiefs of Police")
    assert str(author) == "International Association of Chiefs of Police"
    assert str(make_author(family_name="Cell", given_names="Paul M.")) == "Paul M. Cell"


def test_authors_keep_their_order():
    made = make_resource()
    for position, name in ((2, "Second"), (1, "First"), (3, "Third")):
        make_author(resource=made, position=position, family_name=name)
    assert [author.family_name for author in made.authors.all()] == ["First", "Second", "Third"]
    assert Author.objects.count() == 3


@pytest.mark.parametrize(
    "fields",
    [
        {"file": "a.pdf", "url": "https://example.org/a.pdf"},
        {"url": "https://example.org/a.pdf", "address_evidence": ""},
        {"address_evidence": "own-page"},
    ],
)
def test_a_document_is_refused(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.bulk_create([Document(resource=make_resource(), role="other", **fields)])


def test_a_document_may_be_known_but_not_held():
    made = make_document()
    assert not made.is_held
    assert made.get_absolute_url() == ""


# Kinds


def test_a_proxy_makes_and_sees_its_own_kind():
    policy, article = ModelPolicy.objects.create(title="Policy"), PoliceChiefArticle.objects.create(title="Article")
    make_resource()
    assert (policy.kind, article.kind) == (Kind.MODEL_POLICY, Kind.POLICE_CHIEF_ARTICLE)
    assert list(ModelPolicy.objects.all()) == [policy]
    assert list(PoliceChiefArticle.objects.all()) == [article]
    assert Resource.objects.count() == 3


def test_an_article_says_its_issue_as_far_as_known():
    article = PoliceChiefArticle(volume="83", issue="9", issued_on=date(2016, 9, 1), issued_precision="month")
    assert article.in_issue == "vol. 83, no. 9"
    assert PoliceChiefArticle().in_issue == ""


# Words


@pytest.mark.parametrize(
    ("title", "filed"),
    [
        ("The Play’s the Thing", "plays the thing"),
        ("A Guide", "guide"),
        ("An Officer", "officer"),
        ("“Quoted”", "quoted”"),
        ("Another", "another"),
        ("The", "the"),
        ("A-Team", "a-team"),
        ("Évolution", "evolution"),
    ],
)
def test_titles_are_filed_without_article_and_accent(title, filed):
    assert sort_title(title) == filed


def test_tags_differing_in_case_are_one():
    one, two = make_resource(tags=["Youth"]), make_resource(tags=["youth"])
    assert Tag.objects.count() == 1
    assert one.tags.get() == two.tags.get()


@pytest.mark.parametrize(("day", "is_new"), [(-1, False), (0, True), (1, True)])
def test_new_through_the_day_staff_set(day, is_new):
    today = timezone.localdate()
    made = make_resource(new_until=today + timedelta(days=day))
    assert made.is_new is is_new
    assert Resource.objects.marked_new(today).exists() is is_new


def test_records_without_a_date_come_last():
    undated, old, new = make_resource(), make_resource(issued=2014), make_resource(issued=2020)
    assert list(Resource.objects.newest()) == [new, old, undated]
