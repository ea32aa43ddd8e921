"""The WSGI application, behind the cache of public pages. Refuses to start when a numbered check of `icpr.checks` finds
an error or a restore was broken off, and starts the thread that does the jobs."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icpr.settings")
application = get_wsgi_application()

from icpr.backups.restoring import refuse_half_restored  # noqa: E402
from icpr.checks import refuse_unsafe_start  # noqa: E402
from icpr.health import fault_reports, metrics  # noqa: E402
from icpr.jobs import runner  # noqa: E402
from icpr.lib.database import replica  # noqa: E402
from icpr.middleware.page_cache import PageCache  # noqa: E402

refuse_unsafe_start()
fault_reports.begin()
refuse_half_restored()
metrics.begin()
application = PageCache(application)
runner.start()
replica.start()

# What is loaded by now stays. The collector of garbage need not look through it again and again: of the CPU of a large
# page that is a tenth.
gc.freeze()
