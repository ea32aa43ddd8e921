from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat

from icpr.lib.logs.outages import Outage
from icpr.lib.stores import moving
from icpr.lib.stores.folder import FolderStorage
from resources.documents.home import is_bucket


class Command(BaseCommand):
    help = (
        "Copy all documents from the folder of VAR_DIR into the bucket that DOCUMENTS_S3_BUCKET names, compare each, "
        "and put the folder aside. Stop the servers before. Broken off, it is run again."
    )
    requires_system_checks = []  # one of them says to run this

    def add_arguments(self, parser) -> None:
        parser.add_argument("--back", action="store_true", help="from the bucket into the folder; the bucket keeps all")

    def handle(self, *, back: bool, **options) -> None:
        if not is_bucket():
            raise CommandError("No bucket is named: set DOCUMENTS_S3_BUCKET and its keys, as README says.")
        source, target = FolderStorage(), default_storage
        if back:
            source, target = target, source
        number = moved = size = 0
        try:
            for number, file in enumerate(moving.copy(source, target), start=1):
                moved, size = moved + file.is_new, size + file.size
                if not number % 1_000:
                    self.stdout.write(f"{number:,} documents ...")
        except (Outage, OSError, moving.Differs) as error:
            raise CommandError(f"Not all documents were copied; run it again. {error}") from error
        held = f"{number:,} documents, {filesizeformat(size)}"
        self.stdout.write(f"{held}, are in {target.place}; {moved:,} are new there.")
        if back:
            self.stdout.write("Remove the settings that begin with DOCUMENTS_S3_, then start the library.")
        elif number:
            self.stdout.write(f"The folder is {_aside()} now: delete it after a backup.")


def _aside() -> Path:
    """Put the folder away under a name that is free."""
    folder = settings.MEDIA_ROOT
    names = (folder.with_name(f"{folder.name}-moved{f'-{number}' if number else ''}") for number in range(1_000))
    aside = next(name for name in names if not name.exists())
    try:
        folder.rename(aside)
    except OSError as error:  # a disk of its own is mounted there
        raise CommandError(f"All are copied, but {folder} cannot be renamed ({error.strerror}): empty it.") from error
    return aside
