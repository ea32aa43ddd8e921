"""The WSGI application. Refuses to start when a numbered check of `icpr.checks` finds an error or a restore was broken
off, reads documents, counts searches, lets unused plans go, writes the audit of exports."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icpr.settings")
application = get_wsgi_application()

from icpr.audit import recording  # noqa: E402
from icpr.backups.restoring import refuse_half_restored  # noqa: E402
from icpr.checks import refuse_unsafe_start  # noqa: E402
from pillars.plans import expiry  # noqa: E402
from resources import search_log  # noqa: E402
from resources.documents import worker  # noqa: E402

refuse_unsafe_start()
refuse_half_restored()
worker.start()
search_log.start()
expiry.start()
recording.start()
