"""`deploy/monitoring/dashboards/*.json`: a Grafana dashboard for each process of ours, for events, and for money.

One table of panels, because the same questions are asked of every service: how much, how often wrong, how slow (of
calls, events and timers), and how full (workers, connections, hub, queues).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contracts.services import SERVICES
from deploy.launcher.host.paths import ROOT

FOLDER = ROOT / "deploy" / "monitoring" / "dashboards"
SOURCE = {"type": "prometheus", "uid": "${source}"}
WIDTH, HEIGHT, COLUMNS = 8, 8, 3


@dataclass(frozen=True, slots=True)
class Panel:
    """A graph: its title, its unit as Grafana names it, and what it draws, by legend."""

    title: str
    unit: str
    draws: Mapping[str, str]


def _slowest(metric: str, by: str, where: str = "") -> str:
    return f"topk(8, histogram_quantile(0.99, sum by (le, {by}) (rate({metric}_bucket{{{where}}}[5m]))))"


def of_a_service(name: str) -> list[Panel]:
    """What is asked of every service; its processes have the job of its name."""
    job = f'job="{name}"'
    served = "cabinet_rpc_server_duration_seconds"
    failed = f'{served}_count{{{job},outcome=~"internal|unavailable|deadline|expired"}}'
    return [
        Panel("Calls by method", "reqps", {"{{method}}": f"sum by (method) (rate({served}_count{{{job}}}[5m]))"}),
        Panel("Calls that fail", "reqps", {"{{method}} {{outcome}}": f"sum by (method, outcome) (rate({failed}[5m]))"}),
        Panel("Slowest methods, 99 of 100", "s", {"{{method}}": _slowest(served, "method", job)}),
        Panel(
            "Deliveries by outcome",
            "eps",
            {"{{outcome}}": f"sum by (outcome) (rate(cabinet_event_deliveries_total{{{job}}}[5m]))"},
        ),
        Panel(
            "Events: from moment to effect", "s", {"{{queue}}": _slowest("cabinet_event_delay_seconds", "queue", job)}
        ),
        Panel("Queues", "short", {"{{queue}}": f"max by (queue) (cabinet_queue_messages{{{job}}})"}),
        Panel(
            "Workers",
            "short",
            {
                "busy {{instance}}": f"cabinet_workers_busy{{{job}}}",
                "limit": f"max(cabinet_workers_limit{{{job}}})",
                "messages that wait {{instance}}": f"cabinet_workers_awaited{{{job}}}",
            },
        ),
        Panel(
            "Database connections",
            "short",
            {
                "in use {{instance}}": f"cabinet_database_pool_in_use{{{job}}}",
                "limit": f"max(cabinet_database_pool_limit{{{job}}})",
            },
        ),
        Panel("Hub: how late it wakes", "s", {"{{instance}}": _slowest("cabinet_hub_lag_seconds", "instance", job)}),
        Panel(
            "Timers that fail",
            "short",
            {"{{timer}}": f'sum by (timer) (increase(cabinet_timer_runs_total{{{job},outcome="failed"}}[1h]))'},
        ),
        Panel("Processor time", "percentunit", {"{{instance}}": f"rate(process_cpu_seconds_total{{{job}}}[5m])"}),
        Panel("Memory", "bytes", {"{{instance}}": f"process_resident_memory_bytes{{{job}}}"}),
    ]


GATEWAY = [
    Panel("Answers by status", "reqps", {"{{status}}": "sum by (status) (rate(cabinet_http_requests_total[5m]))"}),
    Panel(
        "Time to answer",
        "s",
        {
            f"{share} of 100": f"histogram_quantile(0.{share}, sum by (le)"
            " (rate(cabinet_http_request_duration_seconds_bucket[5m])))"
            for share in (50, 95, 99)
        },
    ),
    Panel(
        "Slowest pages, 99 of 100", "s", {"{{endpoint}}": _slowest("cabinet_http_request_duration_seconds", "endpoint")}
    ),
    Panel(
        "Calls by service",
        "reqps",
        {"{{service}}": "sum by (service) (rate(cabinet_rpc_client_duration_seconds_count[5m]))"},
    ),
    Panel(
        "Calls without an answer",
        "reqps",
        {
            "{{service}} {{outcome}}": "sum by (service, outcome)"
            ' (rate(cabinet_rpc_client_duration_seconds_count{outcome=~"timeout|unavailable|failed"}[5m]))'
        },
    ),
    Panel("Slowest calls, 99 of 100", "s", {"{{method}}": _slowest("cabinet_rpc_client_duration_seconds", "method")}),
    Panel("Requests in progress", "short", {"requests": "sum(cabinet_http_requests_in_progress)"}),
    Panel(
        "Objectives: share of failures in an hour",
        "percentunit",
        {"{{slo}}": "1 - slo:good:rate1h / slo:total:rate1h"},
    ),
]
EVENTS = [
    Panel("Outbox: oldest event", "s", {"{{job}}": "max by (job) (cabinet_outbox_oldest_age_seconds)"}),
    Panel("Outbox: events that wait", "short", {"{{job}}": "max by (job) (cabinet_outbox_waiting)"}),
    Panel("Published", "eps", {"{{job}}": "sum by (job) (rate(cabinet_outbox_published_total[5m]))"}),
    Panel("Unroutable", "short", {"{{job}}": "sum by (job) (increase(cabinet_outbox_returned_total[1h]))"}),
    Panel("Dead letters", "short", {"{{queue}}": "max by (queue) (cabinet_dead_letters) > 0"}),
    Panel("Oldest dead letter", "s", {"{{queue}}": "max by (queue) (cabinet_dead_letter_oldest_age_seconds) > 0"}),
    Panel("Longest queues", "short", {"{{queue}}": "topk(8, max by (queue) (cabinet_queue_messages))"}),
    Panel(
        "Deliveries by outcome", "eps", {"{{outcome}}": "sum by (outcome) (rate(cabinet_event_deliveries_total[5m]))"}
    ),
    Panel("From moment to effect, 99 of 100", "s", {"{{queue}}": _slowest("cabinet_event_delay_seconds", "queue")}),
    Panel("Partners", "short", {"{{partner}}": "min by (partner) (cabinet_partner_connected)"}),
    Panel(
        "Events of partners",
        "eps",
        {"{{partner}} {{outcome}}": "sum by (partner, outcome) (rate(cabinet_partner_events_total[5m]))"},
    ),
    Panel(
        "Senders that are not proven",
        "short",
        {"{{job}} {{kind}} {{outcome}}": "sum by (job, kind, outcome) (increase(cabinet_bus_untrusted_total[1h]))"},
    ),
]
MONEY = [
    Panel("Payments that wait for staff", "short", {"{{why}}": "max by (why) (cabinet_payments_waiting_for_staff)"}),
    Panel(
        "How long the oldest waits",
        "s",
        {"{{why}}": "max by (why) (cabinet_payments_waiting_for_staff_oldest_age_seconds)"},
    ),
    Panel("Differences", "short", {"differences": "max(cabinet_reconciliation_differences)"}),
    Panel("Oldest day with a difference", "s", {"age": "max(cabinet_reconciliation_difference_oldest_age_seconds)"}),
    Panel("Unfinished payments", "short", {"{{state}}": "max by (state) (cabinet_payments_unfinished)"}),
    Panel(
        "Changes of state in an hour",
        "short",
        {"{{state}}": "sum by (state) (increase(cabinet_payment_transitions_total[1h]))"},
    ),
    Panel(
        "Answers of the bank",
        "reqps",
        {"{{method}} {{answer}}": "sum by (method, answer) (rate(cabinet_payment_bank_answers_total[5m]))"},
    ),
    Panel("Callbacks", "reqps", {"{{kind}}": "sum by (kind) (rate(cabinet_payment_callbacks_total[5m]))"}),
    Panel(
        "Rows of bank statements in a day",
        "short",
        {"{{outcome}}": "sum by (outcome) (increase(cabinet_payment_register_rows_total[1d]))"},
    ),
    Panel("Letters that wait", "short", {"{{lane}}": "max by (lane) (cabinet_letters_waiting)"}),
    Panel("Oldest letter", "s", {"{{lane}}": "max by (lane) (cabinet_letters_waiting_oldest_age_seconds)"}),
    Panel(
        "Attempts to send letters",
        "eps",
        {"{{outcome}}": "sum by (outcome) (rate(cabinet_letter_attempts_total[5m]))"},
    ),
]

DASHBOARDS: dict[str, tuple[str, list[Panel]]] = {
    "gateway": ("Gateway", GATEWAY),
    "events": ("Events", EVENTS),
    "money": ("Money and letters", MONEY),
    **{name: (f"Service {name}", of_a_service(name)) for name in (*SERVICES, "printer")},
}


def written() -> dict[Path, str]:
    """Returns the text of each file."""
    return {
        FOLDER / f"{name}.json": json.dumps(_dashboard(name, title, panels), indent=1, ensure_ascii=False) + "\n"
        for name, (title, panels) in DASHBOARDS.items()
    }


def queries() -> list[str]:
    """Every expression of every panel."""
    return sorted({query for _, panels in DASHBOARDS.values() for panel in panels for query in panel.draws.values()})


def _dashboard(name: str, title: str, panels: list[Panel]) -> dict[str, Any]:
    source = {"name": "source", "label": "Prometheus", "type": "datasource", "query": "prometheus"}
    return {
        "uid": f"cabinet-{name}",
        "title": f"Cabinet: {title}",
        "tags": ["cabinet"],
        "schemaVersion": 39,
        "refresh": "30s",
        "time": {"from": "now-3h", "to": "now"},
        "templating": {"list": [source]},
        "panels": [_panel(number, panel) for number, panel in enumerate(panels)],
    }


def _panel(number: int, panel: Panel) -> dict[str, Any]:
    place = {"x": number % COLUMNS * WIDTH, "y": number // COLUMNS * HEIGHT, "w": WIDTH, "h": HEIGHT}
    targets = [
        {"refId": chr(ord("A") + at), "datasource": SOURCE, "expr": query, "legendFormat": legend, "exemplar": True}
        for at, (legend, query) in enumerate(panel.draws.items())
    ]
    return {
        "id": number + 1,
        "type": "timeseries",
        "title": panel.title,
        "datasource": SOURCE,
        "gridPos": place,
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
        "targets": targets,
    }
