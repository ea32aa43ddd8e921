"""Lines of the log without the secrets that stand in addresses."""

import logging

from icpr.lib import secret_addresses


class DiscreetFormatter(logging.Formatter):
    """A line with its traceback, in which an ellipsis stands for every secret of an address."""

    def format(self, record: logging.LogRecord) -> str:
        return secret_addresses.hide(super().format(record))
