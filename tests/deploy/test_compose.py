"""The two files for `docker compose` or `podman compose`: read as they are, and by the program itself."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from icpr.version import version
from tests.deploy.files import DEPLOY, TAG, documents

LARGE, SMALL = DEPLOY / "compose.yaml", DEPLOY / "compose-small.yaml"
BOTH = pytest.mark.parametrize("path", [LARGE, SMALL], ids=lambda path: path.stem)
COMPOSE = shutil.which("docker-compose")


def read(path: Path) -> dict:
    [told] = documents(path)
    return told


def of_the_library(path: Path) -> dict[str, dict]:
    return {name: told for name, told in read(path)["services"].items() if told["image"].startswith("icpr-library")}


@BOTH
def test_works_as_one_whole(path):
    """What one part names of another, or of a file, is there."""
    told = read(path)
    for name, service in told["services"].items():
        assert set(service.get("depends_on", ())) <= told["services"].keys(), name
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert (DEPLOY / source).is_file() if source.startswith("./") else source in told["volumes"], volume
    used = {volume.split(":")[0] for each in told["services"].values() for volume in each.get("volumes", ())}
    assert told["volumes"].keys() <= used


@BOTH
def test_each_image_has_a_version_and_ours_is_this_release(path):
    for service in read(path)["services"].values():
        assert re.search(r":v?\d", service["image"]), service["image"]
    for service in of_the_library(path).values():
        assert service["image"].startswith(TAG), version()
        build = service["build"]
        assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()


@BOTH
def test_the_library_may_do_little(path):
    for name, service in of_the_library(path).items():
        assert service["user"] == "10001:10001", name
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert [mount.split(":")[0] for mount in service["tmpfs"]] == ["/tmp"]
        assert "ports" not in service, "readers come by the proxy"
        assert int(service["stop_grace_period"].rstrip("s")) > 10


@BOTH
def test_what_must_be_given_is_asked_for_and_stands_in_the_example(path):
    example = (DEPLOY / "environment.example").read_text()
    for name, rest in re.findall(r"\$\{(\w+)(:[^}]*)?\}", path.read_text()):
        assert re.search(rf"^{name}=", example, re.MULTILINE), name
        assert rest == ":-" or rest.startswith(":?"), name


def test_pages_wait_until_the_database_is_prepared():
    services = of_the_library(LARGE)
    assert services["web"]["command"] == ["python3", "manage.py", "serve", "--no-migrate"]
    for name in ("web", "worker"):
        assert services[name]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}


def test_the_bucket_is_made_once(tmp_path):
    """By the program that stands in the file, run twice, against an S3-compatible server."""
    bucket = of_the_library(LARGE)["bucket"]
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    try:
        host, port = server.get_host_and_port()
        url = f"http://{host}:{port}"
        given = bucket["environment"] | {"DOCUMENTS_S3_KEY_ID": "library", "DOCUMENTS_S3_SECRET_KEY": "secret"}
        env = os.environ | {name: text for name, text in given.items() if name.startswith("DOCUMENTS_")}
        for _ in range(2):
            command = [sys.executable, *bucket["entrypoint"][1:], *bucket["command"]]
            subprocess.run(command, env=env | {"DOCUMENTS_S3_ENDPOINT": url}, cwd=tmp_path, check=True)
        keys = {"aws_access_key_id": "library", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
        held = boto3.client("s3", endpoint_url=url, **keys).list_buckets()["Buckets"]
        assert [each["Name"] for each in held] == [given["DOCUMENTS_S3_BUCKET"]]
    finally:
        server.stop()


@pytest.mark.skipif(not COMPOSE and "CI" not in os.environ, reason="docker-compose is not here")
@BOTH
def test_compose_itself_reads_it(path, tmp_path):
    """Debian 12 has a version that knows no name of a project yet."""
    (tmp_path / "deploy").mkdir()
    text = "".join(line for line in path.read_text().splitlines(keepends=True) if not line.startswith("name:"))
    (tmp_path / "deploy" / path.name).write_text(text)
    example = (DEPLOY / "environment.example").read_text()
    (tmp_path / "deploy" / ".env").write_text(re.sub(r"^(\w+)=$", r"\1=filled", example, flags=re.MULTILINE))
    shutil.copy(DEPLOY / "Containerfile", tmp_path / "deploy")
    done = subprocess.run(
        [COMPOSE, "--file", path.name, "config"], cwd=tmp_path / "deploy", capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "BEHIND_PROXY" in done.stdout
    assert "POSTGRES_PASSWORD: filled" in done.stdout or path == SMALL


@pytest.mark.skipif(not COMPOSE and "CI" not in os.environ, reason="docker-compose is not here")
def test_without_a_password_it_says_so(tmp_path):
    text = "".join(line for line in LARGE.read_text().splitlines(keepends=True) if not line.startswith("name:"))
    (tmp_path / "compose.yaml").write_text(text)
    shutil.copy(DEPLOY / "environment.example", tmp_path / ".env")
    done = subprocess.run([COMPOSE, "config"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode != 0
    assert "set it in .env" in done.stderr
