"""The question whether a record is in the library already, in the form of one that is new or has another title or
address: the form comes back once with the records it may be, and is saved with a tick."""

from django import forms
from django.contrib import admin
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from icpr.lib.exchange.duplicates import Likely
from icpr.lib.folding import key_of
from resources.contributions.models import OwnDraft
from resources.exchange.duplicates import address_key, likely_doubles
from resources.models import Kind, Resource
from resources.models.querysets import OF_THE_WORK

SEE_ALL = ("resources.view_resource", "resources.change_resource")
ASKED = "This may be in the library already: {}. If it is another work, tick the box and save again."


class TickField(forms.BooleanField):
    """A question of the form alone: its answer is no change of a record."""

    def has_changed(self, initial, data) -> bool:
        return False


class DoublesForm(forms.ModelForm):
    another_work = TickField(required=False, label="It is another work: save it", widget=forms.HiddenInput)
    by: AbstractBaseUser | None = None  # who saves; see `DoublesAdmin`

    def clean(self) -> dict:
        super().clean()
        if self.cleaned_data.get("another_work"):
            self.fields["another_work"].widget = forms.CheckboxInput()
        elif found := self._doubles():
            self.fields["another_work"].widget = forms.CheckboxInput()
            self.add_error("another_work", format_html(ASKED, links_to(found, self.by)))
        return self.cleaned_data

    def _doubles(self) -> list[Likely]:
        """The records that this may be, by what has become another of title and address."""
        stored = {} if self.instance._state.adding else self.initial
        title, address = self.cleaned_data.get("title", ""), _address(self.cleaned_data)
        if key_of(title) == key_of(stored.get("title", "")):
            title = ""
        if address_key(address) == address_key(_address(stored)):
            address = ""
        return likely_doubles(self._others(), title, address) if self.by and (title or address) else []

    def _others(self) -> QuerySet[Resource]:
        """The records that this may be: not itself, its editions before and after, nor a collection, unless it is
        one."""
        rows, of_collections = seen_by(self.by), Q(kind=Kind.COLLECTION)
        kind = self.cleaned_data.get("kind") or self.instance.kind
        rows = rows.filter(of_collections if kind == Kind.COLLECTION else ~of_collections)
        if newer := self.cleaned_data.get("superseded_by", self.instance.superseded_by):
            rows = rows.exclude(pk=newer.pk)
        if pk := self.instance.pk:
            rows = rows.exclude(pk=pk).exclude(superseded_by=pk).exclude(new_editions__draft=pk)
            rows = rows.exclude(edition_of__of=pk)
        return rows


def _address(values: dict) -> str:
    """The address of the work itself: a directory leads to many."""
    evidence = values.get("address_evidence")
    return "" if evidence and evidence not in OF_THE_WORK else values.get("official_url") or ""


def seen_by(user: AbstractBaseUser) -> QuerySet[Resource]:
    """The records that somebody may be told of: all, or what is public and their own drafts."""
    if any(map(user.has_perm, SEE_ALL)):
        return Resource.objects.order_by()
    own = OwnDraft.objects.of(user).order_by().values("pk")
    public = Resource.objects.published().order_by().values("pk")
    return Resource.objects.filter(Q(pk__in=public) | Q(pk__in=own)).order_by()


def links_to(found: list[Likely], user: AbstractBaseUser) -> SafeString:
    """Records by their numbers and titles, each with why it is told, as links to where somebody may look at them:
    beside the form, so that nothing that was typed is lost."""
    named = ((address, one.name, one.why) for one, address in placed(found, user))
    return format_html_join("; ", '<a href="{}" target="_blank">{}</a> ({})', named)


def placed(found: list[Likely], user: AbstractBaseUser) -> list[tuple[Likely, str]]:
    """Records with their addresses: in the admin, or for contributors where readers see them."""
    keys = [one.pk for one in found]
    if any(map(user.has_perm, SEE_ALL)):
        return [(one, reverse("admin:resources_resource_change", args=[one.pk])) for one in found]
    own = set(OwnDraft.objects.of(user).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    return [
        (one, reverse("admin:contributions_owndraft_change", args=[one.pk]) if one.pk in own else _permanent(one))
        for one in found
    ]


def _permanent(one: Likely) -> str:
    return reverse("permanent", args=[one.name.partition(" ")[0]])


class DoublesAdmin(admin.ModelAdmin):
    def get_form(self, request: HttpRequest, *args, **kwargs):
        form = super().get_form(request, *args, **kwargs)
        form.by = request.user
        return form
