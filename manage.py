#!/usr/bin/env python
"""Django's command-line utility for the ICPR Resource Library."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icpr.settings")
    from icpr.command_line import run

    run(sys.argv)
