"""The one number a source gives, and the finding staff choose to be shown by it on the home page."""

import pytest
from django.db import IntegrityError, transaction

from icpr.lib.history import revisions
from pillars.models import Finding
from tests.factories import make_finding, make_practice
from tests.pillars.full_records import address, restore, text
from tests.resources.staff import form_data, staff

pytestmark = pytest.mark.django_db

NUMBER = {"figure": "28%", "figure_of": "fewer complaints"}


def featured() -> Finding:
    return make_finding(practice=make_practice(name="Foot patrol"), is_featured=True, **NUMBER)


def save(client, finding: Finding, **typed) -> str:
    page = address(finding, "change", finding.pk)
    return text(client.post(page, form_data(client, page) | typed, follow=True))


def test_works(django_assert_num_queries):
    finding = featured()
    make_finding(practice=finding.practice, **NUMBER)
    with django_assert_num_queries(1):
        found = Finding.objects.featured()
        assert (found, str(found.practice)) == (finding, "Foot patrol")


def test_none_is_featured_until_one_is_chosen():
    make_finding(**NUMBER)
    assert Finding.objects.featured() is None


def test_choosing_another_unmarks_the_former_with_a_trace():
    former, publisher = featured(), staff("Publishers")
    other = make_finding(practice=make_practice(name="Cameras"), **NUMBER)
    assert "was changed successfully" in save(publisher, other, is_featured="on")
    assert Finding.objects.featured() == other
    former.refresh_from_db()
    assert not former.is_featured
    assert "As it was before the first change here." in text(publisher.get(address(former, "history", former.pk)))


def test_a_new_finding_may_be_featured_at_once():
    former, publisher = featured(), staff("Publishers")
    page = address(former, "add")
    typed = {"practice": former.practice.pk, "outcome": "trust", "direction": "helps", "summary": "More trust."}
    typed |= {"source_title": "A review", "source_org": "A journal", "is_featured": "on"}
    publisher.post(page, form_data(publisher, page) | typed | NUMBER, follow=True)
    assert Finding.objects.featured().outcome == "trust"


def test_saving_the_featured_one_leaves_it_so():
    finding = featured()
    save(staff("Publishers"), finding, summary="Far fewer.")
    assert Finding.objects.featured() == finding


def test_what_has_no_number_is_not_featured():
    former, publisher = featured(), staff("Publishers")
    other = make_finding(practice=former.practice)
    assert "Give it one." in save(publisher, other, is_featured="on")
    assert Finding.objects.featured() == former
    assert "Give it one." in save(publisher, former, figure="", figure_of="")


def test_a_former_version_does_not_take_the_place_in_silence():
    former, publisher = featured(), staff("Publishers")
    save(publisher, former, summary="Far fewer.")
    version = revisions.versions_of(Finding, former.pk)[0]
    other = make_finding(practice=former.practice, **NUMBER)
    save(publisher, other, is_featured="on")
    assert "Choose this one in its own form." in text(restore(publisher, former, version))
    assert Finding.objects.featured() == other


@pytest.mark.parametrize("fields", [{"figure": "28%"}, {"figure_of": "fewer complaints"}])
def test_a_number_and_what_it_is_of_go_together(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_finding(**fields)
    finding = make_finding()
    assert "or neither" in save(staff("Publishers"), finding, **fields)


def test_the_database_holds_one_featured():
    featured()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_finding(is_featured=True, **NUMBER)
