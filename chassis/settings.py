"""Typed settings from the environment and from secret files; a process with wrong ones does not start."""

import os
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

Settings = TypeVar("Settings", bound=BaseSettings)


class ProcessSettings(BaseSettings):
    """What every process of ours reads. Names are upper case in the environment, lower case as files in the
    directory CABINET_SECRETS_DIR; the environment wins."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    amqp_url: str = Field(pattern=r"^amqps?://")
    health_host: str = "127.0.0.1"
    health_port: int = Field(default=0, ge=0, le=65535)
    """0 switches the health server off."""
    log_level: str = Field(default="INFO", pattern=r"^(DEBUG|INFO|WARNING|ERROR)$")
    max_workers: int = Field(default=10, ge=1, le=200)
    """Greenlets that do work at the same time; also the prefetch of each queue and the size of the pool."""
    heartbeat: int = Field(default=20, ge=2, le=300)
    drain_seconds: float = Field(default=20, gt=0)
    """How long a stopping process lets its work finish."""
    ready_seconds: float = Field(default=30, gt=0)
    """How long a starting process may take until it consumes."""
    retry_seconds: tuple[int, ...] = (5, 30, 120, 600)
    """Delays between the attempts to handle an event; the topology step and the services must agree on them."""


class ServiceSettings(ProcessSettings):
    """Of a service with a database of its own."""

    database_url: str = Field(pattern=r"^postgresql\+psycopg://")
    audit_days: int = Field(default=1096, ge=1096, le=36_525)
    """How long the audit trail is kept; the database itself refuses to lose a record of the last three years."""
    migration_database_url: str | None = Field(default=None, pattern=r"^postgresql\+psycopg://")
    """The owner role's address, given to the migration step alone."""


@lru_cache
def load(kind: type[Settings]) -> Settings:
    """The settings of this process, read once; prints every missing or wrong name and exits with 2 otherwise."""
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
