"""Probes: `/healthz` for whoever restarts the process, `/readyz` for whoever sends it requests."""

from flask import Flask, g

from chassis.context import SYSTEM
from contracts.audit import AuditQuery, KeepsAudit
from contracts.services import answering
from gateway.backend.rpc import Round, services

SECONDS = 2.0
"""How long a probe waits for the services; whoever asks must wait longer."""
NEEDED = "auth"
"""Without it nobody is recognised. A page goes without any other service (ADR 7), so none of them decides."""


def install(app: Flask) -> None:
    """`/healthz` asks nobody; `/readyz` is 200 while the broker's connection is up and auth answers."""

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/readyz")
    def readyz() -> tuple[dict[str, str], int]:
        found = answers()
        connected = services().client.connected
        ready = connected and found[NEEDED]
        lines = {name: "ok" if answered else "silent" for name, answered in found.items()}
        return {"broker": "connected" if connected else "disconnected", **lines}, 200 if ready else 503


def answers() -> dict[str, bool]:
    """Which services answer now; a refusal is an answer too."""
    g.caller = SYSTEM
    with Round(SECONDS) as ask:
        found = {name: ask(getattr(services(), name).list_audit, AuditQuery(limit=1)) for name in answering(KeepsAudit)}
    return {name: not answer.missing for name, answer in found.items()}
