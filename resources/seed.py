"""The opening catalogue: the frame and the first records, from `fixtures/`."""

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from icpr.lib.database import analyze
from pillars.models import Pillar
from resources.models import Catalogue, Resource
from resources.search import indexing


def fixtures() -> list[str]:
    """The files of the opening catalogue in the order they are loaded, as `loaddata` names them."""
    folder = settings.BASE_DIR / "fixtures"
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.json"))


def load_opening_catalogue() -> int:
    """Load `fixtures/` into an empty database, all or nothing.
    Returns the number of records, 0 if there were any before.

    The records appear at the moment of loading: that is the day this library opened.
    """
    if Resource.objects.exists() or Pillar.objects.exists():
        return 0
    with indexing.deferred():
        call_command("loaddata", *fixtures(), verbosity=0)
        Resource.objects.published().update(publish_at=timezone.now())
        Catalogue.remember_number(Resource.objects.latest("number").number)
    analyze.refresh(connection)  # without it SQLite reads all published records to fetch twenty by key
    return Resource.objects.count()
