from django.core.management.base import BaseCommand, CommandError

from tests.sample_catalogue import CatalogueNotEmpty, load_sample_catalogue


class Command(BaseCommand):
    help = "Fill an empty database with made-up records, for measuring and for trying things out."

    def add_arguments(self, parser) -> None:
        parser.add_argument("count", type=int, help="how many records")
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same records (default: 1)")
        parser.add_argument("--add", action="store_true", help="add to a database that holds real records")

    def handle(self, *args, count: int, seed: int, add: bool, **options) -> None:
        if count < 1:
            raise CommandError("Ask for at least one record.")
        try:
            numbers = load_sample_catalogue(count, seed=seed, add=add)
        except CatalogueNotEmpty:
            raise CommandError("This database holds real records. Use another, or say --add.") from None
        self.stdout.write(f"{count:,} sample records are loaded: ICPR-{numbers[0]:06d} to ICPR-{numbers[-1]:06d}.")
