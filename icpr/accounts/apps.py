from allauth.account.apps import AccountConfig
from django.apps import AppConfig


class Accounts(AppConfig):
    name = "icpr.accounts"
    verbose_name = "Accounts"
    default = True

    def ready(self) -> None:
        from icpr.accounts import events

        events.connect()


class Allauth(AccountConfig):
    """allauth's own, without its demand that its middleware runs on every page: ours runs it on staff pages only."""

    default = False

    def ready(self) -> None:
        from allauth.account import checks  # noqa: F401  registers them
