"""Proposed changes of published records: kept beside them as the form that was sent, and sent on by a publisher.

Nothing here writes on a record. To accept one is to send its form in the admin: rules, joining with what others saved
and history are those of any form. See `resources.admin.proposals`.
"""

import re
from collections.abc import Collection, Iterable
from copy import deepcopy

from django import forms
from django.contrib.auth.models import User
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from icpr.admin import form_values
from icpr.admin.conflicts import ASKED, BEGAN, CHOICE
from icpr.lib.http.site import absolute
from icpr.lib.merge import NOW
from resources.curation.rights import PUBLISH
from resources.models import Resource
from resources.review.differences import NEW
from resources.review.models import Proposal, name_of
from resources.review.telling import staff_with, tell

MINE = "mine"
OF_ROW = re.compile(r"(.+?)-(\d+)(?:-(.+))?", re.DOTALL)
NEW_ROW = re.compile(rf"(.+)-{NEW}-(\d+)")
DECIDED = {
    Proposal.State.ACCEPTED: "was accepted",
    Proposal.State.IN_PART: "was accepted in part",
    Proposal.State.DECLINED: "was declined",
}


def held(form: forms.BaseModelForm, formsets: Iterable[forms.BaseInlineFormSet]) -> dict[str, list[str]]:
    """What a form holds that was sent and joined, with its parts: name → values. Neither files nor what is no field."""
    formsets = list(formsets)
    of_parts = tuple(f"{formset.prefix}-" for formset in formsets)
    found = {name: values for name, values in form.data.lists() if not name.startswith(of_parts)}
    for formset in formsets:
        found |= {name: values for name, values in formset.data.lists() if name.startswith(f"{formset.prefix}-")}
    return {
        name: values
        for name, values in found.items()
        if not name.startswith("_") and name != "csrfmiddlewaretoken" and "\x00" not in "".join([name, *values])
    }


@transaction.atomic
def propose(record: Resource, user: User, sent: dict, began: list, form: str) -> Proposal:
    """Keep what somebody proposes of a record, in place of what they proposed before, and tell publishers of it once.

    sent, began: see `Proposal`. form: the model whose entry in the admin showed the form.
    """
    facts = {"title": record.title, "sent": sent, "began": began, "form": form, "made_at": timezone.now()}
    proposal, is_new = Proposal.objects.update_or_create(
        number=record.number, by=user, state=Proposal.State.WAITING, defaults=facts
    )
    if is_new:
        where = absolute(reverse("admin:resources_resource_proposal", args=[proposal.pk]))
        text = f"{name_of(user)} proposes a change of “{record}”. Nothing of it is public.\n\nDecide: {where}\n"
        tell(staff_with(PUBLISH, but=user), f"Proposed change: {record}", text, f"proposal:{proposal.pk}")
    return proposal


def decide(proposal: Proposal, state: Proposal.State, user: User, reason: str = "") -> bool:
    """Close a proposal that waits, once, and tell who made it. False if it was closed already."""
    decided = {"state": state, "decided_by": user, "decided_at": timezone.now(), "reason": reason}
    with transaction.atomic():
        if not Proposal.objects.waiting().filter(pk=proposal.pk).update(**decided):
            return False
        for name, value in decided.items():
            setattr(proposal, name, value)
        if proposal.by != user and state in DECIDED:
            said = f"Your proposed change of “{proposal.title}” {DECIDED[state]}, by {name_of(user)}."
            text = "\n\n".join(filter(None, [said, reason])) + "\n"
            tell(
                [proposal.by], f"Your proposal {DECIDED[state]}: {proposal.title}", text, f"proposal:{proposal.pk}:done"
            )
    return True


def form_of(proposal: Proposal) -> QueryDict:
    """The form of a proposal, as if it were sent now by somebody who opened it when it was made."""
    data = QueryDict(mutable=True)
    for name, values in proposal.sent.items():
        data.setlist(name, values)
    data[BEGAN] = form_values.sealed(proposal.began)
    return data


def chosen_form(proposal: Proposal, shown: Collection[str], accepted: Collection[str], seen: list) -> QueryDict:
    """The same, with those of the differences that were `shown` that are accepted; the others stay as they are now.

    seen: the note of the record as a publisher saw it beside the proposal, as `Began.written` gives it: what has become
    another since is asked about; what is accepted over a change the publisher saw is not.
    """
    data, began = form_of(proposal), deepcopy(proposal.began)
    dropped = [key for key in shown if NEW_ROW.fullmatch(key) and key not in accepted]
    for key in shown:
        if NEW_ROW.fullmatch(key):
            continue
        data.appendlist(ASKED, key)
        data[f"{CHOICE}{key}"] = MINE if key in accepted else NOW
        if key in accepted:
            _begin_from(key, began, seen)
    for prefix in {NEW_ROW.fullmatch(key)[1] for key in dropped}:
        _drop_rows(data, prefix, {int(NEW_ROW.fullmatch(key)[2]) for key in dropped if key.startswith(f"{prefix}-")})
    data[BEGAN] = form_values.sealed(began)
    return data


def _begin_from(key: str, began: list, seen: list) -> None:
    """Let the note say of one value that the form began from what was seen. Sets go on being joined."""
    (*_, form, rows), (*_, seen_form, seen_rows) = began, seen
    if isinstance(seen_form.get(key), str):
        form[key] = seen_form[key]
    elif match := OF_ROW.fullmatch(key):
        prefix, pk, name = match.groups()
        values = seen_rows.get(prefix, {}).get(pk, {})
        changed = {each: value for each, value in values.items() if name in (None, each)}
        if changed:
            rows.setdefault(prefix, {}).setdefault(pk, {}).update(changed)


def _drop_rows(data: QueryDict, prefix: str, dropped: set[int]) -> None:
    """Take some of the added rows of a part out of a form: they are counted among those without a key."""
    row = re.compile(rf"{re.escape(prefix)}-(\d+)-(.+)", re.DOTALL)
    first = int(data[f"{prefix}-INITIAL_FORMS"])
    total, added, places = int(data[f"{prefix}-TOTAL_FORMS"]), 0, {}
    for index in range(total):
        is_added = index >= first and not data.get(f"{prefix}-{index}-id")
        if not (is_added and added in dropped):
            places[index] = len(places)
        added += is_added
    rows = {name: data.pop(name) for name in [*data] if row.fullmatch(name)}
    for match, values in ((row.fullmatch(name), values) for name, values in rows.items()):
        if int(match[1]) in places:
            data.setlist(f"{prefix}-{places[int(match[1])]}-{match[2]}", values)
    data[f"{prefix}-TOTAL_FORMS"] = str(len(places))
