"""What each alert must do, as series of readings a minute apart, in promtool's notation.

`_` is no reading: the process is not there yet, or is being restarted; `0x10` is 0 and then ten times 0 more. Every
alert has its first case on a system that has seen none, the case that stands before and after a restart, silence, and,
where the cause can end, the end of the alert.
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """Whether the alert fires at the minute `at` when the series read so."""

    alert: str
    what: str
    series: dict[str, str]
    at: int
    fires: bool


def _state(alert: str, bad: dict[str, str], good: dict[str, str] | None = None) -> Iterator[Case]:
    """An alert on gauges: it stands as long as what it says is so, whatever becomes of the process."""
    well = good or dict.fromkeys(bad, "0")
    yield Case(alert, "first", {name: f"_x9 {value}x40" for name, value in bad.items()}, 45, True)
    yield Case(alert, "restart", {name: f"{value}x20 _x5 {value}x40" for name, value in bad.items()}, 55, True)
    yield Case(alert, "silence", {name: f"{value}x60" for name, value in well.items()}, 60, False)
    ended = {name: f"{value}x20 {well[name]}x40" for name, value in bad.items()}
    yield Case(alert, "ended", ended, 60, False)


def _count(alert: str, series: str, several: int = 1, minutes: int = 20) -> Iterator[Case]:
    """An alert on a counter: it fires with the first case, also of a series that begins with it."""
    beginning = f"_x9 {several}x60" if several == 1 else f"0x9 0+1x{several} {several}x60"
    yield Case(alert, "first", {series: beginning}, 11 + (several if several > 1 else 0), True)
    again = f"{several}x80 _x5 0x2 {several}x80" if several > 1 else "1x80 _x5 0x2 1x80"
    yield Case(alert, "restart", {series: again}, 90, True)
    yield Case(alert, "silence", {series: "0x300"}, 290, False)
    yield Case(alert, "ended", {series: f"0x9 {several}x300"}, 200 + minutes, False)


def _waiting(alert: str, why: str) -> Iterator[Case]:
    yield from _state(alert, {f'cabinet_payments_waiting_for_staff{{job="payments",why="{why}"}}': "1"})


def _burning(alert: str, total: str, good: str) -> Iterator[Case]:
    """Objectives: nothing is good for half an hour, also when the callers have just been started."""
    all_is_well = {total: "0+60x300", good: "0+60x300"}
    yield Case(alert, "first", {total: "0+60x600", good: "0+60x200 12000x400"}, 240, True)
    yield Case(alert, "first, nothing was ever good", {total: "_x9 0+60x300"}, 60, True)
    yield Case(alert, "restart", {total: "0+60x200 0+60x200", good: "0+60x150 9000x50 0x200"}, 240, True)
    yield Case(alert, "silence", all_is_well, 290, False)
    yield Case(alert, "silence, nobody is there", {total: "50x300", good: "50x300"}, 290, False)
    yield Case(alert, "silence, one of two", {total: "0x200 2x100", good: "0x200 1x100"}, 240, False)
    yield Case(alert, "ended", {total: "0+60x1400", good: "0+60x100 6000x10 6000+60x1200"}, 600, False)


def _failing(alert: str, bad: str, good: str) -> Iterator[Case]:
    """The same for objectives whose failures are a series of their own."""
    yield Case(alert, "first", {bad: "0x200 0+60x400", good: "0+60x200 12000x400"}, 240, True)
    yield Case(alert, "first, nothing was ever good", {bad: "_x9 0+60x300"}, 60, True)
    yield Case(alert, "restart", {bad: "0x150 0+60x50 0+60x200", good: "0+60x150 9000x50 0x200"}, 240, True)
    yield Case(alert, "silence", {bad: "0x300", good: "0+60x300"}, 290, False)
    yield Case(alert, "silence, one of two", {bad: "0x200 1x100", good: "0x200 1x100"}, 240, False)
    yield Case(alert, "ended", {bad: "0x100 0+60x10 600x1300", good: "0+60x100 6000x10 6000+60x1200"}, 600, False)


UNCLEAR = 'cabinet_payment_bank_answers_total{job="payments",method="status",answer="Unclear"}'
CLEAR = 'cabinet_payment_bank_answers_total{job="payments",method="status",answer="OrderState"}'
OLD_DEAD = 'cabinet_dead_letter_oldest_age_seconds{job="billing",queue="billing.payments.payment_succeeded.v1"}'
TOLERATED = 'cabinet_bus_untrusted_total{job="auth",kind="call",outcome="tolerated"}'
SERVED = 'cabinet_rpc_server_duration_seconds_count{job="billing",method="get_bill",outcome="internal"}'
SILENT = (
    'cabinet_rpc_client_duration_seconds_count{job="gateway",service="billing",method="get_bill",outcome="timeout"}'
)
ANSWERED = 'cabinet_rpc_client_duration_seconds_count{job="gateway",service="billing",method="get_bill",outcome="ok"}'
PAID = 'cabinet_rpc_client_duration_seconds_count{service="payments",method="start_payment",outcome="%s"}'
BUSY, LIMIT, AWAITED = (f'cabinet_workers_{name}{{job="auth",instance="1"}}' for name in ("busy", "limit", "awaited"))
IN_USE, POOL = (f'cabinet_database_pool_{name}{{job="auth",instance="1"}}' for name in ("in_use", "limit"))
LAG = 'cabinet_hub_lag_seconds_bucket{job="auth",instance="1",le="%s"}'
STARTED = 'process_start_time_seconds{job="auth",instance="1"}'

CASES = [
    *_waiting("PaymentNeedsManualReview", "manual_review"),
    *_waiting("RefundNeedsManualReview", "refund"),
    *_waiting("Chargeback", "chargeback"),
    *_waiting("PaidPaymentContradicted", "contradiction"),
    *_state(
        "StaffKeepPaymentsWaiting",
        {'cabinet_payments_waiting_for_staff_oldest_age_seconds{job="payments",why="refund"}': "90000"},
    ),
    *_state(
        "PaymentStaysUnfinished",
        {'cabinet_payments_unfinished_oldest_age_seconds{job="payments",state="unknown"}': "4000"},
    ),
    Case(
        "PaymentStaysUnfinished",
        "silence while a customer is at the bank's page",
        {'cabinet_payments_unfinished_oldest_age_seconds{job="payments",state="awaiting_bank"}': "4000x60"},
        60,
        False,
    ),
    *_state("ReconciliationMismatch", {'cabinet_reconciliation_differences{job="payments"}': "1"}),
    *_state(
        "ReconciliationMismatchIsOld",
        {'cabinet_reconciliation_difference_oldest_age_seconds{job="payments"}': "400000"},
        {'cabinet_reconciliation_difference_oldest_age_seconds{job="payments"}': "90000"},
    ),
    *_count("ForbiddenTransition", 'cabinet_payment_forbidden_transitions_total{job="payments",transition="paid"}'),
    *_count("ForgedCallbacks", 'cabinet_payment_callbacks_total{job="payments",kind="forged"}', several=13),
    *_state("BankDoesNotAnswer", {UNCLEAR: "0+30", CLEAR: "0+1"}, {UNCLEAR: "0+1", CLEAR: "0+30"}),
    *_count("StaffCodesGuessed", 'cabinet_staff_codes_refused_total{job="auth",why="wrong"}', several=6, minutes=60),
    *_count("StrangersOnTheBus", 'cabinet_bus_untrusted_total{job="auth",kind="call",outcome="refused"}'),
    Case("UnsignedCallsAreTolerated", "first", {TOLERATED: "0+1x1600"}, 1550, True),
    Case("UnsignedCallsAreTolerated", "restart", {TOLERATED: "0+1x1400 0+1x200"}, 1550, True),
    Case("UnsignedCallsAreTolerated", "silence", {TOLERATED: "0x1600"}, 1550, False),
    Case("UnsignedCallsAreTolerated", "ended", {TOLERATED: "0+1x1400 1400x200"}, 1590, False),
    *_state("OutboxLagHigh", {'cabinet_outbox_oldest_age_seconds{job="payments"}': "90"}),
    *_state("DeadLetters", {'cabinet_dead_letters{job="billing",queue="billing.payments.payment_succeeded.v1"}': "1"}),
    *_state("DeadLettersAreOld", {OLD_DEAD: "90000"}, {OLD_DEAD: "600"}),
    *_state(
        "QueueIsNotRead",
        {'cabinet_queue_messages{job="billing",queue="billing.payments.payment_succeeded.v1"}': "2000"},
    ),
    *_count("UnroutableEvents", 'cabinet_outbox_returned_total{job="payments"}'),
    *_count("TimerFails", 'cabinet_timer_runs_total{job="auth",timer="forget_old",outcome="failed"}', 8, 40),
    *_state("PartnerIsCutOff", *({'cabinet_partner_connected{job="partners",partner="grid"}': v} for v in "01")),
    *_state("MailServerRefusesUs", {'cabinet_letters_unwelcome{job="notifications"}': "3"}),
    *_state(
        "LettersAreLate", {'cabinet_letters_waiting_oldest_age_seconds{job="notifications",lane="urgent"}': "1000"}
    ),
    Case(
        "LettersAreLate",
        "silence while bills are sent by the thousand",
        {'cabinet_letters_waiting_oldest_age_seconds{job="notifications",lane="bulk"}': "9000x60"},
        60,
        False,
    ),
    *_state("MethodsFail", {SERVED: "0+30"}),
    *_state("ServiceIsSilent", {SILENT: "0+20", ANSWERED: "7+0"}, {SILENT: "0+0", ANSWERED: "0+20"}),
    *_state("WorkersExhausted", {BUSY: "10", LIMIT: "10", AWAITED: "4"}, {BUSY: "9", LIMIT: "10", AWAITED: "0"}),
    *_state("PoolExhausted", {IN_USE: "10", POOL: "12"}, {IN_USE: "5", POOL: "12"}),
    Case("PoolExhausted", "silence of a printer with one worker", {IN_USE: "3x60", POOL: "3x60"}, 60, False),
    *_state(
        "HubIsBlocked",
        {LAG % "0.1": "0+0", LAG % "1.0": "0+120", LAG % "+Inf": "0+120"},
        {LAG % "0.1": "0+120", LAG % "1.0": "0+120", LAG % "+Inf": "0+120"},
    ),
    *_state("ProcessIsGone", {'up{job="auth",instance="1"}': "0"}, {'up{job="auth",instance="1"}': "1"}),
    Case("ProcessRestarts", "first", {STARTED: "_x9 100x3 200x3 300x3 400x3 500x10"}, 26, True),
    Case(
        "ProcessRestarts", "restart, with silence between", {STARTED: "1x3 _x2 2x3 _x2 3x3 _x2 4x3 _x2 5x9"}, 25, True
    ),
    Case("ProcessRestarts", "silence at a roll-out", {STARTED: "100x60 200x60"}, 70, False),
    *_failing(
        "PageObjective",
        'cabinet_http_requests_total{job="gateway",method="GET",endpoint="home.show",status="500"}',
        'cabinet_http_requests_total{job="gateway",method="GET",endpoint="home.show",status="200"}',
    ),
    *_burning(
        "PageSpeedObjective",
        'cabinet_http_request_duration_seconds_count{job="gateway",endpoint="home.show"}',
        'cabinet_http_request_duration_seconds_bucket{job="gateway",endpoint="home.show",le="1.0"}',
    ),
    *_failing(
        "PaymentObjective",
        PAID % "timeout",
        PAID % "ok",
    ),
    *_burning(
        "CreditObjective",
        'cabinet_event_delay_seconds_count{job="billing",queue="billing.payments.payment_succeeded.v1"}',
        'cabinet_event_delay_seconds_bucket{job="billing",queue="billing.payments.payment_succeeded.v1",le="60.0"}',
    ),
    *_burning(
        "LetterObjective",
        'cabinet_letter_delay_seconds_count{job="notifications",lane="urgent"}',
        'cabinet_letter_delay_seconds_bucket{job="notifications",lane="urgent",le="300.0"}',
    ),
    *_burning(
        "FactObjective",
        'cabinet_event_delay_seconds_count{job="auth",queue="auth.billing.accounts_changed.v1"}',
        'cabinet_event_delay_seconds_bucket{job="auth",queue="auth.billing.accounts_changed.v1",le="60.0"}',
    ),
]
