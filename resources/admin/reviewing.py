"""Who works on a record, and what colleagues say of it, beside its form: assigned, claimed, due, commented on."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from icpr.admin import idempotency
from icpr.admin.addresses import page_of
from icpr.lib.idempotency import new_key
from icpr.lib.text.fields import LinesField
from resources.admin.proposal_pages import ProposalPagesAdmin
from resources.curation.rights import CHANGE
from resources.models import Resource
from resources.review import assigning
from resources.review.models import LONGEST_COMMENT, Comment, Proposal, Review, name_of
from resources.review.telling import ORDINARY

WHOLE = "The record as a whole"
PARTS = {"document": "documents", "author": "authors", "collectionentry": "entries"}  # model → what it is to a record
DEEDS = ("claim", "release", "assign", "comment", "resolve", "reopen")
SENT_BEFORE = "This comment was sent before and stands once."


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, user) -> str:
        return name_of(user)


class AssignForm(forms.Form):
    assignee = PersonField(get_user_model().objects.none(), required=False, empty_label="Nobody")
    due_on = forms.DateField(label="Due", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        staff = get_user_model().objects.with_perm(CHANGE, backend=ORDINARY).filter(is_staff=True)
        self.fields["assignee"].queryset = staff.order_by("username").distinct()


class CommentForm(forms.Form):
    about = forms.ChoiceField(required=False)
    text = LinesField(label="Comment", max_length=LONGEST_COMMENT, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, fields: dict[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", WHOLE), *fields.items()]


class ReviewingAdmin(ProposalPagesAdmin):
    """For an admin of records: `<key>/review/<deed>/` takes what stands beside the form; each answer leads back."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_review"
        view = self.admin_site.admin_view(self.review_view)
        return [path("<int:pk>/review/<slug:deed>/", view, name=name), *super().get_urls()]

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).select_related("review__assignee")

    @method_decorator(require_POST)
    def review_view(self, request: HttpRequest, pk: int, deed: str) -> HttpResponse:
        record = self.get_object(request, str(pk))
        if record is None or deed not in DEEDS:
            raise Http404
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        try:
            said = getattr(self, f"_take_{deed}")(request, record)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, said or "That was so already.")
            if said:
                self.log_change(request, record, said)
        address = page_of(self, "change", pk)
        return redirect(f"{address}#review")

    def _take_claim(self, request: HttpRequest, record: Resource) -> str:
        return assigning.claim(record, user=request.user)

    def _take_release(self, request: HttpRequest, record: Resource) -> str:
        return assigning.release(record, user=request.user)

    def _take_assign(self, request: HttpRequest, record: Resource) -> str:
        given = _checked(AssignForm(request.POST))
        return assigning.assign(record, given["assignee"], given["due_on"], user=request.user)

    def _take_comment(self, request: HttpRequest, record: Resource) -> str:
        given = _checked(CommentForm(request.POST, fields=self._fields(request, record)))
        if not idempotency.take(request):
            raise ValidationError(SENT_BEFORE)
        Comment.objects.create(number=record.number, field=given["about"], text=given["text"], by=request.user)
        return "Commented."

    def _take_resolve(self, request: HttpRequest, record: Resource, is_resolved: bool = True) -> str:
        key = request.POST.get("comment", "")
        if not (key.isascii() and key.isdigit() and len(key) < 19):
            raise Http404
        done = assigning.resolve(record, int(key), user=request.user, is_resolved=is_resolved)
        return f"The comment is {'resolved' if is_resolved else 'open again'}." if done else ""

    def _take_reopen(self, request: HttpRequest, record: Resource) -> str:
        return self._take_resolve(request, record, is_resolved=False)

    def _fields(self, request: HttpRequest, record: Resource) -> dict[str, str]:
        """What a comment can be about: the fields of the form and its parts, name → label."""
        names = [name for _, how in self.get_fieldsets(request, record) for row in how["fields"] for name in _row(row)]
        fields = {field.name: field for field in Resource._meta.get_fields() if hasattr(field, "verbose_name")}
        labels = {name: str(fields[name].verbose_name).capitalize() for name in names if name in fields}
        parts = [PARTS[model] for inline in self.inlines if (model := inline.model._meta.model_name) in PARTS]
        return labels | {name: name.capitalize() for name in parts}

    def render_change_form(self, request: HttpRequest, context: dict, *args, obj: Resource | None = None, **kwargs):
        if obj is not None and self.has_change_permission(request, obj):
            context["review"] = self._review_of(request, obj, context["adminform"].form)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _review_of(self, request: HttpRequest, record: Resource, form: forms.BaseForm) -> dict:
        """What stands beside the form; an open comment about a field also stands under that."""
        labels, comments = self._fields(request, record), list(Comment.objects.of(record))
        for comment in comments:
            comment.label = labels.get(comment.field, comment.field.replace("_", " ").capitalize())
            if comment.resolved_at is None and comment.field in form.fields:
                field = form.fields[comment.field]
                field.help_text = format_html(
                    '{} <span class="remark">{}: {}</span>', field.help_text, name_of(comment.by), comment.text
                )
        review = getattr(record, "review", None) or Review(resource=record)
        addresses = {deed: page_of(self, "review", record.pk, deed) for deed in DEEDS}
        return {
            "standing": review,
            "addresses": addresses,
            "is_open": record.is_draft,
            "is_mine": review.assignee_id == request.user.pk,
            "assign": AssignForm(initial=vars(review) | {"assignee": review.assignee_id}, auto_id="assign-%s"),
            "comments": [comment for comment in comments if comment.resolved_at is None],
            "resolved": [comment for comment in comments if comment.resolved_at],
            "comment": CommentForm(fields=labels, auto_id="comment-%s"),
            "nonce": new_key(),
            "proposals": list(Proposal.objects.waiting().of(record)),
        }

    @admin.display(description="assigned to", ordering="review__assignee__username", empty_value="nobody")
    def assignee(self, record: Resource) -> str | None:
        review = getattr(record, "review", None)
        if review is None or not (review.assignee or review.due_on):
            return None
        due = f", due {review.due_on:%Y-%m-%d}" if review.due_on and record.is_draft else ""
        return f"{name_of(review.assignee) if review.assignee else 'nobody'}{due}"


def _row(names: str | tuple[str, ...]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def _checked(form: forms.Form) -> dict:
    if not form.is_valid():
        raise ValidationError([f"{form[name].label}: {text}" for name, said in form.errors.items() for text in said])
    return form.cleaned_data
