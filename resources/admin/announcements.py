"""“Notify the field” in the admin: drafted by editors, read as the letter it will be, confirmed by two publishers."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST, require_safe

from icpr.audit.models import Event
from icpr.audit.recording import record
from icpr.lib.database import row_locks
from icpr.lib.few import in_words
from icpr.lib.idempotency import new_key
from icpr.lib.mail import can_mail
from icpr.outbox import queue
from resources.admin import own_mail
from resources.following import announcing
from resources.following.announcement_letters import Writer
from resources.following.announcements import CONFIRMERS, GRACE, Announcement

WRITTEN = ("subject", "text", "records")
ONCE = "Confirmed. Another publisher has to confirm it before it is sent."
BOTH = "Confirmed by two. Its letters go out in {:.0f} minutes; until then it can be taken back whole."
AGAIN_A_DRAFT = "Taken back: it is a draft again, and nothing of it was sent."
KEPT_BACK = "Cancelled: {} letters were kept back. What had left by then cannot be called back."


@admin.register(Announcement)
class AnnouncementAdmin(admin.ModelAdmin):
    fields = WRITTEN
    list_display = ["subject", "state", "written_by", "written_at", "confirmed_at", "sent_to"]
    list_filter = ["state"]
    search_fields = ["subject", "text"]
    change_form_template = "admin/resources/announcement.html"

    def has_change_permission(self, request: HttpRequest, obj: Announcement | None = None) -> bool:
        """What two have confirmed stays as it is; it is taken back first."""
        return super().has_change_permission(request, obj) and (obj is None or obj.is_draft)

    def has_delete_permission(self, request: HttpRequest, obj: Announcement | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.is_draft)

    def get_actions(self, request: HttpRequest) -> dict:
        return {}

    def status_display_of(self, obj: Announcement) -> str:
        return obj.get_state_display()

    @admin.display(description="letters", empty_value="none yet")
    def sent_to(self, announcement: Announcement) -> str | None:
        return None if announcement.queued_for is None else in_words(announcement.queued_for)

    def save_model(self, request: HttpRequest, obj: Announcement, form, change: bool) -> None:
        """A change of what it says takes all confirmations back."""
        obj.written_by, obj.written_at = request.user, timezone.now()
        if not change:
            super().save_model(request, obj, form, change)
            record(Event.MAIL, request, subject=named(obj), detail="drafted")
            return
        with transaction.atomic():
            row_locks.lock(Announcement.objects.filter(pk=obj.pk))
            now = Announcement.objects.get(pk=obj.pk)
            if not now.is_draft:
                raise PermissionDenied
            if all(getattr(now, name) == getattr(obj, name) for name in WRITTEN):
                return
            obj.version = now.version + 1
            obj.save(update_fields=[*WRITTEN, "version", "written_by", "written_at"])
            lost = obj.confirmations.all().delete()[0]
            record(Event.MAIL, request, subject=named(obj), detail="changed" + "; confirmation taken back" * bool(lost))

    def response_post_save_add(self, request: HttpRequest, obj: Announcement) -> HttpResponse:
        return self._to_letter(obj)

    def response_post_save_change(self, request: HttpRequest, obj: Announcement) -> HttpResponse:
        return self._to_letter(obj)

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        pages = [("letter/", self.letter), ("letter.html", self.html), ("confirm/", self.confirm)]
        pages += [("take-back/", self.take_back), ("to-me/", self.to_me)]
        own = [
            path(f"<int:pk>/{address}", wrap(view), name=f"following_announcement_{view.__name__}")
            for address, view in pages
        ]
        return [*own, *super().get_urls()]

    @method_decorator(require_safe)
    def letter(self, request: HttpRequest, pk: int) -> HttpResponse:
        """How it stands, and the letter as it would be now."""
        announcement = self._found(request, pk)
        records = announcement.public_records()
        stands = announcing.standing(announcement)
        context = self.admin_site.each_context(request) | {
            "title": announcement.subject,
            "opts": self.opts,
            "announcement": announcement,
            "letter": Writer(announcement, records).letter(own_mail.nobody()),
            "not_public": announcement.not_public(records),
            "confirmed_by": announcement.confirmations.all() if not announcement.is_draft else stands,
            "needed": CONFIRMERS,
            "grace": GRACE.total_seconds() / 60,
            "followers": in_words(announcing.weekly_followers(timezone.now()).count()),
            "may_confirm": announcement.is_draft and request.user.has_perm(announcing.PERMISSION),
            "has_confirmed": request.user.pk in {each.user_id for each in stands},
            "may_take_back": announcement.may_be_cancelled and self._may_take_back(request),
            "can_mail": can_mail(),
            "is_paused": queue.is_paused(),
            "own_address": request.user.email,
            "nonce": new_key(),
        }
        return TemplateResponse(request, "admin/resources/announcement_letter.html", context)

    @method_decorator(require_safe)
    def html(self, request: HttpRequest, pk: int) -> HttpResponse:
        announcement = self._found(request, pk)
        return own_mail.as_page(Writer(announcement, announcement.public_records()).letter(own_mail.nobody()))

    @method_decorator(require_POST)
    def to_me(self, request: HttpRequest, pk: int) -> HttpResponse:
        announcement = self._found(request, pk)
        own_mail.send(request, Writer(announcement, announcement.public_records()).letter(own_mail.nobody()))
        return self._to_letter(announcement)

    @method_decorator(require_POST)
    def confirm(self, request: HttpRequest, pk: int) -> HttpResponse:
        announcement = self._found(request, pk, announcing.PERMISSION)
        version = request.POST.get("version", "")
        try:
            with transaction.atomic():
                read = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
                announcement = announcing.confirm(pk, read, request.user)
                record(Event.MAIL, request, subject=named(announcement), detail=f"confirmed, version {read}")
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            self.log_change(request, announcement, f"Confirmed, version {read}.")
            messages.success(request, ONCE if announcement.is_draft else BOTH.format(GRACE.total_seconds() / 60))
        return self._to_letter(announcement)

    @method_decorator(require_POST)
    def take_back(self, request: HttpRequest, pk: int) -> HttpResponse:
        announcement = self._found(request, pk)
        if not self._may_take_back(request):
            raise PermissionDenied
        try:
            with transaction.atomic():
                announcement, kept_back = announcing.take_back(pk)
                record(Event.MAIL, request, subject=named(announcement), detail="taken back")
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            self.log_change(request, announcement, "Taken back.")
            text = AGAIN_A_DRAFT if announcement.is_draft else KEPT_BACK.format(in_words(kept_back))
            messages.success(request, text)
        return self._to_letter(announcement)

    def _may_take_back(self, request: HttpRequest) -> bool:
        """Whoever may write one may also stop one: it is the safe thing to do."""
        return super().has_change_permission(request)

    def _found(self, request: HttpRequest, pk: int, permission: str = "") -> Announcement:
        announcement = self.get_object(request, str(pk))
        if announcement is None:
            raise Http404
        may = self.has_view_permission(request, announcement)
        if not may or (permission and not request.user.has_perm(permission)):
            raise PermissionDenied
        return announcement

    def _to_letter(self, announcement: Announcement) -> HttpResponse:
        return redirect("admin:following_announcement_letter", announcement.pk)


def named(announcement: Announcement) -> str:
    """What the audit calls it."""
    return f"Announcement {announcement.pk}: {announcement.subject}"
