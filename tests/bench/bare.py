"""The least an application can do: the same bytes with the same headers, from memory, behind the same front.

Set BARE_ANSWER to the path of a file that holds the headers as JSON on its first line, and the body after it.
"""

import json
import os
from pathlib import Path

from django.conf import settings

from icpr.server.application import Front

headers, _, body = Path(os.environ["BARE_ANSWER"]).read_bytes().partition(b"\n")
HEADERS = [tuple(header) for header in json.loads(headers)]


def bare(environ, start_response) -> list[bytes]:
    start_response("200 OK", HEADERS)
    return [body]


application = Front(bare, threads=settings.THREADS)
