"""Which tests have to do with the database that the suite runs on."""

import psycopg
import pytest
from django.db import connection

from tests.postgresql import ScratchServer

OPENING = {"db", "transactional_db", "django_db_setup", "database_url"}  # fixtures


def meets_database(item: pytest.Function) -> bool:
    """Whether a test may open it, or the database is named where it or a fixture of its own folders is written: there
    one may be treated otherwise than the other. pytest-django lets no other test open it, and servers that tests start
    take SQLite unless they are told."""
    if item.get_closest_marker("django_db") or OPENING.intersection(item.fixturenames):
        return True
    fixtures = [each for name in item.fixturenames for each in item._fixtureinfo.name2fixturedefs.get(name, ())]
    near = [each.func.__globals__ for each in fixtures if each.baseid not in {"", "tests"}]
    return any(_names_it(each) for names in [vars(item.module), *near] for each in names.values())


def _names_it(each: object) -> bool:
    return each is connection or each is psycopg or (isinstance(each, type) and issubclass(each, ScratchServer))
