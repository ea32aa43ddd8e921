"""The site behind its front, as `python -m icpr.server` serves it."""

import multiprocessing
import signal

from icpr.wsgi import application as wsgi  # first: it sets Django up

# isort: split
from django.conf import settings

from icpr.health import readiness
from icpr.jobs import runner
from icpr.server.application import Front
from icpr.server.supervision import end_with_parent

application = Front(
    wsgi,
    threads=settings.THREADS,
    form_threads=settings.FORM_THREADS,
    at_once={"/healthz"},
    on_start=readiness.begin,
    on_stop=runner.stop,
)
if multiprocessing.parent_process() is not None:  # a worker, which would hold the port alone
    end_with_parent(signal.SIGKILL)
