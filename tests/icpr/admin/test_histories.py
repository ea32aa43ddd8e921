"""Every table that staff edit has a history, and every table that uses terms is one whose history tells of it."""

import pytest
import reversion
from django.contrib import admin
from django.contrib.auth.models import Group, User

from icpr.admin.history import HistoryAdmin
from icpr.admin.used_terms import UsedAdmin
from icpr.admin.uses import uses_of
from icpr.lib.read_only_admin import ReadOnlyAdmin
from resources.feedback.models import Feedback
from resources.following.announcements import Announcement
from resources.link_checks.models import CheckedAddress
from resources.models import AddressReport, SearchCount

# Without a history of versions, and where who, when and why stand instead.
ELSEWHERE = {
    User: "the audit log",
    Group: "the audit log",
    Announcement: "the audit log; its letters are what was sent, and no part of the library",
    AddressReport: "the report itself: each is decided once, by whom, when and with which answer",
    Feedback: "what staff did with it: a row of its own for each decision",
    CheckedAddress: "nothing is edited: it is found; what staff accept is a change of the record",
    SearchCount: "nothing is edited: it is counted",
}

HISTORIES = [each for each in admin.site._registry.values() if isinstance(each, HistoryAdmin)]


def test_works():
    without = {
        model
        for model, each in admin.site._registry.items()
        if not isinstance(each, HistoryAdmin | ReadOnlyAdmin) and model not in ELSEWHERE
    }
    assert without == set(), "a table that staff edit has a `HistoryAdmin`, or stands in ELSEWHERE with the reason"


def test_what_stands_elsewhere_is_in_the_admin_and_has_no_history():
    assert not [model for model in ELSEWHERE if isinstance(admin.site._registry[model], HistoryAdmin)]


@pytest.mark.parametrize("each", HISTORIES, ids=lambda each: each.opts.label)
def test_what_is_recorded_is_every_relation_of_a_row(each):
    """A version holds the columns and the relations to many; rows that belong to it are named by its admin."""
    assert reversion.is_registered(each.model)
    inlines = {inline.model for inline in each.inlines}
    assert all(map(reversion.is_registered, inlines))


@pytest.mark.parametrize(
    "each", [each for each in HISTORIES if isinstance(each, UsedAdmin)], ids=lambda each: each.opts.label
)
def test_what_uses_terms_has_a_history(each):
    using = {relation.related_model for relation in each.opts.related_objects if relation.many_to_many}
    uses = uses_of(each.model, admin.site)
    assert {use.model for use in uses} == using, "deleting a term would take it out of these without a trace"
    assert all(reversion.is_registered(use.through) for use in uses)
