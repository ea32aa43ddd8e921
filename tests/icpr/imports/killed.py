"""An import whose worker is killed while it is done, in a database of its own. Prints what others then see, as JSON.

Run as `python -m tests.icpr.imports.killed`, with DATABASE_URL of an empty database.
"""

import json
import os
import signal

import django
from django.conf import settings

settings.DATABASES["default"].get("OPTIONS", {}).pop("pool", None)  # its threads would not survive a fork
django.setup()
OTHERS = ("accounts", "admin", "auth", "contenttypes", "mfa", "account", "reversion", "taggit")
LABELS = [*OTHERS, *(label.rpartition(".")[2] for label in settings.INSTALLED_APPS)]
settings.MIGRATION_MODULES = dict.fromkeys(LABELS)  # tables as they are now, made at once

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from reversion.models import Version  # noqa: E402

from icpr.imports import applying, intake, work  # noqa: E402
from icpr.imports.models import Import  # noqa: E402
from icpr.operations.models import Operation  # noqa: E402
from pillars.blueprint.exchange import EXAMPLES  # noqa: E402
from pillars.models import AgencyExample  # noqa: E402
from tests.factories import make_item  # noqa: E402

LINES, KILLED_AT = 30, 20


def killed(file: Import) -> None:
    """Do the import in a process that is killed in the midst of it."""
    calls = 0

    def held() -> None:
        nonlocal calls
        calls += 1
        if calls == KILLED_AT:
            os.kill(os.getpid(), signal.SIGKILL)

    connection.close()
    if (pid := os.fork()) == 0:
        work.work_all(lambda: None, held)
        os._exit(0)
    assert os.WIFSIGNALED(os.waitpid(pid, 0)[1])


def seen() -> dict:
    return {
        "state": Import.objects.get().state,
        "examples": AgencyExample.objects.count(),
        "versions": Version.objects.count(),
        "operations": Operation.objects.count(),
    }


def main() -> list[dict]:
    call_command("migrate", run_syncdb=True, verbosity=0)
    user, item = User.objects.create_superuser("root"), make_item(number="1.1")
    lines = [f"Item {item.number},Town {n},https://example.org/{n},They did.,A story" for n in range(LINES)]
    text = "\n".join(["item,agency,url,summary,source_title", *lines])
    file = intake.receive(EXAMPLES, user, "a.csv", text.encode())
    work.work_all(lambda: None, lambda: None)
    file.refresh_from_db()
    assert applying.confirm(file, user, file.looks)
    killed(file)
    told = [seen()]
    work.work_all(lambda: None, lambda: None)
    return [*told, seen()]


if __name__ == "__main__":
    print(json.dumps(main()))
