from django.apps import AppConfig


class Terms(AppConfig):
    name = "resources.terms"

    def ready(self) -> None:
        from resources.terms import aliases

        aliases.connect()
