from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.db.backends.signals import connection_created


class IcprConfig(AppConfig):
    name = "icpr"
    default = True

    def ready(self) -> None:
        from icpr import checks  # noqa: F401  registers the numbered checks
        from icpr.lib import folded_lookup

        connection_created.connect(folded_lookup.register)


class AdminSite(admin.AdminConfig):
    """Django's admin with the library's own site."""

    default = False
    default_site = "icpr.admin_site.LibraryAdminSite"
