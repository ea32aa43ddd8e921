"""The opening catalogue: the frame and the first records, from `fixtures/`."""

from django.conf import settings
from django.core.management import call_command
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError, connection
from django.utils import timezone

from icpr.lib import filling
from icpr.lib.database import analyze
from icpr.lib.database.alone import alone
from pillars.models import Pillar
from resources.fixture_errors import fixture_errors
from resources.models import Catalogue, Resource
from resources.search import indexing


def fixtures() -> list[str]:
    """The files of the opening catalogue in the order they are loaded, as `loaddata` names them."""
    folder = settings.BASE_DIR / "fixtures"
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.json"))


class FixturesRefused(Exception):
    """Raised when fixtures are not fit to load; `errors` says for each fault file, line and reason."""

    def __init__(self, errors: list[str]):
        super().__init__("\n".join(errors))
        self.errors = errors


def load_opening_catalogue() -> int:
    """Load `fixtures/` into an empty database, all or nothing.
    Returns the number of records, 0 if there were any before. Raises `FixturesRefused`, and loads nothing.

    The records appear at the moment of loading: that is the day this library opened.
    """
    if Resource.objects.exists() or Pillar.objects.exists():
        return 0
    with alone():  # two servers that start together load it once
        return _load() if not (Resource.objects.exists() or Pillar.objects.exists()) else 0


def _load() -> int:
    folder, names = settings.BASE_DIR / "fixtures", fixtures()
    if errors := fixture_errors(folder, names):
        raise FixturesRefused(errors)
    with indexing.deferred():
        try:
            call_command(filling.Command(), *names, verbosity=0)
        except (DeserializationError, DatabaseError) as error:
            raise FixturesRefused(fixture_errors(folder, names, with_constraints=True) or [str(error)]) from error
        Resource.objects.published().update(publish_at=timezone.now())
        Catalogue.remember_number(Resource.objects.latest("number").number)
    analyze.refresh(connection)  # without it SQLite reads all published records to fetch twenty by key
    return Resource.objects.count()
