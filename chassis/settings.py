"""Typed settings from the environment and from secret files; a process with wrong settings does not start."""

import os
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NoReturn, TypeVar

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

Settings = TypeVar("Settings", bound=BaseSettings)


Mode = Literal["enforce", "warn"]


class ProcessSettings(BaseSettings):
    """The settings of every process.

    Names are upper case in the environment and lower case as files in the directory CABINET_SECRETS_DIR; the
    environment wins.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    amqp_url: str = Field(pattern=r"^amqps?://")
    """The broker and the virtual host, with the process's own user."""
    health_host: str = "127.0.0.1"
    """Address on which `/healthz`, `/readyz` and `/metrics` are served."""
    health_port: int = Field(default=0, ge=0, le=65535)
    """0 switches the health server off."""
    log_level: str = Field(default="INFO", pattern=r"^(DEBUG|INFO|WARNING|ERROR)$")
    """Least severe level that is logged."""
    max_workers: int = Field(default=10, ge=1, le=200)
    """Greenlets that work at the same time; also the prefetch of each queue and the size of the database pool."""
    heartbeat: int = Field(default=20, ge=2, le=300)
    """Seconds between AMQP heartbeats; the broker closes a connection that misses two."""
    drain_seconds: float = Field(default=20, gt=0)
    """Seconds that a stopping process gives its work in flight."""
    ready_seconds: float = Field(default=30, gt=0)
    """Seconds that a starting process may take until it consumes its queues."""
    bus_trust: Mode = "enforce"
    """`enforce`: only signed calls and events of their source's user are processed. `warn`: what the former release
    sends without them is processed as well and counted, for the time of an upgrade (docs/operations.md)."""
    identity_key: SecretStr | None = None
    """`<process>.<number>:<base64>`, the private key by which this process signs its calls; the gateway needs one."""
    identity_keys: dict[str, str] = Field(default_factory=dict)
    """JSON of key id and public key: whose calls a service believes. During a change the former and the new ones."""
    otel_exporter_otlp_endpoint: str | None = Field(default=None, pattern=r"^https?://")
    """Where spans are sent to (OpenTelemetry, OTLP over HTTP, such as `http://collector:4318`); unset: nowhere."""
    otel_traces_sampler_arg: float = Field(default=1.0, ge=0, le=1)
    """The share of traces that are recorded, where spans are sent."""
    retry_seconds: tuple[int, ...] = (5, 30, 120, 600)
    """Delays between the attempts to handle an event; the topology step and the services must have the same."""


class ServiceSettings(ProcessSettings):
    """The settings of a service with a database."""

    database_url: str = Field(pattern=r"^postgresql\+psycopg://")
    """The service's own database, with the role that changes rows only. `pooler=transaction` among its parameters says
    that a pooler stands before the server (docs/operations.md)."""
    database_direct_url: str | None = Field(default=None, pattern=r"^postgresql\+psycopg://")
    """The same past a pooler, for the relay, which listens in a session of its own; by default `DATABASE_URL`."""
    audit_days: int = Field(default=1096, ge=1096, le=36_525)
    """Days for which the audit trail is kept; the database refuses to delete a record of the last three years."""
    migration_database_url: str | None = Field(default=None, pattern=r"^postgresql\+psycopg://")
    """The address with the owner role, for the migration step only."""


@lru_cache
def load(kind: type[Settings]) -> Settings:
    """Returns the settings of this process, read once. Prints every missing or wrong name and exits with 2."""
    secrets = os.environ.get("CABINET_SECRETS_DIR")
    if secrets and not Path(secrets).is_dir():
        _give_up([f"  CABINET_SECRETS_DIR: no such directory {secrets}"])
    options: dict[str, Any] = {"_secrets_dir": secrets} if secrets else {}
    try:
        return kind(**options)
    except ValidationError as wrong:
        _give_up(
            f"  {'.'.join(str(part) for part in error['loc']).upper()}: {_explain(error['type'], error['msg'])}"
            for error in wrong.errors(include_input=False, include_url=False)
        )


def _explain(kind: str, message: str) -> str:
    return "is not set" if kind == "missing" else message[:1].lower() + message[1:]


def _give_up(lines: Any) -> NoReturn:
    print("Cannot start, these settings are missing or wrong:", *lines, sep="\n", file=sys.stderr)  # noqa: T201
    raise SystemExit(2)
