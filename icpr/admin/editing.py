"""`EditingAdmin`: what every form of the admin has. `icpr.admin_site` gives it to each `ModelAdmin` that is registered.

A form that changes a row is joined with what others saved while it was open; one that adds a row counts once; a page
that shows a form again tells of the row as it is stored, and which file has to be chosen again.
"""

from collections.abc import Iterable, Iterator
from functools import partial

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.exceptions import DisallowedModelAdminToField
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.forms import BaseForm, FileField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from icpr.admin import form_values, idempotency, last_change
from icpr.admin.addresses import page_of
from icpr.admin.conflicts import BEGAN, JoinedForm, Meanwhile, in_a_row
from icpr.admin.inlines import JoinedFormSet
from icpr.admin.unkept_files import unless_away
from icpr.lib.database import row_locks

GONE = (
    "This was deleted, by {}, after you opened it. What you typed stands below: "
    "save it as a new one, or leave the page."
)
ELSEWHERE = "This stands among the {} now."
JOINED = "Kept from what was saved meanwhile by {}: {}."
FILE_AGAIN = "Choose the file “{}” again: a form that is shown again cannot hold it."


class EditingAdmin(admin.ModelAdmin):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form = type(self.form)(self.form.__name__, (JoinedForm, self.form), {"__module__": self.form.__module__})

    def _status_display(self, obj: Model) -> str:
        """What staff must know of a row besides its fields before they change it, in a word or two, such as "Public".

        An admin says it by a method `status_display_of`.
        When it has become another while a form was open, nothing is saved before staff have seen it.
        """
        says = getattr(self, "status_display_of", None)
        return says(obj) if says else ""

    def get_actions(self, request: HttpRequest, action_location=None) -> dict:
        """None in a popup, where somebody picks a row, whatever an admin adds to its own. Actions are of lists: Django
        from 6.1 on also asks for those of a form, and says by `action_location` which it means."""
        is_of_form = action_location is not None and action_location.name != "CHANGE_LIST"
        return {} if is_of_form or IS_POPUP_VAR in request.GET else super().get_actions(request)

    # A form that adds counts once.

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context=None) -> HttpResponse:
        if request.method != "POST":  # a form that is only looked at takes no lock
            return super().add_view(request, form_url, extra_context)
        if idempotency.is_known(request):
            return self._made_already(request)
        add = partial(super().add_view, request, form_url, extra_context)
        try:
            with transaction.atomic():
                response = unless_away(request, add)
        except idempotency.SentAlready:
            return self._made_already(request)
        if made := getattr(request, "made", None):
            idempotency.remember(request, made.pk)
        return response

    def log_addition(self, request: HttpRequest, obj: Model, message):
        if not idempotency.take(request):
            raise idempotency.SentAlready
        request.made = obj if idempotency.nonce_in(request) else None
        return super().log_addition(request, obj, message)

    def response_add(self, request: HttpRequest, obj: Model, post_url_continue: str | None = None) -> HttpResponse:
        """Gives a popup no field that is no key, also where no form has looked at what it asks for."""
        asked = request.POST.get(TO_FIELD_VAR)
        if asked and not self.to_field_allowed(request, asked):
            raise DisallowedModelAdminToField(f"The field {asked} cannot be referenced.")
        return super().response_add(request, obj, post_url_continue)

    def _made_already(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        pk = idempotency.made_by(request)
        made = self.get_object(request, pk) if pk else None
        text = "This form was sent before and counted then. Nothing was added a second time."
        self.message_user(request, text, messages.WARNING)
        if made and "_popup" in request.POST:
            return self.response_add(request, made)
        return redirect(page_of(self, "change", made.pk) if made else page_of(self, "changelist"))

    # A form that changes is joined with what others saved.

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context=None) -> HttpResponse:
        return unless_away(request, partial(super().change_view, request, object_id, form_url, extra_context))

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context=None
    ) -> HttpResponse:
        if request.method != "POST" or object_id is None or BEGAN not in request.POST:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            if not self._hold(object_id):
                return self._gone(request, object_id)
            response = super().changeform_view(request, object_id, form_url, extra_context)
        return self._told(request, response)

    def _hold(self, object_id: str) -> bool:
        """Lock the row until the form is saved, so that of two forms the second sees the first. False if it is gone."""
        try:
            pk = self.opts.pk.to_python(unquote(object_id))
        except ValidationError:
            return False
        return bool(row_locks.lock(self.model._default_manager.filter(pk=pk)))

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if change and obj and request.method == "POST" and BEGAN in request.POST:
            form.meanwhile = request.meanwhile = Meanwhile(obj, self._status_display(obj), request.POST)
        form.refusal = getattr(request, "refusal", "")
        return form

    def get_formsets_with_inlines(self, request: HttpRequest, obj: Model | None = None) -> Iterator[tuple]:
        meanwhile = getattr(request, "meanwhile", None)
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            if meanwhile and inline.has_change_permission(request, obj):
                formset = type(formset.__name__, (JoinedFormSet, formset), {"meanwhile": meanwhile})
            yield formset, inline

    def _told(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The answer to a sent form, with what was joined or why nothing is saved."""
        meanwhile = getattr(request, "meanwhile", None)
        if meanwhile and meanwhile.must_ask:
            response.status_code = 409
        elif meanwhile and meanwhile.joined:
            self.message_user(request, JOINED.format(self._by(request), in_a_row(meanwhile.joined)), messages.INFO)
        return response

    def log_change(self, request: HttpRequest, obj: Model, message):
        """Asks who was here before, if anything was joined, while that is not yet the one who saves."""
        if getattr(request, "meanwhile", None) and request.meanwhile.joined:
            self._by(request)
        return super().log_change(request, obj, message)

    def _by(self, request: HttpRequest) -> str:
        """Who saved while the form was open, in words."""
        meanwhile = request.meanwhile
        if meanwhile.by is None:
            meanwhile.by = last_change.in_words(
                request, last_change.last_change(self.model, meanwhile.pk, meanwhile.began.at)
            )
        return meanwhile.by

    def _gone(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What was typed into the form of a row that is no longer here: in its other form, or in one that adds."""
        if other := self._elsewhere(request, object_id):
            text = ELSEWHERE.format(other.opts.verbose_name_plural)
            self.message_user(request, text, messages.WARNING)
            return other.change_view(request, object_id, page_of(other, "change", object_id))
        if not self.has_add_permission(request):
            raise PermissionDenied
        by = last_change.in_words(request, last_change.last_change(self.model, unquote(object_id), 0))
        request.refusal = GONE.format(by)
        request.POST = as_new(request.POST)
        response = super().changeform_view(request, None, page_of(self, "add"))
        response.status_code = 409
        return response

    def _elsewhere(self, request: HttpRequest, object_id: str) -> "EditingAdmin | None":
        """The admin of another proxy of the same table that shows the row."""
        for model, other in self.admin_site._registry.items():
            is_twin = other is not self and model._meta.concrete_model is self.opts.concrete_model
            if is_twin and other.get_object(request, unquote(object_id)):
                return other
        return None

    # A form shown again tells of the row as it is stored.

    def render_change_form(
        self, request: HttpRequest, context: dict, add=False, change=False, form_url="", obj: Model | None = None
    ) -> HttpResponse:
        form, parts = context["adminform"].form, [each.formset for each in context["inline_admin_formsets"]]
        if form.is_bound:
            if obj is not None and (stored := self.get_object(request, str(obj.pk))):
                obj = context["original"] = stored  # the form has put what was typed into the other
                context["subtitle"] = str(stored)
            say_lost_files([form, *(one for formset in parts for one in formset.forms)])
            context["errors"] = helpers.AdminErrorList(form, parts)
        if add:
            context["nonce"] = idempotency.nonce_for(request)
        elif obj is not None and self.has_change_permission(request, obj):
            context["began"] = form_values.note(obj, self._status_display(obj), form, parts).sealed()
        meanwhile = getattr(request, "meanwhile", None)
        if meanwhile and meanwhile.must_ask:
            context |= {"meanwhile": meanwhile, "by": self._by(request), "joined": in_a_row(meanwhile.joined)}
        context["refusal"] = getattr(request, "refusal", "")
        return super().render_change_form(request, context, add=add, change=change, form_url=form_url, obj=obj)


def as_new(sent: QueryDict) -> QueryDict:
    """A sent form without the keys of the row and its parts, as one that adds them all."""
    data = sent.copy()
    del data[BEGAN]
    for prefix in [name.removesuffix("-INITIAL_FORMS") for name in sent if name.endswith("-INITIAL_FORMS")]:
        data[f"{prefix}-INITIAL_FORMS"] = "0"
        for name in [name for name in sent if name.startswith(f"{prefix}-") and name.endswith("-id")]:
            del data[name]
    return data


def say_lost_files(forms: Iterable[BaseForm]) -> None:
    """Say beside its field which file has to be chosen again, in forms that are shown again."""
    for form in forms:
        for name, field in form.fields.items():
            file = form.files.get(form.add_prefix(name)) if isinstance(field, FileField) else None
            if file and not form.has_error(name):
                form.add_error(name, FILE_AGAIN.format(file.name))
