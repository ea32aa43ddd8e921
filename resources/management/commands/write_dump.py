from django.core.management.base import BaseCommand

from resources.dump import keeping, writing


class Command(BaseCommand):
    help = "Make the dump of the public catalogue now; the jobs make it each night."

    def handle(self, *args, **options) -> None:
        count = writing.write()
        where = f"{keeping.present().name} in {keeping.store().place}"
        self.stdout.write(f"The dump is made, with {count:,} records: {where}.")
