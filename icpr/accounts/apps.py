from allauth.account.apps import AccountConfig
from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class Accounts(AppConfig):
    name = "icpr.accounts"
    verbose_name = "Accounts"
    default = True

    def ready(self) -> None:
        from icpr.accounts import events, role_groups

        events.connect()
        # Sent once for each app; after the last, the permissions of all are made.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(role_groups.lay, sender=last)


class Allauth(AccountConfig):
    """allauth's own, without its demand that its middleware runs on every page: ours runs it on staff pages only."""

    default = False

    def ready(self) -> None:
        from allauth.account import checks  # noqa: F401  registers them
