"""The session engine: rows that say whose they are, an end after twelve idle hours and after seven days."""

from datetime import datetime, timedelta

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.utils import url_str_to_user_pk
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import OperationalError
from django.http import HttpRequest
from django.utils import timezone

from icpr.lib.database.lock_timeout import impatient
from icpr.lib.http.caller import address_of

IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=7)  # the cookie's own age, see SESSION_COOKIE_AGE
BEFORE_SIGN_IN = timedelta(hours=1)
NOTE_EVERY = timedelta(minutes=5)


class SessionStore(DatabaseStore):
    row = None

    @classmethod
    def get_model_class(cls):
        from icpr.accounts.models import Session  # the models are not loaded when this module is

        return Session

    def load(self) -> dict:
        self.row = self._get_session_from_db()
        return self.decode(self.row.session_data) if self.row else {}

    def create_model_instance(self, data: dict):
        row = super().create_model_instance(data)
        row.user_id = whose(data)
        row.seen_at = timezone.now()
        row.started_at = datetime.fromisoformat(data["started_at"]) if "started_at" in data else None
        row.address, row.browser = data.get("address", ""), data.get("browser", "")
        row.expire_date = expires_at(row)
        return row

    def save(self, must_create: bool = False) -> None:
        """As Django's, which takes every fault of a database for a session that somebody else ended meanwhile, and so
        for a fault of the request. One that is busy or away is told as that."""
        try:
            return super().save(must_create)
        except UpdateError as error:
            fault = error.__context__
            if not isinstance(fault, OperationalError):
                raise
        raise fault

    def begin(self, request: HttpRequest) -> None:
        """Keep when, from where and with what somebody signed in."""
        self["started_at"] = timezone.now().isoformat()
        self["address"] = address_of(request)
        self["browser"] = request.headers.get("User-Agent", "").replace("\x00", "")[:200]

    def note_use(self) -> None:
        """Put off the end of an idle session, every five minutes at most; left out when the database is busy."""
        if self.row is None or self.modified or timezone.now() - self.row.seen_at < NOTE_EVERY:
            return
        self.row.seen_at = timezone.now()
        self.row.expire_date = expires_at(self.row)
        fields = {name: getattr(self.row, name) for name in ("seen_at", "expire_date")}
        with impatient():
            self.model.objects.filter(pk=self.row.pk).update(**fields)


def whose(data: dict) -> int | None:
    """Who is signed in with a session, or gave a password in it and not yet the second factor. None before that."""
    if SESSION_KEY in data:
        return int(data[SESSION_KEY])
    pending = data.get(LOGIN_SESSION_KEY)
    return url_str_to_user_pk(pending["user_pk"]) if pending else None


def expires_at(row) -> datetime:
    """When a session ends that is used now."""
    if row.started_at is None:
        return row.seen_at + BEFORE_SIGN_IN
    return min(row.seen_at + IDLE, row.started_at + ABSOLUTE)
