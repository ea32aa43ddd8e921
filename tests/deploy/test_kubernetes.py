"""The manifests for Kubernetes: each part finds the others. `kubectl` puts them together where it is there."""

import re
import shutil
import subprocess

import pytest
import yaml

from icpr.health.probes import PROBES
from icpr.lib.backends import database_from_url
from icpr.lib.env import Env
from icpr.version import version
from tests.deploy.files import DEPLOY, KUBERNETES, documents

FILES = sorted(path for path in KUBERNETES.glob("*.yaml") if path.name != "kustomization.yaml")
ALL = [told for path in FILES for told in documents(path)]
[KUSTOMIZATION] = documents(KUBERNETES / "kustomization.yaml")
SCRAPE = (DEPLOY / "prometheus" / "scrape.yml").read_text()
KUBECTL = shutil.which("kubectl")


def of(kind: str, name: str = "") -> list[dict]:
    return [told for told in ALL if told["kind"] == kind and name in ("", told["metadata"]["name"])]


PODS = {told["metadata"]["name"]: told["spec"]["template"] for told in of("Deployment") + of("Job")}
OURS = {name: pod for name, pod in PODS.items() if pod["spec"]["containers"][0]["image"] == "icpr-library"}


def test_works_with_every_file_and_every_kind():
    assert sorted(KUSTOMIZATION["resources"]) == [path.name for path in FILES]
    assert set(OURS) == {"web", "worker", "migrate"}
    wanted = {
        *("Cluster", "ScheduledBackup", "Job", "Deployment", "Service", "Ingress"),
        *("PodDisruptionBudget", "HorizontalPodAutoscaler", "NetworkPolicy", "ConfigMap"),
    }
    assert wanted <= {told["kind"] for told in ALL}
    [image] = KUSTOMIZATION["images"]
    assert (image["name"], image["newTag"]) == ("icpr-library", version())


def test_there_is_one_of_each_name():
    names = [(told["kind"], told["metadata"]["name"]) for told in ALL]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", OURS)
def test_the_library_may_do_little(name):
    pod = OURS[name]["spec"]
    [container] = pod["containers"]
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    assert mounts == {"var": "/var/lib/icpr-library", "tmp": "/tmp"}
    assert {volume["name"] for volume in pod["volumes"]} == mounts.keys()
    assert container["resources"]["limits"]["memory"]


def test_what_is_selected_is_there():
    labels = [pod["metadata"]["labels"] for pod in PODS.values()]

    def is_somebody(wanted: dict) -> bool:
        return any(wanted.items() <= each.items() for each in labels)

    for told in of("Deployment"):
        assert told["spec"]["selector"]["matchLabels"].items() <= told["spec"]["template"]["metadata"]["labels"].items()
    for told in of("Service"):
        assert is_somebody(told["spec"]["selector"]), told
    for told in of("PodDisruptionBudget"):
        assert is_somebody(told["spec"]["selector"]["matchLabels"])
    for told in of("NetworkPolicy"):
        assert is_somebody(told["spec"]["podSelector"].get("matchLabels", {})), told
    for told in of("HorizontalPodAutoscaler"):
        target = told["spec"]["scaleTargetRef"]
        [scaled] = of(target["kind"], target["name"])
        assert "replicas" not in scaled["spec"], "each release would set the number back"


def test_ports_are_called_and_answered():
    for told in of("Service"):
        named = [
            port["name"]
            for pod in PODS.values()
            if told["spec"]["selector"].items() <= pod["metadata"]["labels"].items()
            for port in pod["spec"]["containers"][0]["ports"]
        ]
        assert [port["targetPort"] for port in told["spec"]["ports"]] == named
    [web] = OURS["web"]["spec"]["containers"]
    assert web["ports"] == [{"name": "http", "containerPort": 8000}]
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        assert web[probe]["httpGet"]["path"] in PROBES
        assert web[probe]["timeoutSeconds"] > 5, "they answer within five seconds"
    assert web["readinessProbe"]["httpGet"]["path"] == "/readyz"
    assert web["livenessProbe"]["httpGet"]["path"] == "/healthz", "a database that is away is no reason to restart"
    [ingress] = of("Ingress")
    for rule in ingress["spec"]["rules"]:
        for path in rule["http"]["paths"]:
            service = path["backend"]["service"]
            assert of("Service", service["name"])[0]["spec"]["ports"][0]["name"] == service["port"]["name"]


