"""What staff fill in, and the rules that must hold while they do."""

from datetime import UTC, datetime

from django import forms
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format

from icpr.admin.changed_fields import ChangedFieldsForm, StoredRowsFormSet
from icpr.lib.dates import possible_years
from resources.curation.tags_field import TagsField
from resources.models import Resource
from resources.relations import RELATIONS, asked_by

LATEST = datetime(2200, 1, 1, tzinfo=UTC)
TICKED = asked_by("boxes")


def refuse_impossible_keys(posted: QueryDict) -> None:
    """Raises `SuspiciousOperation` (400) for a key of a related row no database could hold; forms ask it and fail."""
    names = ["_selected_action", "superseded_by"]
    names += [
        f"{deed}{relation.field}"
        for deed in ("", "add_", "remove_")
        for relation in RELATIONS
        if relation.widget != "words"
    ]
    if any(len(key) > 18 for name in names for key in posted.getlist(name)):
        raise SuspiciousOperation("A key is too long.")


class ResourceForm(ChangedFieldsForm):
    # Asked only when the date just given lies ahead: such a record stands first under "newest" until that day.
    dated_ahead = forms.BooleanField(required=False, label="Yes, it is dated in the future", widget=forms.HiddenInput)
    tags = TagsField(label="Tags", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in (*TICKED, "superseded_by"):
            if name in self.fields:
                widget = self.fields[name].widget
                widget.can_add_related = widget.can_change_related = False
                widget.can_view_related = widget.can_delete_related = False

    def clean(self) -> dict:
        super().clean()
        day, today = self.cleaned_data.get("issued_on"), timezone.localdate()
        ahead = day and day > today and day.year in possible_years(today)
        if ahead and "issued_on" in self.changed_data and not self.cleaned_data["dated_ahead"]:
            self.fields["dated_ahead"].widget = forms.CheckboxInput()
            question = (
                f"Is it dated {date_format(day, 'N j, Y')}, which is still to come? Correct the date, or tick the box."
            )
            self.add_error("dated_ahead", question)
        return self.cleaned_data

    def clean_slug(self) -> str:
        """Django asks a proxy's manager for rivals, which sees one kind; an address is unique among all."""
        slug = self.cleaned_data["slug"]
        if (
            "slug" in self.changed_data
            and slug
            and Resource.objects.filter(slug=slug).exclude(pk=self.instance.pk).exists()
        ):
            raise ValidationError("Another resource has this address.")
        return slug

    def clean_superseded_by(self) -> Resource | None:
        newer = self.cleaned_data["superseded_by"]
        if newer and newer.pk == self.instance.pk:
            raise ValidationError("A resource cannot supersede itself.")
        return newer

    def clean_expire_at(self) -> datetime | None:
        moment, published = self.cleaned_data["expire_at"], self.instance.publish_at
        if moment and moment >= LATEST:
            raise ValidationError(f"Choose a time before the year {LATEST.year}, or leave it empty.")
        if moment and published and moment <= published:
            raise ValidationError("The expiry time must be later than the publish time.")
        return moment

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.instance.must_stay_publishable() and not self.errors:
            for reason in self.instance.publish_errors(self._holds):
                self.add_error(None, f"This record is public or scheduled and must stay fit for it. {reason}")

    def _holds(self, relation: str) -> bool:
        """Documents are for `DocumentFormSet` to judge."""
        return relation == "documents" or bool(self.cleaned_data.get(relation))


class DocumentFormSet(StoredRowsFormSet):
    def clean(self) -> None:
        """Keeps a published policy from losing its last component document."""
        super().clean()
        resource = self.instance
        if not resource.must_stay_publishable():
            return
        kept = any(form not in self.deleted_forms and (form.instance.pk or form.has_changed()) for form in self.forms)
        if not kept:
            others = resource.publish_errors(lambda relation: True)
            reasons = resource.publish_errors(lambda relation: relation != "documents")
            lost = [reason for reason in reasons if reason not in others]
            if lost:
                raise ValidationError(lost)


class HeldFileInput(AdminFileWidget):
    """Shows the file that is held by an address only staff can open."""

    template_name = "admin/widgets/held_file.html"
