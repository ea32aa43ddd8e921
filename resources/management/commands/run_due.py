from django.conf import settings
from django.core.management.base import BaseCommand

from resources import search_log
from resources.extraction.queue import alone, work


class Command(BaseCommand):
    help = "Do what is due: read the text of documents that wait, forget old searches. For a timer, where no server does it."

    def handle(self, *args, **options) -> None:
        if forgotten := search_log.expire():
            self.stdout.write(f"Searches forgotten after {settings.SEARCH_LOG_DAYS} days: {forgotten}")
        with alone(wait=False) as free:
            if not free:
                self.stdout.write("Documents are being read by another process.")
                return
            for text in work():
                document = text.document
                self.stdout.write(f"{document.resource.permanent_number} {document}: {text}")
