"""What stands in `deploy/`, read for its tests."""

import re
from pathlib import Path

import yaml

from icpr.version import version
from tests.server import ROOT

DEPLOY = ROOT / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
TAG = f"icpr-library:{version()}"


def documents(path: Path) -> list[dict]:
    """The documents of a file of YAML; a name that stands twice in one mapping is an error."""
    return list(yaml.load_all(path.read_text(), Loader=Strict))


class Strict(yaml.SafeLoader):
    def construct_mapping(self, node, deep=False):
        names = [name.value for name, _ in node.value if name.value != "<<"]
        assert len(names) == len(set(names)), f"twice in {self.name}, line {node.start_mark.line}: {names}"
        return super().construct_mapping(node, deep)


def commands(text: str) -> list[str]:
    """The names of the commands of `manage.py` in a text."""
    return re.findall(r"manage\.py[ ,]+([a-z_]+)", text)


def addresses(text: str) -> list[tuple[str, str]]:
    """Port and path of each address of this machine in a text."""
    return re.findall(r"127\.0\.0\.1:(\d+)(/\w+)", text)
