from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ResourcesConfig(AppConfig):
    name = "resources"
    verbose_name = "Catalogue"

    def ready(self) -> None:
        from resources import versioning
        from resources.extraction import pages, pages_changed
        from resources.search import indexing

        indexing.connect()
        pages.connect()
        pages_changed.connect(indexing.index_pages)
        post_migrate.connect(versioning.install, sender=self)
