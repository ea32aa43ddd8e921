from django.core.management.base import BaseCommand

from resources.seed import load_opening_catalogue


class Command(BaseCommand):
    help = "Load the opening catalogue of fixtures/ into an empty database; does nothing when there is any record."

    def handle(self, *args, **options) -> None:
        count = load_opening_catalogue()
        if count:
            self.stdout.write(f"The opening catalogue is loaded: {count} records.")
        else:
            self.stdout.write("The catalogue already holds records; nothing was loaded or changed.")
