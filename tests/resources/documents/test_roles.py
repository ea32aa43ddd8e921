"""Documents in a bucket that is reached by the machine's role, and never by keys of somebody else."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from icpr.checks import refuse_unsafe_start
from icpr.lib.stores.bucket_errors import StoreAway
from tests.buckets import KEY, SECRET, Bucket, serving
from tests.networks import Sink, listening

NAME = "000001/0123456789abcdef.pdf"
ELSEWHERE = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE")
TO_MAKE = 4  # requests that are believed: the bucket, the role, what it may, and its first keys
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}


@pytest.fixture(autouse=True)
def a_machine_without_keys(monkeypatch, tmp_path):
    for name in ELSEWHERE:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def keys_of_a_role(url: str) -> dict[str, str]:
    """As a container is told them, each time it asks."""
    given = {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET, "region_name": "us-east-1", "endpoint_url": url}
    iam, sts = boto3.client("iam", **given), boto3.client("sts", **given)
    role = iam.create_role(RoleName="library", AssumeRolePolicyDocument=json.dumps(POLICY))["Role"]
    iam.put_role_policy(RoleName="library", PolicyName="documents", PolicyDocument=json.dumps(POLICY))
    found = sts.assume_role(RoleArn=role["Arn"], RoleSessionName="web")["Credentials"]
    told = {"AccessKeyId": found["AccessKeyId"], "SecretAccessKey": found["SecretAccessKey"]}
    ends = datetime.now(UTC) + timedelta(hours=1)
    return told | {"Token": found["SessionToken"], "Expiration": ends.strftime("%Y-%m-%dT%H:%M:%SZ")}


@contextmanager
def role_told(monkeypatch, told: dict[str, str]) -> Iterator[Sink]:
    with listening() as sink:
        sink.body, sink.headers = json.dumps(told).encode(), {"Content-Type": "application/json"}
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", sink.url)
        yield sink


def test_works(settings, monkeypatch):
    with serving(believing=TO_MAKE) as server:
        bucket = Bucket(server.url)
        with role_told(monkeypatch, keys_of_a_role(server.url)) as machine:
            settings.STORAGES = settings.STORAGES | {"default": bucket.without_keys()}
            refuse_unsafe_start()
            default_storage.save(NAME, ContentFile(b"%PDF-1.4 of the role"))
            with default_storage.open(NAME) as file:
                assert file.read() == b"%PDF-1.4 of the role"
            assert [name for name, _ in default_storage.held()] == [NAME]
            assert machine.told, "its keys were asked for"
            default_storage.delete(NAME)
            assert not default_storage.exists(NAME)


def test_a_role_that_may_not_is_told_what_to_do(settings, monkeypatch):
    wrong = {"AccessKeyId": "ASIAEXAMPLEEXAMPLE00", "SecretAccessKey": "not-this-one", "Token": "t"}
    with serving(believing=1) as server:
        bucket = Bucket(server.url)
        ends = datetime.now(UTC) + timedelta(hours=1)
        with role_told(monkeypatch, wrong | {"Expiration": ends.strftime("%Y-%m-%dT%H:%M:%SZ")}):
            settings.STORAGES = settings.STORAGES | {"default": bucket.without_keys()}
            with pytest.raises(SystemExit) as caught:
                refuse_unsafe_start()
    assert "without them this machine's role, list, read, write and delete there" in caught.value.code
    assert "not-this-one" not in caught.value.code


def test_no_keys_and_no_role_are_refused_at_start(bucket, settings):
    settings.STORAGES = settings.STORAGES | {"default": bucket.without_keys()}
    with pytest.raises(SystemExit) as caught:
        refuse_unsafe_start()
    assert "There are no keys, and this machine has no role: set DOCUMENTS_S3_KEY_ID" in caught.value.code
    with pytest.raises(StoreAway, match="no role"):
        default_storage.answer()


def test_keys_that_are_set_are_not_mixed_with_others(settings, monkeypatch):
    """Nor do those of another program on this machine come into it, its token included."""
    for name in ELSEWHERE[:3]:
        monkeypatch.setenv(name, "of-another-program")
    with listening() as store:
        settings.STORAGES = settings.STORAGES | {"default": asked_at(store.url.removesuffix("/purge"))}
        default_storage.answer()
        [told] = store.told
    assert f"Credential={KEY}/" in told.headers["authorization"]
    assert "x-amz-security-token" not in told.headers


def test_keys_of_the_environment_are_those_of_the_machine(settings, monkeypatch):
    for name in ELSEWHERE[:3]:
        monkeypatch.setenv(name, "of-this-machine")
    with listening() as store:
        entry = asked_at(store.url.removesuffix("/purge"))
        options = entry["OPTIONS"] | {"access_key": "", "secret_key": ""}
        settings.STORAGES = settings.STORAGES | {"default": entry | {"OPTIONS": options}}
        default_storage.answer()
        [told] = store.told
    assert "Credential=of-this-machine/" in told.headers["authorization"]
    assert told.headers["x-amz-security-token"] == "of-this-machine"


def asked_at(url: str) -> dict:
    """The entry of STORAGES of a bucket at an address."""
    bucket = object.__new__(Bucket)
    bucket.environment = {
        "DOCUMENTS_S3_BUCKET": "papers",
        "DOCUMENTS_S3_ENDPOINT": url,
        "DOCUMENTS_S3_KEY_ID": KEY,
        "DOCUMENTS_S3_SECRET_KEY": SECRET,
    }
    return bucket.storage
