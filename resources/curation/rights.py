"""Who may change what readers see. Everything that writes on a record asks here: its form, changes of many at once,
imports, undo and putting back a version.

A record that is published, whether readers see it now, will by the clock or did until it expired, and one that was
withdrawn are changed by publishers. An editor's change of one waits for them beside it: `resources.review.proposals`.
"""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from resources.models import Resource

CHANGE, PUBLISH = "resources.change_resource", "resources.publish_resource"
FOR_PUBLISHERS = "It is published, and a change of it is for publishers. Propose the change on its page."


def may_change_public(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether somebody may change records that are published or were: publishers, and with `EDITORS_CHANGE_PUBLIC`
    all who may change records."""
    return user.has_perm(PUBLISH) or (settings.EDITORS_CHANGE_PUBLIC and user.has_perm(CHANGE))


def may_change(user: AbstractBaseUser | AnonymousUser, record: Resource) -> bool:
    """Whether somebody who may change records in general may change this one as it stands. Asks nothing of it."""
    return record.is_draft or may_change_public(user)
