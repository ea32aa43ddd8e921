"""Writes into the audit what happens to accounts, groups and second factors, and ends sessions that must not go on."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save

from icpr.accounts.second_factor import WORDS
from icpr.audit.models import Event
from icpr.audit.recording import record, record_refusal

WATCHED = ("username", "email", "is_active", "is_staff", "is_superuser")
FROM_FILE = "read from a file of rows"
DONE = {"post_add": "added", "post_remove": "removed", "post_clear": "removed"}


def connect() -> None:
    User = get_user_model()
    user_logged_in.connect(signed_in)
    user_logged_out.connect(signed_out)
    pre_save.connect(remember_user, sender=User)
    post_save.connect(user_saved, sender=User)
    pre_save.connect(remember_group, sender=Group)
    post_save.connect(group_saved, sender=Group)
    post_delete.connect(deleted, sender=User)
    post_delete.connect(deleted, sender=Group)
    for through in (User.groups.through, User.user_permissions.through, Group.permissions.through):
        m2m_changed.connect(members_changed, sender=through)
    mfa.authenticator_added.connect(second_factor_added)
    mfa.authenticator_removed.connect(second_factor_changed)
    mfa.authenticator_reset.connect(second_factor_changed)
    mfa.authentication_failed.connect(second_factor_refused)


def signed_in(sender, request, user, **kwargs) -> None:
    request.session.begin(request)
    used = [found.get("type") or found["method"] for found in get_authentication_records(request, user)]
    record(Event.SIGNED_IN, request, by=user, detail=", ".join(WORDS.get(one, one) for one in used))


def signed_out(sender, request, user, **kwargs) -> None:
    if user is not None:
        record(Event.SIGNED_OUT, request, by=user)


def remember_user(sender, instance, raw=False, **kwargs) -> None:
    """Keep what stood in the database, for the comparison after the save."""
    instance._before = sender.objects.filter(pk=instance.pk).values(*WATCHED).first() if not raw else None


def user_saved(sender, instance, created, raw=False, update_fields=None, **kwargs) -> None:
    if raw:
        record(Event.ACCOUNT, context.request, subject=instance.get_username(), detail=FROM_FILE)
    if raw or update_fields == {"last_login"}:
        return
    now = {name: getattr(instance, name) for name in WATCHED}
    before = instance._before or {}
    changes = ["made" if created else "", "a superuser" if created and instance.is_superuser else ""]
    changes += [f"{name}: {before[name]} → {now[name]}" for name in WATCHED if before and before[name] != now[name]]
    has_new_password = instance._password is not None and not created
    changes += ["new password" if has_new_password else ""]
    if said := "; ".join(filter(None, changes)):
        record(Event.ACCOUNT, context.request, subject=instance.get_username(), detail=said)
    if has_new_password or not instance.is_active:
        instance.sessions.all().delete()  # the one that changed it is written anew at the end of the request


def remember_group(sender, instance, raw=False, **kwargs) -> None:
    instance._before = sender.objects.filter(pk=instance.pk).values_list("name", flat=True).first() if not raw else None


def group_saved(sender, instance, created, raw=False, **kwargs) -> None:
    was = instance._before
    done = FROM_FILE if raw else "made" if created else f"name: {was} → {instance.name}" if was != instance.name else ""
    if done:
        record(Event.GROUP, context.request, subject=instance.name, detail=done)


def deleted(sender, instance, **kwargs) -> None:
    event = Event.GROUP if isinstance(instance, Group) else Event.ACCOUNT
    record(event, context.request, subject=str(instance), detail="deleted")


def members_changed(sender, instance, action, reverse, model, pk_set, **kwargs) -> None:
    if action == "pre_clear":  # after which nobody knows what there was
        instance._cleared = list(_others(instance, sender))
    if action not in DONE:
        return
    found = instance.__dict__.pop("_cleared", ()) if action == "post_clear" else model.objects.filter(pk__in=pk_set)
    names = ", ".join(map(str, found))
    event = Event.GROUP if isinstance(instance, Group) else Event.ACCOUNT
    what = model._meta.verbose_name_plural
    record(event, context.request, subject=str(instance), detail=f"{what} {DONE[action]}: {names}")


def _others(instance, through):
    """What a user or a group is joined with by a table between them."""
    names = [field.name for field in through._meta.fields if field.is_relation]
    here = next(name for name in names if isinstance(instance, through._meta.get_field(name).related_model))
    there = next(name for name in names if name != here)
    for row in through.objects.filter(**{here: instance}).select_related(there):
        yield getattr(row, there)


def second_factor_added(sender, request, user, authenticator, **kwargs) -> None:
    """Other sessions were opened without it, so they end."""
    record(Event.SECOND_FACTOR, request, by=user, subject=user.get_username(), detail=_said(authenticator, "added"))
    user.sessions.exclude(pk=request.session.session_key).delete()


def second_factor_changed(sender, request, user, authenticator, signal, **kwargs) -> None:
    done = "removed" if signal is mfa.authenticator_removed else "made anew"
    record(Event.SECOND_FACTOR, request, by=user, subject=user.get_username(), detail=_said(authenticator, done))


def second_factor_refused(sender, request, user, authenticator, **kwargs) -> None:
    record_refusal(request, subject=user.get_username(), detail="The password was right, the code was not.")


def _said(authenticator: Authenticator, done: str) -> str:
    return f"{WORDS[authenticator.type]} {done}"
