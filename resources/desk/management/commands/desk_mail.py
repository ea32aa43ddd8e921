from django.core.management.base import BaseCommand

from resources.desk import weekly
from resources.review.telling import staff_with


class Command(BaseCommand):
    help = "Show the weekly letters about the quality desk as they would be written now. Nothing is sent."

    def handle(self, *args, **options) -> None:
        for user in staff_with(weekly.PERMISSION):
            if standings := weekly.waiting(user):
                self.stdout.write(f"To {user.get_username()}: {weekly.subject_of(standings)}\n")
                self.stdout.write(weekly.text_of(standings))
            else:
                self.stdout.write(f"To {user.get_username()}: no letter, for nothing of theirs waits.\n")
