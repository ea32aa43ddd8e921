"""Measures one database with one number of records, in a process of its own. Prints one line of JSON.

The parent, `tests.bench`, gives VAR_DIR, DATABASE_URL and the arguments: records, seconds a row, and perhaps
`datasette`, to measure that, too.
"""

import json
import os
import sys
import time
from pathlib import Path
from statistics import median

import django
from django.core.management import call_command

SEED = 1


def main(records: int, seconds: float, *peers: str) -> dict:
    django.setup()
    from django.conf import settings

    call_command("migrate", verbosity=0)
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        call_command("collectstatic", verbosity=0, interactive=False)
    found = {"load": load(records), "index": index_seconds()} | costs(seconds)
    return found | {"datasette": beside(seconds) if peers else {}} | serving(seconds)


def load(records: int) -> dict[str, float]:
    """Seconds by the clock and of CPU here, to load and to tidy up as a database does by itself in time."""
    from django.db import connection

    from tests.bench import plans
    from tests.sample_catalogue import load_sample_catalogue

    wall, cpu = time.perf_counter(), time.process_time()
    load_sample_catalogue(records, seed=SEED)
    result = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    plans.lay(records // 10)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return result


def index_seconds() -> float:
    from django.utils import timezone

    from resources.catalogue import facet_index

    times = []
    for _ in range(3):
        start = time.perf_counter()
        facet_index.build(timezone.now())
        times.append(time.perf_counter() - start)
    return median(times)


def costs(seconds: float) -> dict:
    """What each page costs, and what the same lists cost as usually written. Slow rows are asked for three times."""
    from icpr.wsgi import application as kept
    from tests.bench import calling, pages, usual

    rows, application = pages.rows(), kept.application  # each page is made
    ours, usually = {}, {}
    for label, addresses in rows.items():
        print(f"  {label}", file=sys.stderr, flush=True)
        before = pages.editing() if label == pages.AFTER_EDIT else None
        ours[label] = calling.measure(application, addresses, seconds=seconds, before=before).as_json()
    for label, addresses in rows.items():
        if label.startswith(("list", "search")) and label != pages.AFTER_EDIT:
            print(f"  {label}, as usually written", file=sys.stderr, flush=True)
            usually[label] = calling.measure(usual.application, addresses, seconds=seconds).as_json()
    return {"rows": ours, "usual": usually}


def beside(seconds: float) -> dict:
    """What lists, searches and records cost Datasette."""
    from django.conf import settings

    from tests.bench import datasette, pages

    library = Path(settings.DATABASES["default"]["NAME"])
    rows = {label: addresses for label, addresses in pages.rows().items() if label != pages.AFTER_EDIT}
    return datasette.costs(rows, library, library.parent, seconds)


def serving(seconds: float) -> dict:
    """Requests a second through the server, each page made, and of a bare answer of the same size; what a page costs
    the second time; memory after all that, pages kept."""
    from icpr.wsgi import application
    from tests.bench import kept, pages, serving
    from tests.bench.calling import environ

    rows = pages.rows()
    same, different = rows["list, same address"], rows["list, different filters"]
    answer = Path(os.environ["VAR_DIR"]) / "bare-answer"
    headers: list = []
    body = b"".join(application(environ(same[0]), lambda status, given, error=None: headers.extend(given)))
    answer.write_bytes(json.dumps(headers).encode() + b"\n" + body)
    with serving.served("icpr.asgi:application", {"PAGE_CACHE_MEGABYTES": "0"}) as server:
        result = {
            "same": serving.requests_per_second(server, same, seconds=seconds),
            "different": serving.requests_per_second(server, different, seconds=seconds),
            "detail": serving.requests_per_second(server, rows["detail, different records"], seconds=seconds),
            "search": serving.requests_per_second(server, rows["search ranked, different words"], seconds=seconds),
        }
    with serving.served("icpr.asgi:application", {}) as server:
        for each in ("list, different filters", "detail, different records", "search ranked, different words"):
            serving.requests_per_second(server, rows[each], seconds=seconds)
        result["seen"] = serving.requests_per_second(server, same, seconds=seconds)
        result["memory"] = serving.memory(server)
    with serving.served("tests.bench.bare:application", {"BARE_ANSWER": str(answer)}) as server:
        result["bare"] = serving.requests_per_second(server, ["/"], seconds=seconds)
    return {"served": result, "kept": kept.costs(same[0])}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icpr.settings")
    print(json.dumps(main(int(sys.argv[1]), float(sys.argv[2]), *sys.argv[3:])))
