from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from pillars.plans import expiry
from resources import search_log
from resources.documents.queue import alone, work


class Command(BaseCommand):
    help = (
        "Do what is due: warn of and delete plans nobody opens, forget old searches, "
        "read the text of documents that wait. For a timer, once a day at least; documents the server reads by itself."
    )

    def handle(self, *args, **options) -> None:
        expiry.forget()
        warned, deleted = expiry.run(timezone.localdate())
        if warned or deleted:
            self.stdout.write(f"Unused plans: {warned} warned of, {deleted} deleted.")
        if forgotten := search_log.expire():
            self.stdout.write(f"Searches forgotten after {settings.SEARCH_LOG_DAYS} days: {forgotten}")
        with alone(wait=False) as free:
            if not free:
                self.stdout.write("Documents are being read by another process.")
                return
            for text in work():
                document = text.document
                self.stdout.write(f"{document.resource.permanent_number} {document}: {text}")
