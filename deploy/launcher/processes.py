"""What runs on one machine and with which settings: the whole system as data.

Stages start one after the other's preparation and stop in reverse order. In the strings,
`{port[x]}` is the port that this copy of the project keeps for x, `{secret[x]}` its password,
`{python}` the interpreter. `deploy/launcher/system.py` fills them in; docker-compose.yml declares
the same system for containers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from contracts.services import SERVICES
from deploy.simulators.bank_sandbox.settings import CALLBACK_PATH

PORTAL = "http://127.0.0.1:{port[gateway]}"
BANK = "http://127.0.0.1:{port[bank-sandbox]}"
MAILBOX = "http://127.0.0.1:{port[mailbox]}"


@dataclass(frozen=True)
class Process:
    """One process. It gets the database of `service`, the broker user `broker`, and a health port of its own."""

    name: str
    command: str
    service: str | None = None
    broker: str | None = None
    only_reads: bool = False
    """Whether it gets the role that may read the database and change nothing."""
    settings: Mapping[str, str] = field(default_factory=dict)
    listens: str | None = None
    """The name of the port it serves on, when that is not a health port of the chassis."""
    declared_in: tuple[str, ...] = ()
    """Files whose settings classes say what else the caller of `./cabinet up` may set for it."""
    sources: tuple[str, ...] = ()
    """Folders whose changes restart it under `up --reload`."""
    health: str | None = "/readyz"
    """Asked until it answers 200; None: an open port is enough."""


SETTINGS: dict[str, dict[str, str]] = {
    "auth": {
        "PUBLIC_URL": PORTAL,
        "DATA_KEYS": "{secret[data-keys]}",
        "LETTER_KEYS": "{secret[letter-keys]}",
        "OWNERSHIP_PROOF": "none",
    },
    "billing": {"PUBLIC_URL": PORTAL, "DEMONSTRATION": "1"},
    "readings": {},
    "payments": {
        "PUBLIC_URL": PORTAL,
        "BANK_URL": BANK,
        "BANK_USER": "cabinet-api",
        "BANK_PASSWORD": "{secret[bank]}",
        "BANK_CALLBACK_TOKEN": "{secret[bank-callback]}",
        "SBP_ENABLED": "true",
    },
    "notifications": {
        "PUBLIC_URL": PORTAL,
        "LETTER_KEYS": "{secret[letter-keys]}",
        "SMTP_URL": "smtp://127.0.0.1:{port[smtp]}",
        "MAIL_FROM": "kabinet@example.ru",
    },
    "feedback": {"UNSCANNED_FILES": "1"},
    "printer": {"PUBLIC_URL": PORTAL, "MAX_WORKERS": "1"},
    "partners": {"PARTNERS_FILE": "{home}/partners.json"},
    "gateway": {
        "PUBLIC_URL": PORTAL,
        "SECRET_KEY": "{secret[cookies]}",
        "BANK_ORIGIN": BANK,
        "MAILBOX_URL": MAILBOX,
    },
}
"""Beyond DATABASE_URL, AMQP_URL and HEALTH_PORT, which every service gets."""

SHARED = ("contracts", "chassis", "intake", "wording")
"""Folders that every process of ours is made of."""

STAND_INS = (
    Process(
        "mailbox",
        "{python} -m deploy.simulators.mailbox --smtp-port {port[smtp]} --http-port {port[mailbox]}"
        " --store {home}/letters",
        listens="mailbox",
        health=None,
    ),
    Process(
        "bank-sandbox",
        "{python} -m deploy.simulators.bank_sandbox --port {port[bank-sandbox]} --journal {home}/bank.journal"
        f" --callback-url {PORTAL}{CALLBACK_PATH}",
        settings={"BANK_PASSWORD": "{secret[bank]}", "BANK_CALLBACK_TOKEN": "{secret[bank-callback]}"},
        declared_in=("services/payments/settings.py",),
        listens="bank-sandbox",
        health=None,
    ),
)
"""Simulators of the outside world: the bank and the customers' mail provider."""

TRACES = "http://127.0.0.1:{port[traces]}"
TRACE_VIEWER = Process(
    "traces",
    "{python} -m deploy.simulators.trace_viewer --port {port[traces]} --store {home}/traces.sqlite",
    listens="traces",
    health=None,
)
"""Collects the spans of all processes under `up --traces`, before they start."""

WORKERS = (
    *(
        Process(
            f"{name}{suffix}",
            f"{{python}} -m services.{name} {command}",
            service=name,
            broker=name,
            settings=SETTINGS[name],
            declared_in=(f"services/{name}/settings.py",),
            sources=(*SHARED, f"services/{name}"),
        )
        for suffix, command in (("", "run"), ("-relay", "relay"))
        for name in SERVICES
    ),
    # The printer is billing's computing-heavy half: a process of its own on billing's database.
    Process(
        "printer",
        "{python} -m services.billing.printer run",
        service="billing",
        broker="printer",
        only_reads=True,
        settings=SETTINGS["printer"],
        declared_in=("services/billing/settings.py", "services/billing/printer/settings.py"),
        sources=(*SHARED, "services/billing"),
    ),
    Process(
        "partners",
        "{python} -m services.partners_bridge",
        broker="partners",
        settings=SETTINGS["partners"],
        sources=(*SHARED, "services/partners_bridge"),
    ),
)

GATEWAY = Process(
    "gateway",
    "{python} -m gunicorn gateway.wsgi:app --bind 127.0.0.1:{port[gateway]}"
    " --worker-class gateway.worker.PatientWorker --threads 16 --graceful-timeout 10"
    " --no-control-socket --worker-tmp-dir /dev/shm",
    broker="gateway",
    settings=SETTINGS["gateway"],
    declared_in=("gateway/settings.py",),
    sources=(*SHARED, "gateway"),
    listens="gateway",
)

STAGES = (STAND_INS, WORKERS, (GATEWAY,))
"""Started in this order, stopped in the opposite one."""
