from django.core.management.base import BaseCommand, CommandError

from resources.seed import FixturesRefused, load_opening_catalogue

MOST_TOLD = 20


class Command(BaseCommand):
    help = "Load the opening catalogue of fixtures/ into an empty database; does nothing when there is any record."

    def handle(self, *args, **options) -> None:
        try:
            count = load_opening_catalogue()
        except FixturesRefused as refused:
            more = [f"And {len(refused.errors) - MOST_TOLD} more."] if len(refused.errors) > MOST_TOLD else []
            lines = ["The opening catalogue was not loaded:", *refused.errors[:MOST_TOLD], *more]
            raise CommandError("\n".join(lines)) from refused
        if count:
            self.stdout.write(f"The opening catalogue is loaded: {count} records.")
        else:
            self.stdout.write("The catalogue already holds records; nothing was loaded or changed.")
