"""The manifests of deploy/: valid by their published schemas, and in agreement with each other and with the Dockerfile."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from dockerfile import instructions
from packaging.requirements import Requirement
from server import ROOT

from linreg.ui.guard import FRAMES

DEPLOY = ROOT / "deploy"
DOCKERFILE = dict(instructions(DEPLOY / "Dockerfile"))
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
OBJECTS: dict[str, dict[str, Any]] = {
    found["kind"]: found for found in yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text(encoding="utf-8"))
}
POD = OBJECTS["Deployment"]["spec"]["template"]["spec"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def nginx_test(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Write nginx's configuration to a folder, and let nginx test it."""
    subprocess.run(["sh", DEPLOY / "nginx" / "configure"], env={**os.environ, "STATE": str(folder), **environment}, check=True)
    return subprocess.run(["nginx", "-t", "-c", folder / "nginx.conf"], capture_output=True, text=True, check=False)


# nginx


@pytest.mark.parametrize("prefix", ["", "/course", "/a/b-c_d"])
@pytest.mark.parametrize("replicas", ["127.0.0.1:8501", "127.0.0.1:8501 127.0.0.1:8502 10.0.0.3:8501"])
def test_nginx_takes_the_configuration(tmp_path: Path, prefix: str, replicas: str) -> None:
    """The configuration is valid with and without a path, for one replica and for several."""
    done = nginx_test(tmp_path, LISTEN="127.0.0.1:8080", PREFIX=prefix, REPLICAS=replicas)
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr
    assert "@" not in re.sub("@starting", "", (tmp_path / "nginx.conf").read_text(encoding="utf-8"))


# Compose


def test_compose_is_valid() -> None:
    """The file follows the published schema of Compose."""
    program = Path(sys.executable).with_name("check-jsonschema")
    subprocess.run([program, "--builtin-schema", "vendor.compose-spec", DEPLOY / "compose.yaml"], check=True, capture_output=True)


def test_nginx_of_compose_knows_the_replicas(tmp_path: Path) -> None:
    """The container of nginx is given each replica's address, takes their configuration, and waits until they are healthy."""
    services = COMPOSE["services"]
    nginx = services["nginx"]
    replicas = {name: service for name, service in services.items() if name != "nginx"}
    addresses = [service["networks"]["default"]["ipv4_address"] for service in replicas.values()]
    environment = {name: value for name, value in nginx["environment"].items() if name != "STATE"}
    assert environment["REPLICAS"] == " ".join(f"{address}:{DOCKERFILE['EXPOSE']}" for address in addresses)
    assert environment["PREFIX"] == "${LINREG_PREFIX:-}"
    assert nginx_test(tmp_path, **{**environment, "PREFIX": ""}).returncode == 0
    assert nginx["ports"] == [f"${{LINREG_PORT:-8080}}:{environment['LISTEN']}"]
    assert nginx["depends_on"] == {name: {"condition": "service_healthy"} for name in replicas}
    for service in replicas.values():
        assert service["environment"] == {"STREAMLIT_SERVER_BASE_URL_PATH": environment["PREFIX"]}
        build = service["build"]
        assert (DEPLOY / build["context"] / build["dockerfile"]).samefile(DEPLOY / "Dockerfile")


def test_the_command_of_nginx_of_compose_starts_it(tmp_path: Path) -> None:
    """What the container of nginx runs writes the configuration to the only place that it can write, and starts nginx with it."""
    nginx = COMPOSE["services"]["nginx"]
    (mounted,) = nginx["volumes"]
    here, there, _ = mounted.split(":")
    *shell, program = nginx["command"]
    assert nginx["environment"]["STATE"].startswith(nginx["tmpfs"][0].split(":")[0])
    assert nginx["read_only"]
    program = program.replace("$$", "$").replace(there, str(DEPLOY / here)).replace("exec nginx", "exec nginx -t")
    environment = {**os.environ, **nginx["environment"], "STATE": str(tmp_path), "PREFIX": ""}
    subprocess.run([*shell, program], env=environment, check=True, capture_output=True)


# Kubernetes


@pytest.mark.parametrize("version", ["1.30", "1.37"])
@pytest.mark.parametrize("kind", OBJECTS)
def test_kubernetes_objects_are_valid(kind: str, version: str) -> None:
    """Each object follows the schemas of the oldest Kubernetes that the file names, and of a new one, without unknown fields."""
    assert "Kubernetes 1.30" in (DEPLOY / "kubernetes.yaml").read_text(encoding="utf-8").splitlines()[0]
    kubernetes_validate.validate(OBJECTS[kind], version, strict=True)


