from django.core.management.base import BaseCommand

from resources.extraction.queue import alone, work


class Command(BaseCommand):
    help = "Do what is due: read the text of documents that wait. For a timer, where the server does not do it itself."

    def handle(self, *args, **options) -> None:
        with alone(wait=False) as free:
            if not free:
                self.stdout.write("Documents are being read by another process.")
                return
            for text in work():
                document = text.document
                self.stdout.write(f"{document.resource.permanent_number} {document}: {text}")
