"""Other names of terms, and the pages on which two terms are made one, an author is renamed, and pairs are proposed."""

from functools import partial
from hashlib import sha256

import reversion
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from reversion.models import Version

from icpr.admin.history import HistoryAdmin
from icpr.admin.operations import tell
from icpr.lib.history import revisions
from icpr.operations.forms import ReasonForm
from resources.admin.term_forms import AliasForm, MergeForm
from resources.models import Resource
from resources.terms.finding import Term
from resources.terms.merging import Written, merge, merge_author
from resources.terms.models import MERGE, Alias, Distinct, TermKind, kind_of
from resources.terms.near import pairs
from resources.terms.uses import Uses, other_names, records_with, uses_of

MOST_SHOWN = 50


@admin.register(Alias)
class AliasAdmin(HistoryAdmin):
    """Names are added and deleted, and come back; those a term had before are among them."""

    form = AliasForm
    fields = ["kind", "of", "name"]
    list_display = ["name", "kind", "now", "is_former", "added_at"]
    list_filter = ["kind", "is_former"]
    search_fields = ["name"]
    list_per_page = 100
    change_list_template = "admin/terms/names.html"

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("merge/", view(self.merge_view), name="terms_alias_merge"),
            path("near/", view(self.near_view), name="terms_alias_near"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Alias]:
        return super().get_queryset(request).with_present_name()

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        return super().get_search_results(request, queryset, search_term.replace("\x00", " "))

    def has_change_permission(self, request: HttpRequest, obj: Alias | None = None) -> bool:
        return False

    def may_put_back(self, request: HttpRequest, record: Alias | None) -> bool:
        return record is None and self.has_add_permission(request)

    def restore(self, request: HttpRequest, version: Version, comment: str) -> tuple[Alias, list[str]]:
        """With what no form shows: whose name it is."""
        alias = revisions.record_in(version)
        alias.full_clean()
        with revisions.recorded(request.user, comment, explicit=True):
            alias.save(force_insert=True)
            reversion.add_to_revision(alias)
        return alias, []

    @admin.display(description="stands for")
    def now(self, alias: Alias) -> str:
        return alias.now or "what is deleted"

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        return super().changelist_view(request, {"may_merge": request.user.has_perm(MERGE)} | (extra_context or {}))

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        """Asks which two, shows what that touches, and does it when it is confirmed and still true."""
        if not request.user.has_perm(MERGE):
            raise PermissionDenied
        form = MergeForm(request.POST or None, initial=request.GET.dict())
        why = ReasonForm(request.POST if "confirmed" in request.POST else None)
        if request.method != "POST" or not form.is_valid():
            return self._page(request, "admin/terms/merge.html", "Merge or rename a term", form=form)
        gone = form.cleaned_data["gone_term"]
        into = form.cleaned_data["kept_term"] or form.cleaned_data["written"]
        seen = digest_of(gone, into)
        if request.POST.get("seen") == seen and why.is_valid():
            return self._merge(request, gone, into, why.cleaned_data["why"])
        is_stale = "confirmed" in request.POST and not why.errors
        shown = {"form": form, "why": why["why"], "seen": seen, "gone": gone, "into": into, "is_stale": is_stale}
        shown |= {"uses": self._uses(gone, into), "names": other_names(gone.kind, gone.value)}
        return self._page(request, "admin/terms/merge_preview.html", f"“{gone}” becomes “{into}”", **shown)

    def _uses(self, gone: Term, into: Term | Written) -> Uses:
        value = into.key if isinstance(into, Written) else into.value
        return uses_of(gone.kind, gone.value, gone.name, "" if value == gone.key else value)

    def _merge(self, request: HttpRequest, gone: Term, into: Term | Written, why: str) -> HttpResponse:
        how = {"user": request.user, "reason": why}
        how["log"] = partial(self.admin_site.get_model_admin(Resource).log_change, request)
        try:
            if isinstance(into, Written):
                made = merge_author(gone.key, gone.name, into, **how)
            else:
                made = merge(gone.kind, gone.row, into.row, **how)
        except ValidationError as refusal:
            self.message_user(request, f"Nothing was changed. {' '.join(refusal.messages)}", messages.ERROR)
            return redirect(request.path)
        tell(request, made.operation.name, made.operation)
        return redirect("admin:terms_alias_changelist")

    def near_view(self, request: HttpRequest) -> HttpResponse:
        """The pairs of a kind that may be one. Sent, two of them are said to be distinct."""
        if not request.user.has_perm(MERGE):
            raise PermissionDenied
        given = request.POST if request.method == "POST" else request.GET
        if (name := given.get("kind", TermKind.TAG.value)) not in TermKind.values:
            raise Http404
        kind = TermKind(name)
        if request.method == "POST":
            return self._part(request, kind)
        found = pairs(kind)
        kinds = [(each, f"{request.path}?{urlencode({'kind': each.value})}") for each in TermKind]
        rows = [
            (pair, merge_address(kind, pair.gone, pair.kept), merge_address(kind, pair.kept, pair.gone))
            for pair in found
        ]
        shown = {"kind": kind, "kinds": kinds, "rows": rows[:MOST_SHOWN], "more": len(rows) - MOST_SHOWN}
        return self._page(request, "admin/terms/near.html", "Terms that may be one", **shown)

    def _part(self, request: HttpRequest, kind: TermKind) -> HttpResponse:
        for pair in pairs(kind):
            if [*pair.keys] == sorted((request.POST.get("one", ""), request.POST.get("other", ""))):
                one, other = pair.keys
                Distinct.objects.get_or_create(kind=kind, one=one, other=other, defaults={"by": request.user})
                text = f"“{pair.gone.name}” and “{pair.kept.name}” are two, and not proposed again."
                self.message_user(request, text, messages.SUCCESS)
        return redirect(f"{request.path}?{urlencode({'kind': kind.value})}")

    def _page(self, request: HttpRequest, template: str, title: str, **more) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        return TemplateResponse(request, template, context | more)


def digest_of(gone: Term, into: Term | Written) -> str:
    """Of what a merge would change, so that nothing is changed that was not shown."""
    records = sorted(records_with(gone.kind, gone.value).values_list("pk", flat=True))
    there = (into.kind, into.key) if isinstance(into, Term) else (str(into), into.organization, into.family_name)
    return sha256(repr((gone.kind, gone.key, gone.name, there, records)).encode()).hexdigest()


def merge_address(kind: TermKind, gone, kept) -> str:
    """The page that asks, filled in with two terms. Authors are named as they are written, others as in addresses."""
    word = "name" if kind is TermKind.AUTHOR else "slug"
    asked = {"kind": kind.value, "gone": getattr(gone, word), "kept": getattr(kept, word)}
    return f"{reverse('admin:terms_alias_merge')}?{urlencode(asked)}"


def merge_address_of(row: Model) -> str:
    """The page that asks, for a term that goes."""
    asked = {"kind": kind_of(type(row)).value, "gone": row.slug}
    return f"{reverse('admin:terms_alias_merge')}?{urlencode(asked)}"
