"""What S3-compatible storage says when it does not do what it was asked, in words of ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from icpr.lib.logs.outages import Outage

KEYS = {"InvalidAccessKeyId", "SignatureDoesNotMatch", "AccessDenied", "InvalidClientTokenId", "401", "403"}
REGION = {"PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "301", "400"}
MISSING = {"NoSuchKey", "404", "NotFound"}
NO_BUCKET = "There is no such bucket: make it, or correct DOCUMENTS_S3_BUCKET."
NOT_ALLOWED = (
    "It refuses the keys: correct DOCUMENTS_S3_KEY_ID and DOCUMENTS_S3_SECRET_KEY, or let them, or without them this "
    "machine's role, list, read, write and delete there."
)
NO_KEYS = (
    "There are no keys, and this machine has no role: set DOCUMENTS_S3_KEY_ID and DOCUMENTS_S3_SECRET_KEY, or give one."
)
OTHER_REGION = "It is in another region: correct DOCUMENTS_S3_REGION or DOCUMENTS_S3_ENDPOINT."
NO_ANSWER = "It does not answer ({said}): look whether it runs and can be reached from here."


class StoreAway(Outage):
    """Raised when the bucket does not answer or refuses; nothing was kept half. `is_setting`: whether it answered, and
    with what no waiting mends."""

    def __init__(self, place: str, said: str, *, is_setting: bool = False):
        super().__init__(f"Documents are in {place}. {said}")
        self.is_setting = is_setting


def is_missing(error: ClientError) -> bool:
    return error.response["Error"].get("Code") in MISSING


@contextmanager
def told(place: str, name: str = "") -> Iterator[None]:
    """Raises FileNotFoundError for a file that is not there, StoreAway for whatever else goes wrong."""
    try:
        yield
    except ClientError as error:
        code = error.response["Error"].get("Code", "")
        if name and is_missing(error):
            raise FileNotFoundError(f"{name} is not in {place}.") from error
        said = {"NoSuchBucket": NO_BUCKET, "404": NO_BUCKET, "NotFound": NO_BUCKET}.get(code)
        said = said or (NOT_ALLOWED if code in KEYS else OTHER_REGION if code in REGION else None)
        raise StoreAway(place, said or NO_ANSWER.format(said=_line(error)), is_setting=said is not None) from error
    except NoCredentialsError as error:
        raise StoreAway(place, NO_KEYS, is_setting=True) from error
    except (BotoCoreError, Boto3Error) as error:
        raise StoreAway(place, NO_ANSWER.format(said=_line(error))) from error


def _line(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".")[:200]
