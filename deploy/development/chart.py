"""What the Helm chart runs, written from the launcher's list of processes and from docker-compose.yml.

Name and command come from `deploy/launcher/processes.py`, image and needs (the networks) from docker-compose.yml: three
ways to run the portal, one list.
"""

from typing import Any

import yaml

from chassis.amqp.names import call_queue
from contracts.services import PROTOCOLS, SERVICES
from deploy.launcher.host.paths import ROOT
from deploy.launcher.processes import GATEWAY, WORKERS, Process
from deploy.provisioning.broker import LARGEST_MESSAGE

CHART = ROOT / "deploy/helm/cabinet"
PAGE = CHART / "processes.yaml"
SECRET = {"BANK_PASSWORD", "BANK_CALLBACK_TOKEN", "SECRET_KEY", "DATA_KEYS", "LETTER_KEYS"}
"""Files of the holder's Secret."""
DEMONSTRATION = {"MAILBOX_URL", "UNSCANNED_FILES"}
_HEAD = (
    "# Written by `./cabinet docs` from deploy/launcher/processes.py and docker-compose.yml; do not change it here.\n"
)


def page() -> str:
    """Returns the whole file."""
    containers = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    written = {
        "largestMessage": LARGEST_MESSAGE,
        "processes": [_process(process, containers[process.name]) for process in (*WORKERS, GATEWAY)],
        "jobs": [*(_migration(name, containers) for name in SERVICES), _topology(containers)],
    }
    return _HEAD + str(yaml.safe_dump(written, sort_keys=False, allow_unicode=True, width=120))


def _process(process: Process, container: dict[str, Any]) -> dict[str, Any]:
    settings = [name for name in process.settings if name not in SECRET | DEMONSTRATION]
    row = {"name": process.name, "kind": _kind(process), "holder": process.broker, "image": container["image"]}
    row |= {"needs": _needs(container), "settings": settings}
    row |= {"arguments": str(container["command"]).split(), "command": list(container.get("entrypoint") or [])}
    if process.name in PROTOCOLS:
        row["queues"] = [call_queue(process.name)]
    return row


def _kind(process: Process) -> str:
    if process.name.endswith("-relay"):
        return "relay"
    return "service" if process.name in SERVICES else process.name


def _migration(service: str, containers: dict[str, Any]) -> dict[str, Any]:
    container = containers[f"{service}-migrations"]
    settings = [name for name in containers[service].get("environment") or {} if name in _PLAIN]
    return {
        "name": f"{service}-migrations",
        "weight": 0,
        "holder": f"{service}-owner",
        "image": container["image"],
        "needs": ["databases"],
        "settings": settings,
        "arguments": str(container["command"]).split(),
    }


_PLAIN = {"PUBLIC_URL", "BANK_URL", "BANK_USER", "SMTP_URL", "MAIL_FROM", "DEMONSTRATION"}
"""Settings without which the settings class of a service refuses its migration as well."""


def _topology(containers: dict[str, Any]) -> dict[str, Any]:
    container = containers["topology"]
    return {
        "name": "topology",
        "weight": 5,
        "holder": "deploy-owner",
        "image": container["image"],
        "needs": ["bus"],
        "settings": [],
        "arguments": ["deploy.provisioning.topology"],
    }


def _needs(container: dict[str, Any]) -> list[str]:
    return [network for network in container["networks"] if network != "pages"]
