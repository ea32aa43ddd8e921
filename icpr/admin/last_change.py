"""Who changed a row last, and when, in words, from the admin's own log."""

from datetime import UTC, datetime

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format

SOMEBODY = "somebody else"


def last_change(model: type[Model], pk, since: int) -> LogEntry | None:
    """The last entry about a row, under any proxy of its table, since a time in seconds."""
    twins = [one for one in apps.get_models() if one._meta.concrete_model is model._meta.concrete_model]
    types = ContentType.objects.get_for_models(*twins, for_concrete_models=False).values()
    entries = LogEntry.objects.filter(content_type__in=types, object_id=str(pk))
    entries = entries.filter(action_time__gte=datetime.fromtimestamp(since, UTC)).select_related("user")
    return entries.order_by("-action_time", "-pk").first()


def in_words(request: HttpRequest, entry: LogEntry | None) -> str:
    """As in "Ann Lee at 10:42 a.m."; with the day unless it was today."""
    if entry is None:
        return SOMEBODY
    name = "you, in another window," if entry.user_id == request.user.pk else entry.user.get_full_name()
    moment = timezone.localtime(entry.action_time)
    when = date_format(moment, "P" if moment.date() == timezone.localdate() else "N j, Y, P")
    return f"{name or entry.user.get_username()} at {when}"
