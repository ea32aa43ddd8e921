"""Lines of the log: without secrets of addresses and without personal data, as text or as JSON,
and no flood of refusals."""

import json
import logging
import re
import time
from contextvars import ContextVar
from datetime import UTC, datetime
from threading import Lock

from icpr.lib.http import secret_addresses

# What names the request that is being answered, in the log and to a reader who meets an error; "" outside of one.
request_id: ContextVar[str] = ContextVar("request_id", default="")

MAILBOX = re.compile(r"[\w.+-]+@(?:[\w-]+\.)*\w[\w-]*")
# What PostgreSQL adds to an error: the row that was refused, with all it holds.
ROW = re.compile(r"^DETAIL:.*?(?=^(?:HINT|CONTEXT|QUERY|LINE \d+):|^\n(?:During|The above)|^Traceback|\Z)", re.M | re.S)
LONGEST_REFUSAL = 300  # characters


def discreet(text: str) -> str:
    """A text without what the log must not hold."""
    return MAILBOX.sub("…@…", ROW.sub("DETAIL: …\n", secret_addresses.hide(text)))


class DiscreetFormatter(logging.Formatter):
    """A line of text with its traceback; what the format calls `reference` names the request, if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        record.reference = f" [{found}]" if (found := request_id.get()) else ""
        return discreet(super().format(record))


class JsonFormatter(logging.Formatter):
    """One JSON object a line: `time`, `level`, `logger`, `message`, within a request `request_id`, after a fault
    `exception`, and whatever a record brings along as `fields`."""

    def format(self, record: logging.LogRecord) -> str:
        found = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": discreet(record.getMessage()),
        }
        if reference := request_id.get():
            found["request_id"] = reference
        if record.exc_info:
            found["exception"] = discreet(self.formatException(record.exc_info))
        return json.dumps(found | getattr(record, "fields", {}))


class FewRefusals(logging.Filter):
    """Makes one short line of a request that Django refused, as for a host that is not ours, and writes few of them:
    any stranger can have as many refused as he likes, and none is a fault of ours.

    Of each kind `most` in `seconds` are written; the next one written after that says how many were not.
    """

    def __init__(self, most: int = 10, seconds: int = 60):
        super().__init__()
        self.most, self.seconds = most, seconds
        self._windows: dict[str, tuple[float, int]] = {}  # when it began, how many came since
        self._lock = Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.name.startswith("django.security"):
            return True
        with self._lock:
            began, number = self._windows.get(record.name, (0.0, 0))
            is_new = not began or time.monotonic() > began + self.seconds
            unwritten = max(0, number - self.most) if is_new else 0
            began, number = (time.monotonic(), 1) if is_new else (began, number + 1)
            self._windows[record.name] = began, number
        said = record.getMessage()
        said = said if len(said) <= LONGEST_REFUSAL else f"{said[:LONGEST_REFUSAL]}…"
        said += f" ({unwritten} more like it were not written)" if unwritten else ""
        record.msg, record.args = said, ()
        record.exc_info = record.exc_text = None
        return number <= self.most


class NotOfProbes(logging.Filter):
    """Leaves out what Django says of requests marked with `is_probe`: watchdogs ask every few seconds."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not getattr(getattr(record, "request", None), "is_probe", False)
