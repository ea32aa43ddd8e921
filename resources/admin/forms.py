"""What staff fill in, and the rules that must hold while they do."""

from datetime import UTC, datetime, timedelta

from django import forms
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.http import QueryDict
from django.utils import timezone
from taggit.forms import TagField

from icpr.lib.folding import slug_of
from icpr.lib.typed import LineField
from pillars.models import FocusArea, Pillar, Topic
from resources.models import Resource, Tag

LONGEST_TAG = Tag._meta.get_field("name").max_length
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
SHORT_LISTS = ("pillars", "focus_areas", "topics", "audiences")


def refuse_impossible_keys(posted: QueryDict) -> None:
    """Raises `SuspiciousOperation` (400) for a key of a related row no database could hold; forms ask it and fail."""
    names = ["_selected_action", "publishers", "superseded_by", "items", "practices", *SHORT_LISTS]
    names += [f"{deed}_{name}" for deed in ("add", "remove") for name in SHORT_LISTS]
    if any(len(key) > 18 for name in names for key in posted.getlist(name)):
        raise SuspiciousOperation("A key is too long.")


def clean_tags(tags: list[str]) -> list[str]:
    """The same tags, or a `ValidationError` that names the one that cannot be kept."""
    for tag in tags:
        if len(tag) > LONGEST_TAG:
            raise ValidationError(f"A tag has at most {LONGEST_TAG} characters: “{tag[:40]}…” is longer.")
        if not slug_of(tag):
            raise ValidationError(f"“{tag}” has no letter or digit from A to Z or 0 to 9 to make its address of.")
    return tags


class ResourceForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in (*SHORT_LISTS, "superseded_by"):
            if name in self.fields:
                widget = self.fields[name].widget
                widget.can_add_related = widget.can_change_related = False
                widget.can_view_related = widget.can_delete_related = False

    def clean_slug(self) -> str:
        """Django asks a proxy's manager for rivals, which sees one kind; an address is unique among all."""
        slug = self.cleaned_data["slug"]
        if slug and Resource.objects.filter(slug=slug).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Another resource has this address.")
        return slug

    def clean_tags(self) -> list[str]:
        return clean_tags(self.cleaned_data["tags"])

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
            for reason in self.instance.reasons_not_to_publish(self._holds):
                self.add_error(None, f"This record is public or scheduled and must stay fit for it. {reason}")

    def _holds(self, relation: str) -> bool:
        """Documents are for `DocumentFormSet` to judge."""
        return relation == "documents" or bool(self.cleaned_data.get(relation))


class DocumentFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        """Keeps a published policy from losing its last component document."""
        super().clean()
        resource = self.instance
        if not resource.must_stay_publishable():
            return
        kept = any(form not in self.deleted_forms and (form.instance.pk or form.has_changed()) for form in self.forms)
        if not kept:
            others = resource.reasons_not_to_publish(lambda relation: True)
            reasons = resource.reasons_not_to_publish(lambda relation: relation != "documents")
            lost = [reason for reason in reasons if reason not in others]
            if lost:
                raise ValidationError(lost)


class HeldFileInput(AdminFileWidget):
    """Shows the file that is held by an address only staff can open."""

    template_name = "admin/widgets/held_file.html"


class NothingToAsk(forms.Form):
    """A step that only wants a yes."""


class ScheduleForm(forms.Form):
    publish_at = forms.DateTimeField(
        label="Publish at", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["publish_at"].help_text = f"In the library's time zone, {timezone.get_current_timezone_name()}."

    def clean_publish_at(self) -> datetime:
        moment = self.cleaned_data["publish_at"]
        if not timezone.now() < moment < timezone.now() + timedelta(days=3_650):
            raise ValidationError("Choose a moment in the future, at most ten years from now.")
        return moment


class WithdrawForm(forms.Form):
    reason = LineField(
        max_length=Resource._meta.get_field("withdrawn_reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Readers who follow the old address will see this.",
    )


class TermsForm(forms.Form):
    """What to add to and take from many records at once."""

    add_pillars = forms.ModelMultipleChoiceField(Pillar.objects.all(), required=False)
    remove_pillars = forms.ModelMultipleChoiceField(Pillar.objects.all(), required=False)
    add_focus_areas = forms.ModelMultipleChoiceField(FocusArea.objects.all(), required=False)
    remove_focus_areas = forms.ModelMultipleChoiceField(FocusArea.objects.all(), required=False)
    add_topics = forms.ModelMultipleChoiceField(Topic.objects.all(), required=False)
    remove_topics = forms.ModelMultipleChoiceField(Topic.objects.all(), required=False)
    add_tags = TagField(required=False, help_text="Separated by commas.")
    remove_tags = TagField(required=False, help_text="Separated by commas.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ModelMultipleChoiceField):
                field.widget = forms.CheckboxSelectMultiple(choices=field.choices)

    def clean_add_tags(self) -> list[str]:
        return clean_tags(self.cleaned_data["add_tags"])

    def clean(self) -> dict:
        if not self.errors and not any(self.cleaned_data.values()):
            raise ValidationError("Choose something to add or to remove.")
        return self.cleaned_data
