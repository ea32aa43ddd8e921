"""The thread of a server process that reads documents as they come; each is read by a child process of its own."""

import logging
import threading

from django.db import DatabaseError, connection
from django.db.models import Min
from django.utils import timezone

from resources.documents.queue import alone, work
from resources.documents.store import wakers
from resources.models import DocumentText

LOOK_EVERY = 60  # seconds; other processes put files in the queue too

log = logging.getLogger(__name__)
_awake = threading.Event()
_started = threading.Lock()


def start() -> None:
    """Start the thread, once a process. It works what waits, then sleeps until a commit of this process wakes it.

    The thread is a daemon: it never keeps the server from stopping.
    A reading it leaves is taken up when its time is over.
    """
    if _started.acquire(blocking=False):
        wakers.append(_awake.set)
        threading.Thread(target=_run, name="document-reader", daemon=True).start()


def _run() -> None:
    while True:
        _awake.clear()
        _awake.wait(_round())


def _round() -> float:
    """Work the queue once. Returns how many seconds to sleep. Never raises: the thread outlives a lost database."""
    try:
        with alone(wait=True):
            for text in work():
                log.info("Document %s: %s", text.pk, text)
            return _seconds_to_next()
    except DatabaseError as error:
        log.warning("Documents are not being read: %s", error)
    except Exception:
        log.exception("Documents are not being read.")
    finally:
        connection.close()
    return LOOK_EVERY


def _seconds_to_next() -> float:
    due_at = DocumentText.objects.waiting().aggregate(due_at=Min("due_at"))["due_at"]
    if due_at is None:
        return LOOK_EVERY
    return min(max((due_at - timezone.now()).total_seconds(), 1), LOOK_EVERY)
