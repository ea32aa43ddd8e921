from django.core.management.base import BaseCommand

from icpr.outbox import claims


class Command(BaseCommand):
    help = (
        "Give up all letters that wait, for a database that was set back to an earlier moment: they may be sent since."
    )

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"Letters given up: {claims.give_up()}")
