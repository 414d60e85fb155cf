"""What an operator watches of letters: what waits, for how long, and how sending ends."""

from datetime import datetime

from prometheus_client import Counter, Gauge, Histogram
from sqlalchemy import case, func, select

from chassis.telemetry.exposition import PATIENT, begin_with_zero
from services.notifications.letter_kinds.kind import BULK
from services.notifications.models import Letter
from services.notifications.work import NotificationsCall

URGENT_LANE, BULK_LANE = "urgent", "bulk"
LANES = (URGENT_LANE, BULK_LANE)

ATTEMPTS = Counter(
    "cabinet_letter_attempts_total", "Attempts to send a letter, by outcome: sent, failed, put_off", ["outcome"]
)
DELAY = Histogram(
    "cabinet_letter_delay_seconds", "From the making of a letter to its sending, by lane", ["lane"], buckets=PATIENT
)
WAITING = Gauge("cabinet_letters_waiting", "Letters that wait to be sent, by lane", ["lane"])
LONGEST = Gauge("cabinet_letters_waiting_oldest_age_seconds", "Age of the oldest of them, by lane", ["lane"])
UNWELCOME = Gauge("cabinet_letters_unwelcome", "Letters that wait because the mail server refuses us")

begin_with_zero(ATTEMPTS, ("sent", "failed", "put_off"))
for _lane in LANES:
    DELAY.labels(_lane)

_LANE = case((Letter.priority < BULK, URGENT_LANE), else_=BULK_LANE).label("lane")
_WAITING = (
    select(_LANE, func.count().label("waiting"), func.min(Letter.created_at).label("since"))
    .where(Letter.state == "waiting")
    .group_by(_LANE)
)
_UNWELCOME = select(func.count()).where(Letter.unwelcome, Letter.state == "waiting")


def lane_of(priority: int) -> str:
    """Returns the lane in which a letter is sent."""
    return URGENT_LANE if priority < BULK else BULK_LANE


def count_waiting(call: NotificationsCall) -> None:
    """Every replica reports the same numbers."""
    with call.database.reading() as session:
        found = {row.lane: row for row in session.execute(_WAITING)}
        UNWELCOME.set(session.scalar(_UNWELCOME) or 0)
    for lane in LANES:
        row = found.get(lane)
        WAITING.labels(lane).set(row.waiting if row else 0)
        LONGEST.labels(lane).set(_age(row.since, call.now) if row else 0.0)


def _age(since: datetime, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds())
