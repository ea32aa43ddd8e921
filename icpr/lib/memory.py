"""Memory that Python has given up, given back to the system."""

import ctypes
import gc
from contextlib import suppress


def give_back() -> None:
    """After work that needed much for a while: the C library keeps freed memory for itself otherwise. Where it is not
    GNU's, nothing."""
    gc.collect()
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
