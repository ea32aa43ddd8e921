from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ResourcesConfig(AppConfig):
    name = "resources"
    verbose_name = "Catalogue"

    def ready(self) -> None:
        from icpr.lib import cards
        from resources import tombstones, triggers
        from resources.documents import store
        from resources.search import indexing

        cards.register(self.get_model("Resource"), "resources/_row.html", "resource", line="resources/_line.html")
        indexing.connect()
        tombstones.connect()
        store.connect()
        store.pages_changed.connect(indexing.index_pages)
        post_migrate.connect(triggers.install, sender=self)
