from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from icpr.lib.logs.outages import Outage
from resources.documents import orphans


class Command(BaseCommand):
    help = (
        "Name the uploads that neither a document nor a former version of one names, as forms leave them that broke "
        "off. Make a backup before you delete them."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--delete", action="store_true", help="delete them for good")
        parser.add_argument("--days", type=int, default=7, help="only those older than so many days, 1 or more")

    def handle(self, *, delete: bool, days: int, **options) -> None:
        if not 1 <= days <= 10_000:
            raise CommandError("--days must be from 1 to 10000: a younger one may belong to a form that is open.")
        try:
            found = orphans.find(timezone.now(), older=timedelta(days=days))
            for name, size in found.orphans.items():
                self.stdout.write(f"{name}  {filesizeformat(size)}")
            if delete:
                orphans.delete(found)
        except (Outage, OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        deed = "deleted" if delete else "named by nothing; --delete deletes them"
        self.stdout.write(f"{len(found.orphans)} of {found.uploads} uploads older than {days} days: {deed}.")
