"""The addresses of an admin's pages."""

from django.contrib.admin import ModelAdmin
from django.urls import reverse


def page_of(admin: ModelAdmin, page: str, *args) -> str:
    """The address of a page of an admin, such as "changelist", or "change" with the key of a row."""
    return reverse(f"{admin.admin_site.name}:{admin.opts.app_label}_{admin.opts.model_name}_{page}", args=args)
