from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from resources.dump.loading import load
from resources.dump.reading import DumpRefused


class Command(BaseCommand):
    help = "Fill an empty database with the public catalogue of another library, from its dump: all or nothing."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path, help="catalogue.jsonl, with terms.jsonl beside it, or their folder")

    def handle(self, *args, file: Path, **options) -> None:
        try:
            count = load(file)
        except DumpRefused as refused:
            raise CommandError("\n".join(["The dump was not loaded:", *refused.faults])) from refused
        self.stdout.write(f"The dump is loaded: {count:,} records.")
