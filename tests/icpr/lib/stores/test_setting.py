"""What the environment says of a bucket becomes an entry of STORAGES, or is refused with all that is wrong."""

import pytest

from icpr.lib.env import Env, EnvironmentProblems
from icpr.lib.stores.setting import FOLDER, documents_storage

WHOLE = {
    "DOCUMENTS_S3_BUCKET": "icpr-documents",
    "DOCUMENTS_S3_KEY_ID": "AKIDEXAMPLE",
    "DOCUMENTS_S3_SECRET_KEY": "wJalrXUtnFEMI",
}


def entry(environ: dict) -> dict:
    env = Env(environ)
    made = documents_storage(env)
    env.finish()
    return made


def problems(**changes: str) -> list[str]:
    with pytest.raises(EnvironmentProblems) as caught:
        entry(WHOLE | changes)
    assert "wJalrXUtnFEMI" not in str(caught.value)
    return str(caught.value).splitlines()[1:]


def test_works():
    assert entry({}) == FOLDER
    options = entry(WHOLE)["OPTIONS"]
    assert (options["bucket_name"], options["location"], options["region_name"]) == (
        "icpr-documents",
        "documents",
        "us-east-1",
    )
    assert options["endpoint_url"] is None
    assert options["client_config"].s3 == {"addressing_style": "virtual"}
    there = entry(WHOLE | {"DOCUMENTS_S3_ENDPOINT": "https://s3.example.org", "DOCUMENTS_S3_PREFIX": "a/b"})["OPTIONS"]
    assert (there["endpoint_url"], there["location"]) == ("https://s3.example.org", "a/b")
    assert there["client_config"].s3 == {"addressing_style": "path"}


def test_nothing_is_public_signed_or_written_over():
    options = entry(WHOLE)["OPTIONS"]
    assert (options["default_acl"], options["querystring_auth"], options["file_overwrite"]) == (None, False, False)


@pytest.mark.parametrize("name", WHOLE)
def test_half_a_setting_is_refused(name):
    [line] = problems(**{name: ""})
    assert f"set without {name}" in line


def test_without_keys_those_of_the_machine_are_asked_for():
    options = entry(WHOLE | {"DOCUMENTS_S3_KEY_ID": "", "DOCUMENTS_S3_SECRET_KEY": ""})["OPTIONS"]
    assert (options["access_key"], options["secret_key"]) == ("", "")


def test_a_key_without_all_else_is_refused_with_both_reasons():
    lines = problems(DOCUMENTS_S3_BUCKET="", DOCUMENTS_S3_SECRET_KEY="")
    assert ["set without DOCUMENTS_S3_BUCKET" in lines[0], "set without DOCUMENTS_S3_SECRET_KEY" in lines[1]] == [
        True
    ] * 2


@pytest.mark.parametrize("name", ["ENDPOINT", "REGION", "PREFIX"])
def test_what_says_nothing_without_a_bucket_is_refused(name):
    with pytest.raises(EnvironmentProblems, match="is set without DOCUMENTS_S3_BUCKET"):
        entry({f"DOCUMENTS_S3_{name}": "https://s3.example.org"})


@pytest.mark.parametrize(
    "address",
    [
        *("minio:9000", "s3.example.org", "ftp://s3.example.org", "https://", "https://s3.example.org:port"),
        *("http://a b", "https://key:secret@s3.example.org", "https://s3.example.org/?x=1", "//s3.example.org"),
    ],
)
def test_an_endpoint_that_is_no_address_is_refused(address):
    assert problems(DOCUMENTS_S3_ENDPOINT=address) == [
        "- DOCUMENTS_S3_ENDPOINT must be an address such as https://s3.example.org; it cannot be read."
    ]


def test_all_that_is_wrong_is_told_at_once():
    wrong = {"DOCUMENTS_S3_BUCKET": "s3://b", "DOCUMENTS_S3_PREFIX": "../x", "DOCUMENTS_S3_ENDPOINT": "minio"}
    assert len(problems(**wrong, DOCUMENTS_S3_KEY_ID="")) == 4


@pytest.mark.parametrize("prefix", ["/documents", "documents/", "..", "a//b", "a b", "."])
def test_a_prefix_that_is_no_folder_is_refused(prefix):
    assert len(problems(DOCUMENTS_S3_PREFIX=prefix)) == 1