def test_kubernetes_objects_belong_together() -> None:
    """The service finds the pods, the ingress the service, the autoscaler the deployment, and a disruption leaves a pod."""
    labels = OBJECTS["Deployment"]["spec"]["template"]["metadata"]["labels"]
    service, backend = OBJECTS["Service"], OBJECTS["Ingress"]["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]
    selectors = [OBJECTS[kind]["spec"]["selector"]["matchLabels"] for kind in ("Deployment", "PodDisruptionBudget")]
    assert [*selectors, service["spec"]["selector"]] == [labels] * 3
    (container,) = POD["containers"]
    assert service["spec"]["ports"][0]["targetPort"] in {port["name"] for port in container["ports"]}
    assert backend["name"] == service["metadata"]["name"]
    assert backend["port"]["name"] in {port["name"] for port in service["spec"]["ports"]}
    scaler = OBJECTS["HorizontalPodAutoscaler"]["spec"]
    assert scaler["scaleTargetRef"]["name"] == OBJECTS["Deployment"]["metadata"]["name"]
    assert scaler["minReplicas"] > OBJECTS["PodDisruptionBudget"]["spec"]["maxUnavailable"]


def test_visitors_are_sticky_on_kubernetes() -> None:
    """Both kinds of ingress are told to keep a visitor at one pod by a cookie."""
    assert OBJECTS["Ingress"]["metadata"]["annotations"]["nginx.ingress.kubernetes.io/affinity"] == "cookie"
    assert OBJECTS["Service"]["metadata"]["annotations"]["traefik.ingress.kubernetes.io/service.sticky.cookie"] == "true"


def test_pods_are_the_image() -> None:
    """A pod runs as the image's user at its port, writes nothing, has no rights, and is of the project's version."""
    (container,) = POD["containers"]
    assert container["image"].endswith(f"linreg:{PROJECT['version']}")
    assert [port["containerPort"] for port in container["ports"]] == [int(DOCKERFILE["EXPOSE"])]
    security = POD["securityContext"]
    assert f"{security['runAsUser']}:{security['runAsGroup']}" == DOCKERFILE["USER"]
    assert security["runAsNonRoot"]
    assert container["securityContext"] == {
        "readOnlyRootFilesystem": True,
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
    }
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        path = container[probe]["httpGet"]["path"]
        assert f"'{path}'" in DOCKERFILE["HEALTHCHECK"]


def test_one_python_in_the_image() -> None:
    """The image has the Python that the project is tested with."""
    assert f"python:{PROJECT['requires-python'].removeprefix('>=')}-slim" == DOCKERFILE["FROM"]


# Hugging Face


def test_the_space_knows_the_port() -> None:
    """The head of the Space's README names the kind, the image's port and the project's licence, all as Spaces want it."""
    text = (DEPLOY / "space" / "README.md").read_text(encoding="utf-8")
    head = yaml.safe_load(text.split("---")[1])
    assert head["sdk"] == "docker"
    assert head["app_port"] == int(DOCKERFILE["EXPOSE"])
    assert head["license"] == PROJECT["license"].lower()
    assert len(head["short_description"]) <= 60
    colors = {"red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray"}
    assert {head["colorFrom"], head["colorTo"]} <= colors


def test_a_space_gets_what_its_image_copies(tmp_path: Path) -> None:
    """`deploy/space/push` gives a Space what is committed of all that the Dockerfile copies; its host may show it in a frame."""
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    space, other = tmp_path / "space.git", tmp_path / "other"
    subprocess.run([*git, "init", "--quiet", "--bare", space], check=True)
    subprocess.run([*git, "clone", "--quiet", space, other], check=True, capture_output=True)
    (other / "old.txt").touch()
    for command in (["add", "old.txt"], ["commit", "--quiet", "-m", "old"], ["push", "--quiet", "origin", "HEAD"]):
        subprocess.run([*git, "-C", other, *command], check=True)
    who = {f"GIT_{role}_{part}": "a@example.org" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    for _ in range(2):  # the second time there is nothing to do
        done = subprocess.run(
            [DEPLOY / "space" / "push", space], env={**os.environ, **who}, check=True, capture_output=True, text=True
        )
    assert done.stdout == "The Space is up to date.\n"
    held = subprocess.run([*git, "-C", space, "ls-tree", "--name-only", "HEAD"], check=True, capture_output=True, text=True).stdout
    copied = {rest.split()[0].rstrip("/") for word, rest in instructions(DEPLOY / "Dockerfile") if word == "COPY"}
    assert set(held.split()) == copied | {"Dockerfile", "README.md", "LICENSE"}
    image = subprocess.run([*git, "-C", space, "show", "HEAD:Dockerfile"], check=True, capture_output=True, text=True).stdout
    assert f"ENV {FRAMES}=https://huggingface.co" in image.splitlines()


# Streamlit Community Cloud


def test_the_cloud_takes_the_pinned_torch() -> None:
    """The file beside the cloud's entry adds to requirements.txt only where torch comes from: the CPU build of the same version."""
    lines = (DEPLOY / "cloud" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    torch, rest = [line for line in lines if not line.startswith("#")]
    assert (DEPLOY / "cloud" / rest.removeprefix("-r ")).samefile(ROOT / "requirements.txt")
    found, oldest = Requirement(torch), PROJECT["requires-python"].removeprefix(">=").replace(".", "")
    (pin,) = re.findall(r"^torch==(.*)$", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)
    index = DOCKERFILE["ARG"].partition("=")[2]
    assert found.name == "torch"
    assert found.url == f"{index}/torch-{pin}%2Bcpu-cp{oldest}-cp{oldest}-manylinux_2_28_x86_64.whl"
