from django.apps import AppConfig


class Feedback(AppConfig):
    name = "resources.feedback"
    verbose_name = "Readers"

    def ready(self) -> None:
        from resources.feedback import letters

        letters.connect()
