"""The entry of Django's STORAGES for the documents, made of what the environment says of a bucket."""

import re
from importlib.util import find_spec
from typing import Any

from icpr.lib.env import Env, is_address

FOLDER = {"BACKEND": "icpr.lib.stores.folder.FolderStorage"}
NAMES = {  # of django-storages → in the environment
    "bucket_name": "DOCUMENTS_S3_BUCKET",
    "access_key": "DOCUMENTS_S3_KEY_ID",
    "secret_key": "DOCUMENTS_S3_SECRET_KEY",
    "endpoint_url": "DOCUMENTS_S3_ENDPOINT",
    "region_name": "DOCUMENTS_S3_REGION",
    "location": "DOCUMENTS_S3_PREFIX",
}
KEYS = ("access_key", "secret_key")
BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]", re.ASCII)
PREFIX = re.compile(r"[\w-][\w.-]*(/[\w-][\w.-]*)*", re.ASCII)
# Never public, never signed for others, never written over; what a browser is told of a file is for the library to say.
FIXED = {
    "default_acl": None,
    "querystring_auth": False,
    "file_overwrite": False,
    "custom_domain": None,
    "security_token": None,
    "session_profile": None,
    "signature_version": "s3v4",
    "object_parameters": {"ContentType": "application/octet-stream"},
}


def documents_storage(env: Env) -> dict[str, Any]:
    """The entry for what `NAMES` say: a folder when that is nothing, else a bucket.

    What is wrong is added to the problems of `env`, all of it, without the keys themselves.
    """
    given = {option: env.text(name, "") for option, name in NAMES.items()}
    if not any(given.values()):
        return FOLDER
    problems = list(_problems(given))
    env.problems += problems
    return FOLDER if problems else {"BACKEND": "icpr.lib.stores.bucket.BucketStorage", "OPTIONS": _options(given)}


def _problems(given: dict[str, str]):
    if not given["bucket_name"]:
        there = [name for key, name in NAMES.items() if given[key]]
        verb = "is" if len(there) == 1 else "are"
        yield (
            f"{_and(there)} {verb} set without {NAMES['bucket_name']}: set that too, or remove what is set to keep "
            "documents in VAR_DIR."
        )
    if len(missing := [NAMES[name] for name in KEYS if not given[name]]) == 1:
        [there] = {NAMES[name] for name in KEYS} - set(missing)
        yield (
            f"{there} is set without {missing[0]}: set both, or neither where this machine has a role that may list, "
            "read, write and delete there."
        )
    if given["bucket_name"] and not BUCKET.fullmatch(given["bucket_name"]):
        yield "DOCUMENTS_S3_BUCKET must be the name of a bucket alone, such as icpr-documents; it cannot be read."
    if given["location"] and not PREFIX.fullmatch(given["location"]):
        yield "DOCUMENTS_S3_PREFIX must be a folder in the bucket, such as library/documents; it cannot be read."
    endpoint = given["endpoint_url"]
    if endpoint and ("?" in endpoint or not is_address(endpoint, "https", "http")):
        yield "DOCUMENTS_S3_ENDPOINT must be an address such as https://s3.example.org; it cannot be read."
    if any(find_spec(name) is None for name in ("storages", "boto3")):
        yield "DOCUMENTS_S3_BUCKET needs a package that is missing: uv sync --frozen --no-dev --extra s3"


def _options(given: dict[str, str]) -> dict[str, Any]:
    from botocore.config import Config  # not for a folder, which needs none of it

    # Only Amazon's own addresses have the bucket in the name of the host; newer checksums are not known everywhere.
    config = Config(
        signature_version="s3v4",
        s3={"addressing_style": "path" if given["endpoint_url"] else "virtual"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        max_pool_connections=50,
    )
    chosen = {"region_name": given["region_name"] or "us-east-1", "location": given["location"] or "documents"}
    return FIXED | given | chosen | {"endpoint_url": given["endpoint_url"] or None, "client_config": config}


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
