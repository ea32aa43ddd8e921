"""/metrics: the figures of this server for Prometheus, given to whoever has METRICS_TOKEN and to nobody else."""

import logging
import os
import platform
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import django
from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from icpr import build
from icpr.health import figures
from icpr.jobs.registry import each_process
from icpr.lib.metrics import counting, shared_files
from icpr.version import version

PATH = "/metrics"
EVERY = 5  # seconds: so old are the figures of a process that is asked nothing

log = logging.getLogger(__name__)


def begin() -> None:
    """Have this process count, if METRICS_TOKEN is set: with the others of its server, if there are any."""
    if not settings.METRICS_TOKEN:
        return
    folder = os.environ.get(shared_files.FOLDER)
    try:
        counting.begin(Path(folder) if folder else None)
    except OSError as error:
        log.warning("This process counts nothing for %s: %s", PATH, error)
    else:
        each_process("measure", every=EVERY)(figures.measure)


def is_asked_for(request: HttpRequest) -> bool:
    """Whether somebody who may asks for the figures."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    is_let_in = scheme.lower() == "bearer" and constant_time_compare(token.strip(), settings.METRICS_TOKEN)
    return bool(settings.METRICS_TOKEN) and is_let_in and counting.meters() is not None


def answer(request: HttpRequest) -> HttpResponse:
    """The figures, for a request that `is_asked_for`."""
    from prometheus_client import CONTENT_TYPE_LATEST, generate_latest  # an extra

    figures.measure()
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "X-Robots-Tag": "noindex"}
    return HttpResponse(generate_latest(_Whole()), content_type=CONTENT_TYPE_LATEST, headers=headers)


def refused(request: HttpRequest) -> HttpResponse:
    """The address for everybody else, as if nothing were there. Raises Http404."""
    raise Http404


class _Whole:
    """What was counted and what stands now, as prometheus-client writes it out."""

    def collect(self) -> Iterator:
        from prometheus_client.core import GaugeMetricFamily

        yield from counting.meters().registry().collect()
        families: dict[str, GaugeMetricFamily] = {}
        for name, about, value, labels in [*figures.now(), figures.Figure("info", "What runs here.", 1, _versions())]:
            names, values = zip(*labels, strict=True) if labels else ((), ())
            family = families.setdefault(name, GaugeMetricFamily(f"icpr_{name}", about, labels=names))
            family.add_metric(values, value)
        yield from families.values()


@cache
def _versions() -> tuple[tuple[str, str], ...]:
    return (
        ("version", version()),
        ("build", build.identity()),
        ("django", django.get_version()),
        ("python", platform.python_version()),
        ("database", connection.vendor),
    )
