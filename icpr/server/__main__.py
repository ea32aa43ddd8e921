"""Runs it: `python -m icpr.server`, by HOST, PORT, WORKERS and THREADS of the settings, or another application."""

import logging
import logging.config
import os
import resource
import sys

import uvicorn
from django.conf import settings
from uvicorn.supervisors import Multiprocess

from icpr.lib.metrics import shared_files
from icpr.server.listening import Address
from icpr.server.protocol import StrictProtocol

SITE = "icpr.asgi:application"
CONNECTIONS = 16_384  # that the system may have to hold for a process, half-open ones and files included


def main(application: str = SITE) -> None:
    """Serve an ASGI application, by its import name, until told to stop. What is being answered then has 6 s."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icpr.settings")
    logging.config.dictConfig(settings.LOGGING)
    allow_many_connections()
    share_figures()
    config = uvicorn.Config(
        application,
        host=settings.HOST,
        port=settings.PORT,
        workers=settings.WORKERS,
        http=StrictProtocol,
        loop="uvloop",
        ws="none",
        lifespan="auto",  # so that the application is told of a stop, after the last answer
        proxy_headers=False,  # `icpr.lib.http.caller` and Django's settings say what is believed of a proxy
        server_header=False,
        access_log=False,
        log_config=None,
        backlog=4_096,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=6,
        timeout_worker_healthcheck=30,
    )
    if settings.WORKERS == 1:
        uvicorn.Server(config).run()
        return
    config.bind_socket().close()  # ends this process with a line when somebody else listens there
    Multiprocess(config, sockets=[Address(settings.HOST, settings.PORT)]).run()


def share_figures() -> None:
    """Give the workers a folder for what they count, if anybody may ask for it. Without room they serve, and count
    nothing."""
    os.environ.pop(shared_files.FOLDER, None)
    if not settings.METRICS_TOKEN or settings.WORKERS == 1:
        return
    try:
        shared_files.prepare(settings.WORKERS, shared_files.IN_MEMORY, settings.VAR_DIR / "metrics")
    except OSError as error:
        logging.getLogger("icpr.server").warning("Nothing is counted for /metrics: %s", error.strerror or error)
        del os.environ["METRICS_TOKEN"]  # for the workers, which read the settings anew


def allow_many_connections() -> None:
    """Raise the number of open files to `CONNECTIONS`, or as far as the system lets this account."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = CONNECTIONS if hard == resource.RLIM_INFINITY else min(CONNECTIONS, hard)
    if soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


if __name__ == "__main__":
    main(*sys.argv[1:2])
