from django.apps import AppConfig, apps
from django.contrib.admin import apps as admin_apps
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate


class IcprConfig(AppConfig):
    name = "icpr"
    default = True

    def ready(self) -> None:
        from icpr import checks, migration_state  # noqa: F401  registers the numbered checks
        from icpr.admin import operations, uses  # noqa: F401  registers an entry of the admin, which no app of its own can
        from icpr.lib.database import folded_lookup, pooler

        connection_created.connect(folded_lookup.register)
        # Sent once for each app; this is one with models.
        post_migrate.connect(uses.make_content_types, sender=apps.get_app_config("contenttypes"))
        post_migrate.connect(pooler.limit_lock_waits, sender=apps.get_app_config("contenttypes"))
        pre_migrate.connect(migration_state.refuse_others, sender=apps.get_app_config("contenttypes"))


class AdminSite(admin_apps.AdminConfig):
    """Django's admin with the library's own site."""

    default = False
    default_site = "icpr.admin_site.LibraryAdminSite"
