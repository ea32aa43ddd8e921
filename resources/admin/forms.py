"""What staff fill in, and the rules that must hold while they do."""

from datetime import UTC, datetime

from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.http import QueryDict

from icpr.admin.changed_fields import ChangedFieldsForm, StoredRowsFormSet
from resources.admin.change_notes import TellingForm
from resources.admin.doubles import DoublesForm
from resources.admin.fieldsets import LINES
from resources.admin.issued_dates import IssuedForm
from resources.curation.tags_field import TagsField
from resources.curation.writing import NAMING
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


class ResourceForm(IssuedForm, DoublesForm, TellingForm, ChangedFieldsForm):
    judged_apart = ("documents",)
    tags = TagsField(label="Tags", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in (*TICKED, "superseded_by"):
            if name in self.fields:
                widget = self.fields[name].widget
                widget.can_add_related = widget.can_change_related = False
                widget.can_view_related = widget.can_delete_related = False
        if "tags" in self.fields:
            self.fields["tags"].widget.texts = self._texts
        for name, lines in LINES.items():
            if name in self.fields:
                self.fields[name].widget.attrs["rows"] = lines

    def _texts(self) -> list[str]:
        """What the form says the record is about, as it was typed or is stored."""
        return [str(self[name].value() or "") for name in NAMING if name in self.fields]

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
        """Some parts are for their `PartsFormSet` to judge; those that the form does not show stay as they are."""
        if relation in self.judged_apart:
            return True
        if relation not in self.fields:
            return bool(self.instance.pk) and getattr(self.instance, relation).exists()
        return bool(self.cleaned_data.get(relation))


class PartsFormSet(StoredRowsFormSet):
    """Rows of a `relation` of a record."""

    relation = "documents"

    def clean(self) -> None:
        """Keeps a published policy from losing its last component document, and a collection its last entry."""
        super().clean()
        resource = self.instance
        if not resource.must_stay_publishable():
            return
        kept = any(form not in self.deleted_forms and (form.instance.pk or form.has_changed()) for form in self.forms)
        if not kept:
            others = resource.publish_errors(lambda relation: True)
            reasons = resource.publish_errors(lambda relation: relation != self.relation)
            lost = [reason for reason in reasons if reason not in others]
            if lost:
                raise ValidationError(lost)


class HeldFileInput(AdminFileWidget):
    """Shows the file that is held by an address only staff can open."""

    template_name = "admin/widgets/held_file.html"
