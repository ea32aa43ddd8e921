from django.contrib import admin

from icpr.audit.models import AuditEntry
from icpr.lib.read_only_admin import ReadOnlyAdmin


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """A list to read. Nobody adds, changes or deletes a row here, superusers included."""

    list_display = ("at", "event", "username", "subject", "detail", "address")
    list_filter = ("event", ("at", admin.DateFieldListFilter), ("user", admin.RelatedOnlyFieldListFilter))
    search_fields = ("username", "subject", "detail", "address")
    date_hierarchy = "at"
    fields = readonly_fields = ("at", "event", "username", "subject", "detail", "address")
    list_per_page = 100
    show_full_result_count = False
