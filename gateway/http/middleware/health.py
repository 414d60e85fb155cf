"""Probes: `/healthz` for whoever restarts the process, `/readyz` for whoever sends it requests."""

from flask import Flask, g

from chassis.context import SYSTEM
from contracts.audit import AuditQuery, KeepsAudit
from contracts.services import answering
from gateway.backend.rpc import Round, services

SECONDS = 2.0
"""How long a probe waits for the services; whoever asks must wait longer."""


def install(app: Flask) -> None:
    """`/healthz` asks nobody; `/readyz` is 200 while the broker's connection is up, and tells which services answer.

    No service decides: one that is away is away for every gateway, and a gateway says so on its own page (ADR 7),
    which is better than a proxy that has nobody left to ask.
    """

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/readyz")
    def readyz() -> tuple[dict[str, str], int]:
        found = answers()
        connected = services().client.connected
        lines = {name: "ok" if answered else "silent" for name, answered in found.items()}
        return {"broker": "connected" if connected else "disconnected", **lines}, 200 if connected else 503


def answers() -> dict[str, bool]:
    """Which services answer now; a refusal is an answer too."""
    g.caller = SYSTEM
    with Round(SECONDS) as ask:
        found = {name: ask(getattr(services(), name).list_audit, AuditQuery(limit=1)) for name in answering(KeepsAudit)}
    return {name: not answer.missing for name, answer in found.items()}