def test_what_is_secret_is_in_no_manifest_and_each_key_stands_in_the_example():
    keys = set(re.findall(r"^(\w+)=", (KUBERNETES / "secret.example.env").read_text(), re.MULTILINE))
    assert of("Secret") == []
    [settings] = of("ConfigMap")
    assert settings["data"].keys() & keys == set(), "each in one place"
    assert not any(re.search("KEY|PASSWORD|TOKEN", name) for name in settings["data"])
    assert all(isinstance(text, str) for text in settings["data"].values())
    for path in FILES:
        named = re.findall(r"name: library\s+key: (\w+)", path.read_text())
        assert set(named) <= keys, path.name


def test_the_database_that_is_named_is_the_one_that_is_made():
    [cluster] = of("Cluster")
    name = cluster["metadata"]["name"]
    for pod in OURS.values():
        address = pod["spec"]["containers"][0]["env"][0]
        assert address["name"] == "DATABASE_URL"
        assert address["valueFrom"]["secretKeyRef"] == {"name": f"{name}-app", "key": "uri"}
    [backup], [store] = of("ScheduledBackup"), of("ObjectStore")
    assert backup["spec"]["cluster"]["name"] == name
    [plugin] = cluster["spec"]["plugins"]
    assert plugin["name"] == backup["spec"]["pluginConfiguration"]["name"]
    assert plugin["parameters"]["barmanObjectName"] == store["metadata"]["name"]


def test_readers_are_answered_from_its_replica():
    """By web alone: migrate and the jobs need the primary. A name of another variable must be given before it."""
    [cluster] = of("Cluster")
    name, made = cluster["metadata"]["name"], cluster["spec"]["bootstrap"]["initdb"]
    assert cluster["spec"]["instances"] == 2, "one replica: the library looks after one"
    given = {pod: {each["name"]: each for each in OURS[pod]["spec"]["containers"][0]["env"]} for pod in OURS}
    assert [pod for pod, names in given.items() if "READ_DATABASE_URL" in names] == ["web"]
    names = list(given["web"])
    assert names.index("DATABASE_PASSWORD") < names.index("READ_DATABASE_URL")
    secret = given["web"]["DATABASE_PASSWORD"]["valueFrom"]["secretKeyRef"]
    assert secret == {"name": f"{name}-app", "key": "password"}
    told = given["web"]["READ_DATABASE_URL"]["value"].replace("$(DATABASE_PASSWORD)", "hunter2")
    env = Env({"READ_DATABASE_URL": told})
    primary = database_from_url(f"postgresql://{made['owner']}:hunter2@{name}-rw:5432/{made['database']}")
    replica = env.replica("READ_DATABASE_URL", primary)
    env.finish()
    assert replica == primary | {"HOST": f"{name}-ro"}


def test_figures_are_told_to_prometheus_alone():
    lines = (KUBERNETES / "secret.example.env").read_text().splitlines()
    assert "METRICS_TOKEN=" in lines
    [policy] = of("NetworkPolicy", "web")
    [rule] = policy["spec"]["ingress"]
    allowed = [each["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"] for each in rule["from"]]
    assert allowed == ["traefik", "monitoring"]
    assert rule["ports"] == [{"port": "http"}]
    [scrape] = yaml.safe_load(
        re.sub(
            r"^( *)# ?(?=( *)(kubernetes_sd|- role|namespaces|names|selectors|label))",
            r"\1",
            SCRAPE,
            flags=re.MULTILINE,
        )
    )["scrape_configs"]
    [found] = scrape["kubernetes_sd_configs"]
    assert found["namespaces"]["names"] == [KUSTOMIZATION["namespace"]]
    name, _, value = found["selectors"][0]["label"].partition("=")
    assert OURS["web"]["metadata"]["labels"][name] == value


def test_copies_forget_in_time_what_was_deleted(settings):
    """BACKUP_DAYS is what readers are told: a copy goes when it is too old, and at the next look a day later."""
    [store], [litestream] = of("ObjectStore"), documents(DEPLOY / "litestream.yml")
    days = int(store["spec"]["retentionPolicy"].removesuffix("d"))
    assert days + 1 + 1 <= settings.BACKUP_DAYS
    hours = [int(litestream["snapshot"][name].removesuffix("h")) for name in ("retention", "interval")]
    assert sum(hours) <= settings.BACKUP_DAYS * 24


@pytest.mark.skipif(not KUBECTL, reason="kubectl is not here")
def test_kubectl_puts_them_together():
    done = subprocess.run([KUBECTL, "kustomize", KUBERNETES], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert f"image: registry.example.org/icpr-library:{version()}" in done.stdout
    assert done.stdout.count("\nkind: ") + done.stdout.startswith("kind: ") >= len(ALL)
