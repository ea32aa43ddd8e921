"""The site behind its front, as `python -m icpr.front` serves it."""

from icpr.wsgi import application as wsgi  # first: it sets Django up

# isort: split
from django.conf import settings

from icpr.front.application import Front

application = Front(wsgi, threads=settings.THREADS)
