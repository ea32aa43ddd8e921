"""Measures what it costs to tell 10,000 subscriptions of 500 changes: `python -m tests.bench.digests`.

The sample catalogue of so many records; followers with one to three subscriptions each, of 3,000 different addresses:
filters, words, both, terms, records. Of the changes half are new records, a quarter notes of editors, a quarter minor.
Prints seconds of CPU of this process and of the database server, letters, and their sizes.
"""

import argparse
import cProfile
import os
import pstats
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from random import Random

from tests.bench.__main__ import address

SEED = 1


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.digests", description=__doc__)
    parser.add_argument("--databases", type=lambda text: text.split(","), default=["sqlite", "postgresql"])
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--subscriptions", type=int, default=10_000)
    parser.add_argument("--addresses", type=int, default=3_000)
    parser.add_argument("--changes", type=int, default=500)
    parser.add_argument("--profile", action="store_true", help="say where the time goes")
    options = parser.parse_args()
    if os.environ.get("BENCH_DIGESTS"):
        return measure(options)
    for database in options.databases:
        with ExitStack() as stack:
            var = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="icpr-bench-")))
            url = address(database, options.records, var, stack)
            known = {
                "DATABASE_URL": url,
                "VAR_DIR": str(var),
                "ENVIRONMENT": "development",
                "DEBUG": "0",
                "DJANGO_SETTINGS_MODULE": "icpr.settings",
            }
            print(database, flush=True)
            command = [sys.executable, "-m", "tests.bench.digests", *sys.argv[1:]]
            subprocess.run(command, env=os.environ | known | {"BENCH_DIGESTS": "1"}, check=True)
    return None


def measure(options: argparse.Namespace) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    from resources.following import digests
    from tests.bench.calling import cpu_of, server_process
    from tests.resources.following.followers import lease
    from tests.sample_catalogue import load_sample_catalogue

    call_command("migrate", verbosity=0)
    load_sample_catalogue(options.records, seed=SEED)
    random = Random(SEED)
    with transaction.atomic():
        follow(random, options.subscriptions, options.addresses)
        change(random, options.changes)
    server, profile = server_process(), cProfile.Profile()
    wall, cpu, there = time.perf_counter(), time.process_time(), cpu_of(server)
    if options.profile:
        profile.enable()
    number = digests.tell(lease())
    profile.disable()
    wall, cpu, there = time.perf_counter() - wall, time.process_time() - cpu, cpu_of(server) - there
    print(f"  {number:,} letters in {wall:.1f} s; CPU {cpu:.1f} s here, {there:.1f} s of the server; {sizes()}")
    if options.profile:
        pstats.Stats(profile).sort_stats("cumulative").print_stats(60)


def follow(random: Random, subscriptions: int, addresses: int) -> None:
    from django.utils import timezone

    from resources.following.models import STOP, Follower, Level, Rhythm, Subscription, sealed_token

    now, rows = timezone.now(), []
    chosen: dict[str, None] = {}
    while len(chosen) < addresses:
        chosen[one_address(random)] = None
    chosen = list(chosen)
    while len(rows) < subscriptions:
        follower = Follower.objects.make(f"reader{len(rows)}@example.org")
        for followed in random.sample(chosen, random.choice([1, 1, 1, 2, 3])):
            stop_hash, stop_sealed = sealed_token(STOP)
            rows.append(
                Subscription(
                    follower=follower,
                    address=followed,
                    title="What is followed",
                    rhythm=random.choice([Rhythm.WEEKLY, Rhythm.WEEKLY, Rhythm.DAILY, Rhythm.AT_ONCE]),
                    level=random.choice([Level.MAJOR, Level.MAJOR, Level.ALL]),
                    confirmed_at=now,
                    told_until=now - timedelta(days=15),
                    stop_hash=stop_hash,
                    stop_sealed=stop_sealed,
                )
            )
    Subscription.objects.bulk_create(rows[:subscriptions], batch_size=500)


def one_address(random: Random) -> str:
    """What somebody may follow."""
    from resources.catalogue.criteria import Criteria
    from resources.relations import BY_FACET
    from tests.sample_catalogue.vocabulary import SUBJECT_WORDS

    def slug(facet: str) -> str:
        model = BY_FACET[facet].model
        if model not in SLUGS:
            SLUGS[model] = list(model.objects.values_list("slug", flat=True))
        return random.choice(SLUGS[model])

    words = " ".join(random.sample(SUBJECT_WORDS, random.choice([1, 1, 2])))
    match random.randrange(6):
        case 0:
            asked = Criteria(q=words)
        case 1:
            asked = Criteria(q=words, values={"kind": (random.choice(["report", "guide", "webinar"]),)})
        case 2:
            asked = Criteria(values={"pillar": (slug("pillar"),)}, since=random.randint(1990, 2026))
        case 3:
            asked = Criteria(values={"tag": (slug("tag"),)})
        case 4:
            asked = Criteria(values={"publisher": (slug("publisher"),), "kind": ("report",)})
        case _:
            return f"/r/ICPR-{number(random):06}/"
    return f"/resources/{asked.query_string()}"


def number(random: Random) -> int:
    """The permanent number of a public record."""
    from resources.models import Resource

    if "numbers" not in SLUGS:
        SLUGS["numbers"] = list(Resource.objects.published().values_list("number", flat=True))
    return random.choice(SLUGS["numbers"])


SLUGS: dict = {}


def change(random: Random, number: int) -> None:
    """Have so many records changed, on five days of the weeks before."""
    from django.utils import timezone

    from resources.models import ChangeNote, RecordClock, Resource

    now = timezone.now()
    RecordClock.objects.update(written_at=now - timedelta(days=300), told_at=None)
    Resource.objects.filter(publish_at__gt=now - timedelta(days=30)).update(publish_at=now - timedelta(days=300))
    RecordClock.objects.update(written_at=now - timedelta(days=300))
    keys = random.sample(list(Resource.objects.published().values_list("pk", flat=True)), number)
    moments = [now - timedelta(days=day, minutes=20) for day in (8, 9, 10, 11, 12)]
    for place, pk in enumerate(keys):
        moment = random.choice(moments)
        if place % 4 < 2:
            Resource.objects.filter(pk=pk).update(publish_at=moment)
        elif place % 4 == 2:
            note = ChangeNote.objects.create(resource_id=pk, told_at=moment, text="A new chapter on training.")
            RecordClock.objects.filter(record=pk).update(told_at=note.told_at)
        RecordClock.objects.filter(record=pk).update(written_at=moment)


def sizes() -> str:
    from icpr.outbox.letters import opened
    from icpr.outbox.models import Content

    lengths = sorted(
        len(opened(each).html.encode()) for each in Content.objects.values_list("sealed", flat=True)[:2_000]
    )
    return f"HTML of {lengths[len(lengths) // 2] // 1000} kB, at most {lengths[-1] // 1000} kB"


if __name__ == "__main__":
    main()
