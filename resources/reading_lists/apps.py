from django.apps import AppConfig


class ReadingLists(AppConfig):
    name = "resources.reading_lists"
