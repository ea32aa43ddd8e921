"""`make sbom`: the list of what a release is made of names every package that may run, and none of the tests'."""

import json
import subprocess
import tomllib

import pytest

from icpr.version import version
from tests.server import ROOT

OWN = "icpr-resource-library"
LOCK = {package["name"]: package for package in tomllib.loads((ROOT / "uv.lock").read_text())["package"]}


def needed(name: str, extras: list[str], seen: set) -> set[tuple[str, str]]:
    """What a package with some of its extras needs to run, itself included, by name and version, as the lock says."""
    if (name, *extras) in seen:
        return set()
    seen.add((name, *extras))
    package = LOCK[name]
    wanted = [*package.get("dependencies", [])]
    for extra in extras:
        wanted += package.get("optional-dependencies", {}).get(extra, [])
    found = {(name, package["version"])}
    for each in wanted:
        found |= needed(each["name"], each.get("extra", []), seen)
    return found


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("sbom") / "made" / "sbom.cdx.json"
    done = subprocess.run(["make", "sbom", f"SBOM={path}"], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(path.read_text())


def test_works_for_every_package_that_may_run(made):
    extras = list(LOCK[OWN]["optional-dependencies"])
    wanted = needed(OWN, extras, set()) - {(OWN, version())}
    named = {(component["name"], component["version"]) for component in made["components"]}
    assert {("django", LOCK["django"]["version"]), ("redis", LOCK["redis"]["version"])} <= wanted
    assert wanted <= named
    assert not {"pytest", "moto", "playwright"} & {name for name, _ in named}


def test_it_is_cyclonedx_of_this_release_and_says_where_each_comes_from(made):
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.5")
    own = made["metadata"]["component"]
    assert (own["name"], own["version"]) == (OWN, version())
    for component in made["components"]:
        assert component["purl"].startswith("pkg:pypi/"), component["name"]
        assert any(place["hashes"] for place in component["externalReferences"]), component["name"]
