"""A server process reads what is uploaded to it by itself, and what was left when it last ended."""

import os
import subprocess
import sys

from django.conf import settings

SERVER = """
import os, time
os.environ["DJANGO_SETTINGS_MODULE"] = "icpr.settings"
import django
django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from resources.models import Document, DocumentPage, Resource

def upload(text):
    resource = Resource.objects.create(title=text, kind="report")
    Document.objects.create(resource=resource, role="other", file=SimpleUploadedFile("upload", text.encode()))

def wait_for(count):
    end = time.monotonic() + 40
    while DocumentPage.objects.count() < count and time.monotonic() < end:
        time.sleep(0.05)

call_command("migrate", verbosity=0)
upload("left from before")
import icpr.wsgi, icpr.wsgi
wait_for(1)
time.sleep(1)
upload("uploaded now")
wait_for(2)
for page in DocumentPage.objects.order_by("pk"):
    print(page.text)
"""


def test_works(tmp_path):
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-c", SERVER],
        cwd=settings.BASE_DIR,
        env=environment | {"VAR_DIR": str(tmp_path / "var")},
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.stdout.splitlines() == ["left from before", "uploaded now"]
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
