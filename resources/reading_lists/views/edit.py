"""The private pages on which a list is worked on: the list itself, its order, its title and introduction."""

from copy import copy

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from icpr.kept.expiry import expires_on
from icpr.kept.history import is_repeat, last_change
from icpr.kept.kinds import nonce_in
from icpr.lib.http.forms import takes_form
from icpr.lib.http.site import absolute
from resources.reading_lists import arranging, contents, history, remembered, takeaway
from resources.reading_lists.decorators import editors, posted
from resources.reading_lists.forms import AboutForm
from resources.reading_lists.kind import LISTS
from resources.reading_lists.models import ReadingList
from resources.reading_lists.views.common import back_of, common

OTHER_ORDER = "Somebody else changed the list after you opened it, so nothing was moved. This is how it stands now."


def list_page(request: HttpRequest, kept: ReadingList, token: str, *, refused: str = "") -> HttpResponse:
    """The list as it is now; `refused` says what was asked for and not done."""
    shown = contents.read(kept.entries.in_order())
    groups = arranging.marked(contents.groups(shown))
    address = reverse("list", args=[token])
    context = common(
        kept,
        token,
        groups=groups,
        take=takeaway.of(shown, address, LISTS.share_path(kept, token)),
        total=len(shown),
        order=" ".join(row["key"] for group in groups for row in group["entries"]),
        last=last_change(kept),
        expires_on=expires_on(kept),
        private_url=absolute(address),
        is_remembered=token in remembered.tokens_in(request),
        told=_told(request, shown),
        is_new="new" in request.GET,
        back=back_of(request) if "back" in request.GET else "",
        refused=refused,
    )
    code = 409 if refused else 200
    return render(request, "lists/list.html", context, status=code)


def _told(request: HttpRequest, shown: list[contents.Shown]) -> str:
    """What was just added, in words; "" where the address says nothing of it."""
    key, count = request.GET.get("added", ""), request.GET.get("count", "")
    if added := [each for each in shown if each.entry.key == key]:
        return f"Added: {added[0].title}"
    if count == "0":
        return "It was on the list already, and stays there once."
    return f"{count} entries were added." if count.isdecimal() and len(count) < 4 else ""


@editors
def kept_list(request: HttpRequest, kept: ReadingList, token: str) -> HttpResponse:
    return list_page(request, kept, token)


@editors
@posted
def arrange(request: HttpRequest, kept: ReadingList, token: str) -> HttpResponse:
    """Move one entry or a group up or down, take one out, or put all where their numbered boxes say."""
    sent, address = request.POST, reverse("list", args=[token])
    if "remove" in sent:
        return _remove(request, kept, token, sent["remove"][:24].replace("\x00", ""))
    move = arranging.MOVE.fullmatch(sent.get("move", ""))
    key = f"{nonce_in(request)}:{move[0] if move else 'order'}"
    if is_repeat(kept, key):
        return redirect(address)
    groups = arranging.grouped(list(kept.entries.in_order()))
    if sent.get("order", "").split() != arranging.flat(groups) and not move:
        return list_page(request, kept, token, refused=OTHER_ORDER)
    if order := arranging.after(groups, sent):
        history.reorder(kept, order, key)
    is_of_entry = move and not move["whole"]
    return redirect(f"{address}#{move['name'] if is_of_entry else 'entries'}")


def _remove(request: HttpRequest, kept: ReadingList, token: str, key: str) -> HttpResponse:
    """Take an entry out of the list; undo puts it back."""
    idempotency_key = f"{nonce_in(request)}:remove:{key}"
    entry = kept.entries.filter(key=key).first()
    if entry and not is_repeat(kept, idempotency_key):
        history.remove(kept, [entry], idempotency_key)
    return redirect("list", token=token)


@editors
@takes_form
def about(request: HttpRequest, kept: ReadingList, token: str) -> HttpResponse:
    """The title and introduction. What somebody else changed after the form was opened is shown with what was typed."""
    now = {name: getattr(kept, name) for name in history.ABOUT}
    form, meanwhile = AboutForm(request.POST or None, instance=copy(kept)), False
    if request.method == "POST" and form.is_valid():
        key = f"{nonce_in(request)}:about"
        values = {name: form.cleaned_data[name] for name in history.ABOUT}
        is_done = is_repeat(kept, key)
        meanwhile = request.POST.get("version") != str(kept.version) and values != now and not is_done
        if not meanwhile:
            if not is_done:
                history.save_about(kept, values, key)
            return redirect("list", token=token)
    code = 409 if meanwhile else 400 if form.errors else 200
    context = common(kept, token, form=form, meanwhile=meanwhile)
    return render(request, "lists/about.html", context, status=code)
