from django.apps import AppConfig


class Following(AppConfig):
    name = "resources.following"

    def ready(self) -> None:
        from resources.following import forgetting

        forgetting.connect()
