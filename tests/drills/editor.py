"""Somebody of the staff who is signed in to the admin and changes one record after the other."""

import threading
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from http.cookiejar import CookieJar, DefaultCookiePolicy

from tests.sent_forms import fields_of
from tests.server import python

NAME, PASSWORD = "drill-editor", "a-password-for-this-drill-only"
ACCOUNT = f"""
from django.contrib.auth import get_user_model
from resources.models import Resource
get_user_model().objects.create_superuser({NAME!r}, password={PASSWORD!r})
print(*Resource.objects.filter(kind="report").order_by("number").values_list("pk", flat=True)[:40])
"""
PAUSE = 5.0  # seconds between two records
PATIENCE = 90.0


@dataclass
class Editor:
    """Writes the number of the change into the note of a record, until left, at one site after the other. `saved` says
    how often that was taken, `refused` what came instead."""

    sites: list[str]
    env: dict[str, str]
    saved: int = 0
    refused: str = ""

    def __enter__(self) -> "Editor":
        self._records = python(ACCOUNT, self.env).split()
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar(DefaultCookiePolicy(secure_protocols=("http", "https"))))
        )
        self._ended, self._turn = threading.Event(), 0
        self._sign_in()
        self._thread = threading.Thread(target=self._edit, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._ended.set()
        self._thread.join(60)

    def _sign_in(self) -> None:
        address, page = self._ask("/admin/login/?next=/admin/")
        form = fields_of(page, lambda form: form.get("method") == "post")
        address, page = self._ask(address, form | {"login": [NAME], "password": [PASSWORD]})
        if not address.startswith("/admin/") or "login" in address:
            raise RuntimeError(f"Signing in led to {address}.")

    def _edit(self) -> None:
        while not self._ended.wait(PAUSE):
            address = f"/admin/resources/resource/{self._records[self._turn % len(self._records)]}/change/"
            self._turn += 1
            try:
                form = fields_of(self._ask(address)[1])
                to, _ = self._ask(address, form | {"staff_note": [f"Change {self._turn}."]})
            except (urllib.error.HTTPError, ValueError) as error:
                self.refused = f"{address}: {error}"
                continue
            except (OSError, HTTPException):  # no answer: the next record
                continue
            if to == address:
                self.refused = f"{address}: shown again"
            else:
                self.saved += 1

    def _ask(self, page: str, form: dict | None = None) -> tuple[str, bytes]:
        site = self.sites[self._turn % len(self.sites)]
        sent = urllib.parse.urlencode(form, doseq=True).encode() if form else None
        asked = urllib.request.Request(site + page, sent, {"Referer": site + page})
        with self._opener.open(asked, timeout=PATIENCE) as answer:
            return urllib.parse.urlsplit(answer.url).path, answer.read()
