"""Lines of the log without the secrets that stand in addresses."""

import logging
import re

SECRET = re.compile(r"(/(?:plan(?:/shared)?|preview)/)[A-Za-z0-9_-]{20,}")


class DiscreetFormatter(logging.Formatter):
    """A line with its traceback, in which the token of a plan or a preview is an ellipsis."""

    def format(self, record: logging.LogRecord) -> str:
        return SECRET.sub(r"\1…", super().format(record))


class NotOfProbes(logging.Filter):
    """Leaves out what Django says of requests marked with `is_probe`: watchdogs ask every few seconds."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not getattr(getattr(record, "request", None), "is_probe", False)
