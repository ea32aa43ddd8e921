"""Which tests have to do with the database that the suite runs on."""

from collections.abc import Iterator
from types import CodeType, FunctionType, ModuleType

import psycopg
import pytest
from django.db import connection

from tests.postgresql import ScratchServer

# What these try is not how the database is asked: what travels over a connection and how servers start and end; pages
# of staff, whose questions are those of models and operations that are tried beside; what is refused before a restore;
# which pages there are and what stands on them; what is in the opening catalogue and how well it is found; how
# templates are put together. What is of PostgreSQL alone says so by `skipif`.
ONCE = (
    "tests/icpr/accounts/",
    "tests/icpr/admin/",
    "tests/icpr/backups/test_restore.py",
    "tests/icpr/health/",
    "tests/icpr/jobs/test_server.py",
    "tests/icpr/lib/compiled/",
    "tests/icpr/server/",
    "tests/icpr/test_command_line.py",
    "tests/pillars/blueprint/test_leaks.py",
    "tests/pillars/blueprint/test_questions_page.py",
    "tests/relevance/test_corrections.py",
    "tests/relevance/test_known_items.py",
    "tests/relevance/test_vocabulary.py",
    "tests/resources/admin/",
    "tests/resources/citations/",
    "tests/resources/test_seed.py",
    "tests/test_kept_pages.py",
    "tests/test_nothing_leaks.py",
    "tests/test_page_titles.py",
    "tests/test_public_pages.py",
    "tests/test_reads_never_write.py",
)
OPENING = {"db", "transactional_db", "django_db_setup", "database_url"}  # fixtures


def meets_database(item: pytest.Function) -> bool:
    """Whether a test is skipped on one database, or may open it and is none of `ONCE`, or the database is named in what
    it calls of `tests`: there one may be treated otherwise than the other. pytest-django lets no other test open it,
    and servers that tests start take SQLite unless they are told. Of a test of many values the first stands for all."""
    if any(item.iter_markers("skipif")):
        return True
    if item.nodeid.startswith(ONCE) or (hasattr(item, "callspec") and any(item.callspec.indices.values())):
        return False
    if any(item.iter_markers("django_db")) or OPENING.intersection(item.fixturenames):
        return True
    fixtures = [each for name in item.fixturenames for each in item._fixtureinfo.name2fixturedefs.get(name, ())]
    begin = [item.function, *(each.func for each in fixtures if each.baseid not in {"", "tests"})]
    given = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return any(map(_is_database, _reached([*begin, *given])))


def _is_database(each: object) -> bool:
    return each is connection or each is psycopg or (isinstance(each, type) and issubclass(each, ScratchServer))


def _reached(begin: list) -> Iterator[object]:
    """Whatever functions and classes of `tests` name, and what that names, and so on."""
    seen, waiting = set(), list(begin)
    while waiting:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        each = getattr(each, "__wrapped__", each)
        if isinstance(each, FunctionType):
            names = {name for code in _codes(each.__code__) for name in code.co_names}
            named = [each.__globals__[name] for name in names.intersection(each.__globals__)]
            waiting += named
            for module in named:
                if isinstance(module, ModuleType) and module.__name__.startswith("tests."):
                    waiting += [vars(module)[name] for name in names.intersection(vars(module))]
        elif isinstance(each, type) and each.__module__.startswith("tests."):
            waiting += [*vars(each).values(), *each.__bases__]
        elif isinstance(each, property):
            waiting.append(each.fget)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _codes(each)
