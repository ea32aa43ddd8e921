"""Publishing by the clock: the visibility rule, the steps between states, and what refuses them."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resources.models import Kind, Resource, Status
from resources.models.workflow import PublishingRefused
from tests.factories import make_document, make_publishable, make_resource
from tests.resources.catalogue.random_library import MOMENT

pytestmark = pytest.mark.django_db

TICK = timedelta(microseconds=1)
HOUR = timedelta(hours=1)


def test_works():
    shown = make_resource()
    make_resource(published=False)
    assert list(Resource.objects.published()) == [shown]
    assert shown.is_published()


@pytest.mark.parametrize(
    ("moment", "visible"),
    [(MOMENT - TICK, False), (MOMENT, True), (MOMENT + HOUR - TICK, True), (MOMENT + HOUR, False)],
)
def test_visible_from_the_publish_moment_until_the_expiry_moment(moment, visible):
    made = make_resource(publish_at=MOMENT, expire_at=MOMENT + HOUR)
    assert Resource.objects.published(moment).exists() is visible
    assert made.is_published(moment) is visible


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.WITHDRAWN])
def test_other_states_are_never_visible(status):
    made = make_resource(status=status, withdrawn_reason="Out of date.")
    assert not Resource.objects.published().exists()
    assert not made.is_published()


def test_the_record_says_the_same_as_the_query():
    hours = st.sampled_from([-2, -1, 0, 1, 2]).map(lambda count: count * HOUR)
    ticks = st.sampled_from([-TICK, 0 * TICK, TICK])

    @settings(max_examples=150, suppress_health_check=list(HealthCheck))
    @given(
        status=st.sampled_from(Status.values),
        opens=hours,
        lasts=st.none() | st.sampled_from([TICK, HOUR, 3 * HOUR]),
        asked=st.tuples(hours, ticks).map(sum_of),
    )
    def agree(status, opens, lasts, asked):
        publish_at = MOMENT + opens
        expire_at = None if lasts is None else publish_at + lasts
        made = make_resource(status=status, publish_at=publish_at, expire_at=expire_at, withdrawn_reason="Old.")
        moment = MOMENT + asked
        stored = Resource.objects.get(pk=made.pk)
        visible = Resource.objects.published(moment).filter(pk=made.pk).exists()
        assert stored.is_published(moment) is made.is_published(moment) is visible
        change = Resource.objects.filter(pk=made.pk).next_change(moment)
        assert change is None or change > moment
        later = change or MOMENT + 100 * HOUR
        assert stored.is_published(later - TICK) is visible, "nothing changes before the next change"

    agree()


def sum_of(parts: tuple[timedelta, ...]) -> timedelta:
    return sum(parts, timedelta())


def test_next_change_is_the_first_of_all():
    assert Resource.objects.next_change(MOMENT) is None
    make_resource(publish_at=MOMENT + 3 * HOUR)
    make_resource(publish_at=MOMENT - HOUR, expire_at=MOMENT + 2 * HOUR)
    make_resource(published=False, publish_at=MOMENT + HOUR)
    assert Resource.objects.next_change(MOMENT) == MOMENT + 2 * HOUR
    assert Resource.objects.next_change(MOMENT + 2 * HOUR) == MOMENT + 3 * HOUR
    assert Resource.objects.next_change(MOMENT + 3 * HOUR) is None


def test_from_draft_to_review_to_public():
    made = make_publishable()
    made.submit()
    assert made.status == Status.IN_REVIEW
    made.return_to_draft()
    assert made.status == Status.DRAFT
    made.submit()
    made.publish()
    made.refresh_from_db()
    assert made.is_published()


def test_publish_at_a_later_moment():
    made = make_publishable()
    later = timezone.now() + HOUR
    made.publish(later)
    assert not made.is_published()
    assert made.is_published(later)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"annotation": " "}, "annotation"),
        ({"pillars": []}, "pillar"),
        ({"focus_areas": []}, "focus area"),
        ({"kind": Kind.MODEL_POLICY}, "component document"),
        ({"kind": Kind.POLICE_CHIEF_ARTICLE}, "publication"),
        ({"expire_at": MOMENT.replace(year=2001)}, "expiry"),
    ],
)
def test_publishing_is_refused_with_the_reason(fields, reason):
    made = make_publishable(**fields)
    with pytest.raises(PublishingRefused) as refusal:
        made.publish()
    assert len(refusal.value.messages) == 1
    assert reason in refusal.value.messages[0]
    assert Resource.objects.get(pk=made.pk).status == Status.DRAFT


def test_a_policy_whose_papers_the_publishers_directory_tells_is_published():
    address = {"official_url": "https://example.org/directory", "address_evidence": "directory"}
    made = make_publishable(kind=Kind.MODEL_POLICY, **address)
    made.publish()
    assert made.is_published()
    other = make_publishable(kind=Kind.MODEL_POLICY, **address | {"address_evidence": "own-page"})
    assert len(other.publish_errors()) == 1


def test_all_reasons_are_given_at_once():
    made = make_resource(published=False, annotation="", kind=Kind.MODEL_POLICY)
    with pytest.raises(PublishingRefused) as refusal:
        made.publish()
    assert len(refusal.value.messages) == 4


def test_a_policy_needs_only_a_paper_known_to_exist():
    made = make_publishable(kind=Kind.MODEL_POLICY)
    make_document(resource=made)
    made.publish()
    assert made.is_published()


def test_an_article_needs_its_publication():
    made = make_publishable(kind=Kind.POLICE_CHIEF_ARTICLE, publication="Police Chief")
    made.publish()
    assert made.is_published()


def test_withdrawing_is_undone_whole():
    made = make_publishable()
    made.publish(timezone.now() - HOUR)
    before = made.publish_at
    made.withdraw("  Replaced by a later edition.  ")
    made.refresh_from_db()
    assert made.is_withdrawn
    assert not made.is_published()
    assert made.withdrawn_reason == "Replaced by a later edition."
    assert made.withdrawn_at is not None
    made.undo_withdrawal()
    made.refresh_from_db()
    assert made.is_published()
    assert (made.publish_at, made.withdrawn_at, made.withdrawn_reason) == (before, None, "")


STEPS = {
    "submit": lambda made: made.submit(),
    "return": lambda made: made.return_to_draft(),
    "publish": lambda made: made.publish(),
    "withdraw": lambda made: made.withdraw("Old."),
    "undo": lambda made: made.undo_withdrawal(),
}
ALLOWED = {
    Status.DRAFT: {"submit", "publish"},
    Status.IN_REVIEW: {"return", "publish"},
    Status.PUBLISHED: {"withdraw"},
    Status.WITHDRAWN: {"undo"},
}


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("step", STEPS)
def test_only_the_allowed_steps_can_be_taken(status, step):
    made = make_publishable(status=status, publish_at=timezone.now() - HOUR, withdrawn_reason="Old.")
    if step in ALLOWED[status]:
        STEPS[step](made)
        assert Resource.objects.get(pk=made.pk).status != status
    else:
        with pytest.raises(PublishingRefused):
            STEPS[step](made)
        assert Resource.objects.get(pk=made.pk).status == status


def test_withdrawing_needs_a_reason():
    made = make_resource()
    with pytest.raises(PublishingRefused, match="Say why"):
        made.withdraw("  ")


def test_what_was_never_public_cannot_be_withdrawn():
    """A withdrawn record's address tells its title to the public."""
    made = make_resource(publish_at=timezone.now() + HOUR)
    with pytest.raises(PublishingRefused):
        made.withdraw("Changed our minds.")


def test_an_incomplete_record_cannot_be_put_back():
    made = make_publishable()
    made.publish()
    made.withdraw("Old.")
    made.pillars.clear()
    with pytest.raises(PublishingRefused, match="pillar"):
        made.undo_withdrawal()
