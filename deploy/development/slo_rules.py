"""`deploy/monitoring/slo.yml`: what is promised, how much of it was kept, and alerts when the rest is used up too fast.

An objective leaves a budget of failures for 30 days. A rule fires when the budget is burnt at a rate at which it would
not last, over a long window, so that one blip is no alert, and over a short one, so that it ends when the trouble ends
(Google, The Site Reliability Workbook, chapter 5). At least three cases must have failed: at night one of two is 50 %.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from deploy.launcher.host.paths import ROOT

PAGE = ROOT / "deploy" / "monitoring" / "slo.yml"
_HEAD = "# Made by `./cabinet docs` from deploy/development/slo_rules.py: do not change it by hand.\n"
_PROBES = 'endpoint!~"healthz|readyz|metrics|static|assets"'


@dataclass(frozen=True, slots=True)
class Objective:
    """What is promised. In the expressions `{w}` is the window."""

    name: str
    promise: str
    share: float
    """Of all cases, the share that must be good."""
    total: str
    good: str
    action: str

    @property
    def alert(self) -> str:
        return "".join(part.capitalize() for part in self.name.split("_")) + "Objective"


OBJECTIVES = (
    Objective(
        "page",
        "Of 200 pages one may end in an error of ours.",
        0.995,
        f"sum(rate(cabinet_http_requests_total{{{_PROBES}}}[{{w}}]))",
        f'sum(rate(cabinet_http_requests_total{{{_PROBES},status!~"5.."}}[{{w}}]))',
        "/readyz of each service says which dependency is missing; the gateway's log has the incidents.",
    ),
    Objective(
        "page_speed",
        "Of 100 pages one may take longer than a second.",
        0.99,
        f"sum(rate(cabinet_http_request_duration_seconds_count{{{_PROBES}}}[{{w}}]))",
        f'sum(rate(cabinet_http_request_duration_seconds_bucket{{{_PROBES},le="1.0"}}[{{w}}]))',
        "The dashboard of the gateway shows the slow service by its calls; add a replica or look at its database.",
    ),
    Objective(
        "payment",
        "Of 200 payments that customers start one may fail by us.",
        0.995,
        'sum(rate(cabinet_rpc_client_duration_seconds_count{service="payments",method="start_payment"}[{w}]))',
        'sum(rate(cabinet_rpc_client_duration_seconds_count{service="payments",method="start_payment",'
        'outcome=~"ok|refused"}[{w}]))',
        "The log of payments; BankDoesNotAnswer says whether it is the bank.",
    ),
    Objective(
        "credit",
        "Of 1000 paid payments one may take longer than a minute to the account's ledger.",
        0.999,
        'sum(rate(cabinet_event_delay_seconds_count{queue="billing.payments.payment_succeeded.v1"}[{w}]))',
        'sum(rate(cabinet_event_delay_seconds_bucket{queue="billing.payments.payment_succeeded.v1",le="60.0"}[{w}]))',
        "OutboxLagHigh of payments, DeadLetters and the queue of billing; nothing is lost meanwhile.",
    ),
    Objective(
        "letter",
        "Of 100 letters that somebody waits for one may leave later than five minutes after its cause.",
        0.99,
        'sum(rate(cabinet_letter_delay_seconds_count{lane="urgent"}[{w}]))',
        'sum(rate(cabinet_letter_delay_seconds_bucket{lane="urgent",le="300.0"}[{w}]))',
        "The log of notifications has the mail server's replies; letters leave by themselves.",
    ),
    Objective(
        "fact",
        "Of 1000 events one may take longer than a minute to its effect.",
        0.999,
        "sum(rate(cabinet_event_delay_seconds_count[{w}]))",
        'sum(rate(cabinet_event_delay_seconds_bucket{le="60.0"}[{w}]))',
        "The dashboard of events shows the queue; its consumer's log, workers and database.",
    ),
)

WINDOWS = {"5m": 300, "30m": 1800, "1h": 3600, "2h": 7200, "6h": 21600, "1d": 86400, "3d": 259200}
"""Seconds by the name of the window."""
PAIRS = {"page": ((14.4, "1h", "5m"), (6.0, "6h", "30m")), "ticket": ((3.0, "1d", "2h"), (1.0, "3d", "6h"))}
"""Burn rate, long and short window by severity: 2 % of the budget in an hour, 5 % in six, 10 % in a day or three."""
_FAILED_AT_LEAST = 3


def page() -> str:
    """Returns the text of the rule file."""
    return "\n".join([_HEAD + "groups:", *_groups(), ""])


def _groups() -> Iterator[str]:
    for one in OBJECTIVES:
        yield f"  - name: slo-{one.name}"
        yield "    rules:"
        for window in WINDOWS:
            yield from _recorded("slo:total:rate", one, window, one.total.replace("{w}", window))
            good = f"{one.good} or 0 * {one.total}"  # when all has failed there is no series of what is good
            yield from _recorded("slo:good:rate", one, window, good.replace("{w}", window))
        for severity, pairs in PAIRS.items():
            yield from _alert(one, severity, pairs)


def _recorded(kind: str, one: Objective, window: str, expression: str) -> Iterator[str]:
    yield f"      - record: {kind}{window}"
    yield f"        expr: '{expression}'"
    yield f"        labels: {{slo: {one.name}}}"


def _alert(one: Objective, severity: str, pairs: tuple[tuple[float, str, str], ...]) -> Iterator[str]:
    yield f"      - alert: {one.alert}"
    yield "        expr: >-"
    yield "          " + "\n          or ".join(_burning(one, *pair) for pair in pairs)
    yield f"        labels: {{severity: {severity}}}"
    yield "        annotations:"
    yield f"          summary: {one.promise} The budget for 30 days is being used up too fast."
    yield f"          action: {one.action}"
    yield f"          runbook: docs/operations.md#{one.alert.lower()}"


def _burning(one: Objective, rate: float, long: str, short: str) -> str:
    limit = f"{rate * (1 - one.share):.4f}".rstrip("0")
    conditions = [f"{_share(one, window)} > {limit}" for window in (long, short)]
    enough = f"({_of('total', one, long)} - {_of('good', one, long)}) * {WINDOWS[long]} >= {_FAILED_AT_LEAST}"
    return "(" + " and ".join([*conditions, enough]) + ")"


def _share(one: Objective, window: str) -> str:
    return f"1 - {_of('good', one, window)} / {_of('total', one, window)}"


def _of(kind: str, one: Objective, window: str) -> str:
    return f'slo:{kind}:rate{window}{{slo="{one.name}"}}'
