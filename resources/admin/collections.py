"""Collections in the admin: their entries beside the record, and one made from a reader's list."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path

from icpr.admin import idempotency
from icpr.admin.addresses import page_of
from icpr.admin.changed_fields import ChangedFieldsForm
from icpr.lib.text.fields import LineField
from resources.admin import fieldsets
from resources.admin.forms import PartsFormSet, ResourceForm
from resources.admin.parts import OfRecordInline
from resources.admin.resources import OfKindAdmin
from resources.curation import entries
from resources.exchange import COLLECTIONS
from resources.models import Collection, CollectionEntry
from resources.models.listed_entries import fields_of

NAMES_NOTHING = "This names no record, item, practice or paper of the library: paste its address or its number."
STAYS = "To put something else here, remove this entry and add another."
TWICE = "“{}” would be in it twice."


class EntryForm(ChangedFieldsForm):
    what = LineField(
        max_length=500,
        help_text="Its address here, or its number: ICPR-000018 of a record, 1.5.1 of an item; or a practice’s name.",
    )

    class Meta:
        model = CollectionEntry
        fields = ("position", "group", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial |= self.initial_beside(self.instance)
            self.fields["what"].widget.attrs["readonly"] = True

    @staticmethod
    def initial_beside(entry: CollectionEntry) -> dict[str, str]:
        """What fields begin with that are no columns; see `icpr.admin.form_values.initial_of`."""
        return {"what": entries.name_of(entry) or entry.key}

    def clean_what(self) -> str:
        typed = self.cleaned_data["what"]
        if self.instance.pk:
            if typed != self.initial["what"]:
                raise ValidationError(STAYS)
            return typed
        thing = entries.thing_of(typed)
        if thing is None:
            raise ValidationError(NAMES_NOTHING)
        for name, value in fields_of(thing).items():
            setattr(self.instance, name, value)
        return typed


class EntryFormSet(PartsFormSet):
    relation = "entries"

    def clean(self) -> None:
        super().clean()
        seen = set()
        for form in self.forms:
            if form in self.deleted_forms or not form.instance.key:
                continue
            if form.instance.key in seen:
                raise ValidationError(TWICE.format(form.instance))
            seen.add(form.instance.key)


class EntryInline(OfRecordInline, admin.StackedInline):
    model = CollectionEntry
    form = EntryForm
    formset = EntryFormSet
    fields = [("what", "position"), "group", "note"]
    max_num = entries.MOST

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).select_related("item", "practice", "document__resource").in_order()


class CollectionForm(ResourceForm):
    judged_apart = ("documents", "entries")


class FromListForm(forms.Form):
    address = LineField(
        label="Address of the list",
        max_length=500,
        help_text="The private or the share address of a reading list. The list itself stays as it is.",
    )

    def clean_address(self) -> str:
        self.reading_list = entries.list_at(self.cleaned_data["address"])
        if self.reading_list is None:
            raise ValidationError("No reading list has this address.")
        return self.cleaned_data["address"]


WHAT_IT_IS = ["title", "another_work", "annotation", "for_whom", "in_brief", "picture"]


@admin.register(Collection)
class CollectionAdmin(OfKindAdmin):
    table = COLLECTIONS
    form = CollectionForm
    change_list_template = "admin/resources/collections.html"
    inlines = [EntryInline]
    fieldsets = [
        (None, {"fields": WHAT_IT_IS}),
        ("Who and in which language", {"fields": ["publishers", "language", "access", "rights_note"]}),
        *(fieldsets.PLACE, fieldsets.BLUEPRINT, fieldsets.LONGER, fieldsets.TIME, fieldsets.STAFF),
    ]

    def get_urls(self):
        return [
            path("from-list/", self.admin_site.admin_view(self.from_list), name="resources_collection_from_list"),
            *super().get_urls(),
        ]

    def from_list(self, request: HttpRequest) -> HttpResponse:
        """A page that asks for the address of a reading list, and makes a draft of it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = FromListForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            return self._made(request, form.reading_list)
        context = self.admin_site.each_context(request) | {
            "title": "New collection from a reading list",
            "opts": self.opts,
            "form": form,
            "nonce": idempotency.nonce_for(request),
        }
        return TemplateResponse(request, "admin/resources/from_list.html", context)

    def _made(self, request: HttpRequest, source) -> HttpResponse:
        with transaction.atomic():
            if not idempotency.take(request):
                self.message_user(request, "This list was made a collection already: see below.", messages.INFO)
                return redirect(page_of(self, "changelist"))
            made, left_out = entries.collection_from(source, user=request.user)
            self.log_addition(request, made, "Made from a reading list.")
        told = f" {left_out} more of its entries did not fit." if left_out else ""
        self.message_user(request, f"The draft is made: it still needs an annotation and its place.{told}")
        return redirect(page_of(self, "change", made.pk))
