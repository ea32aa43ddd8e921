"""Documents have one home: a folder or a bucket, with nothing of others in it."""

import logging
import time

from django.conf import settings
from django.core import checks
from django.core.files.storage import default_storage, storages

from icpr.lib.logs.outages import Outage
from icpr.lib.stores.folder import FolderStorage
from resources.models.documents import STORED_NAME

MOVE = (
    "To move them into the bucket: manage.py move_documents. To leave them where they are: remove the settings that "
    "begin with DOCUMENTS_S3_."
)
OF_ITS_OWN = "Name an empty bucket, or with DOCUMENTS_S3_PREFIX a folder of its own in this one."
CORRECT = "See docs/documents-in-a-bucket.md."
OPEN = "Anybody may read the bucket of documents, where those lie too that are not published: make it private."
LOOKED_AGAIN_AFTER = 600  # seconds

log = logging.getLogger(__name__)


def is_bucket() -> bool:
    return "BucketStorage" in settings.STORAGES["default"]["BACKEND"]


def one_home(app_configs=None, **kwargs) -> list[checks.CheckMessage]:
    """icpr.E005: documents in the folder of VAR_DIR while they are to be in a bucket. Asks no network."""
    if not is_bucket() or not any(True for _ in FolderStorage().held()):
        return []
    said = f"Documents have two homes: files lie in {settings.MEDIA_ROOT}, and DOCUMENTS_S3_BUCKET names a bucket."
    return [checks.Error(said, hint=MOVE, id="icpr.E005")]


def bucket_problems() -> list[checks.CheckMessage]:
    """icpr.E006 and E007: a bucket that refuses us or is not there, or files of others in it.

    One that does not answer is no reason not to start: the rest of the library can be read. It is asked by a connection
    of its own, for seconds, and for the first thousand names.
    """
    if not is_bucket():
        return []
    try:
        names = storages.create_storage(settings.STORAGES["default"]).first()
    except Outage as away:
        if not getattr(away, "is_setting", False):
            log.warning("The library starts without its documents", exc_info=away)
            return []
        return [checks.Error(str(away), hint=CORRECT, id="icpr.E006")]
    if note := open_bucket():
        log.warning(note)
    foreign = [name for name in names if not STORED_NAME.fullmatch(name)]
    if not foreign:
        return []
    said = f"{len(foreign)} of the first {len(names)} files in {default_storage.place} are not of this library, such as"
    return [checks.Error(f"{said} {foreign[0]!r}.", hint=OF_ITS_OWN, id="icpr.E007")]


def open_bucket() -> str | None:
    """Whether anybody may read the bucket, in a sentence. None as well when it does not answer."""
    if not is_bucket():
        return None
    from icpr.lib.stores import strangers  # not for a folder, which needs none of what it imports

    try:
        return OPEN if strangers.may_read(default_storage) else None
    except Outage:
        return None


_looked: tuple[float, str | None] = (-LOOKED_AGAIN_AFTER, None)


def open_bucket_lately() -> str | None:
    """The same for whoever asks again and again: found out every ten minutes."""
    global _looked
    if time.monotonic() - _looked[0] >= LOOKED_AGAIN_AFTER:
        _looked = (time.monotonic(), open_bucket())
    return _looked[1]


def private_bucket(app_configs=None, **kwargs) -> list[checks.CheckMessage]:
    """icpr.W001, with --deploy: a bucket that anybody may read."""
    return [checks.Warning(note, hint=CORRECT, id="icpr.W001")] if (note := open_bucket()) else []
