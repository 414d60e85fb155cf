"""The sender: runs every second in each replica, urgent letters first."""

import logging
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select, text, update
from sqlalchemy.sql.dml import ReturningUpdate

from chassis.clock import Clock
from chassis.database.sessions import Database
from chassis.errors import CallFailed, DeadlineExceeded, Refusal
from contracts.printer import BillPrint, PrinterRpc
from contracts.wire import Document
from services.notifications.bounces.addresses import mark_address
from services.notifications.letter_kinds.kind import BULK
from services.notifications.letters.retention import expire
from services.notifications.models import Letter
from services.notifications.sending.compose import BadAddress, compose
from services.notifications.sending.mail_server import (
    Busy,
    MailServer,
    NotNow,
    Refused,
    ShutOut,
    Unreachable,
    Unwelcome,
)
from services.notifications.sending.metrics import ATTEMPTS, DELAY, lane_of
from services.notifications.sending.pace import count_sent, may_send
from services.notifications.sending.schedule import LEASE, pause
from services.notifications.settings import NotificationsSettings
from services.notifications.work import NotificationsCall

log = logging.getLogger(__name__)
MOST_IN_A_ROW = 3
"""After so many letters in a row that were refused because of us or of the server, the others need not be tried now."""
SECONDS = 120
"""A run ends between two letters after so many seconds."""


def _claim_in(lane: ColumnElement[bool]) -> ReturningUpdate[Any]:
    due = (
        select(Letter.id)
        .where(Letter.state == "waiting", Letter.due_at <= bindparam("now"), lane)
        .order_by(Letter.priority, Letter.due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    claim = update(Letter).where(Letter.id == due.scalar_subquery())
    claimed = claim.values(due_at=bindparam("until"), attempts=Letter.attempts + 1).returning(Letter)
    return claimed.execution_options(synchronize_session=False)


_URGENT, _BULK = _claim_in(Letter.priority < BULK), _claim_in(Letter.priority >= BULK)
_CLOSE = text(
    """
    with closed as (
        update letters set state = :state, secret = null, last_error = :error, sent_at = :sent_at, unwelcome = false
        where id = :id
        returning lower(email) as email
    )
    delete from bounced_addresses
    where email = (select email from closed) and cast(:sent_at as timestamptz) is not null and not late
    """
)


def send_due(call: NotificationsCall) -> int:
    """Send what is due; returns how many letters were sent."""
    return Sender(call.database, call.dependencies.printer, call.clock, call.dependencies.settings).send_due()


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends due letters. No transaction is open while it waits for the mail server or the printer."""

    database: Database
    printer: PrinterRpc
    clock: Clock
    settings: NotificationsSettings

    def send_due(self) -> int:
        """Send due letters one by one until none is left or the server is unreachable; returns how many were sent."""
        with self.database.transaction() as session:
            expire(session, self.clock.now())
        sent, in_a_row, settings = 0, 0, self.settings
        with MailServer(settings.smtp_url, settings.smtp_seconds, settings.sender_domain) as server:
            until = time.monotonic() + SECONDS
            while time.monotonic() < until and (letter := self._claim()):
                try:
                    sent += self._deliver(server, letter)
                    in_a_row = 0
                except (Unwelcome, Busy, Unreachable) as refusal:
                    in_a_row += 1
                    self._schedule_retry(letter, str(refusal), unwelcome=isinstance(refusal, Unwelcome))
                    if isinstance(refusal, ShutOut | Unreachable) or in_a_row >= MOST_IN_A_ROW:
                        self._schedule_retry_of_due(str(refusal))
                        break
        return sent

    def _claim(self) -> Letter | None:
        """Claim the most urgent letter for the length of the lease; other replicas skip it.

        One letter, not a batch: a crash of the process or the database then delays no other letter.
        """
        now = self.clock.now()
        lease = {"now": now, "until": now + LEASE}
        with self.database.statement() as session:
            urgent: Letter | None = session.scalars(_URGENT, lease).one_or_none()
        if urgent is not None:
            return urgent
        with self.database.transaction() as session:
            claimed: Letter | None = session.scalars(_BULK, lease).one_or_none() if may_send(session, now) else None
            if claimed is not None:
                count_sent(session, now, self.settings.bulk_letters_a_minute)
            return claimed

    def _deliver(self, server: MailServer, letter: Letter) -> bool:
        try:
            server.send(compose(letter, self._attachment(letter), self.clock, self.settings))
        except (NotNow, CallFailed) as later:
            self._schedule_retry(letter, str(later))
            return False
        except (Refused, BadAddress, Refusal) as never:
            self._close(letter, "failed", str(never))
            if isinstance(never, Refused) and never.address:
                self._mark_address(letter.email, str(never))
            return False
        except (Unreachable, Unwelcome, Busy, DeadlineExceeded):
            raise
        except Exception:  # a defect in one letter must not delay the others
            log.exception("letter %s failed by a defect, it will be retried", letter.id)
            self._schedule_retry(letter, "internal error, see the log")
            return False
        self._close(letter, "sent", None)
        return True

    def _attachment(self, letter: Letter) -> Document | None:
        return self.printer.print_bill(BillPrint(**letter.bill)) if letter.bill is not None else None

    def _schedule_retry(self, letter: Letter, reason: str, *, unwelcome: bool = False) -> None:
        ATTEMPTS.labels("put_off").inc()
        level = logging.ERROR if unwelcome else logging.WARNING
        log.log(level, "letter %s will be retried, refused%s: %s", letter.id, " because of us" * unwelcome, reason)
        due_at = self.clock.now() + pause(letter.attempts)
        changed = {"due_at": due_at, "last_error": reason, "unwelcome": unwelcome}
        with self.database.transaction() as session:
            session.execute(update(Letter).where(Letter.id == letter.id, Letter.state == "waiting").values(changed))

    def _schedule_retry_of_due(self, reason: str) -> None:
        """Retry all other due letters after the first pause: they need the same server."""
        now = self.clock.now()
        changed = {"due_at": now + pause(1), "last_error": reason}
        with self.database.transaction() as session:
            session.execute(update(Letter).where(Letter.state == "waiting", Letter.due_at <= now).values(changed))

    def _close(self, letter: Letter, state: str, error: str | None) -> None:
        """Write the letter's final state and delete its secret."""
        ATTEMPTS.labels(state).inc()
        now = self.clock.now()
        values = {"id": letter.id, "state": state, "error": error, "sent_at": now if state == "sent" else None}
        with self.database.statement() as session:
            session.execute(_CLOSE, values)
        if state == "sent":
            DELAY.labels(lane_of(letter.priority)).observe(max(0.0, (now - letter.created_at).total_seconds()))
        log.info("letter %s of kind %s is %s", letter.id, letter.purpose, state)

    def _mark_address(self, email: str, reason: str) -> None:
        with self.database.transaction() as session:
            mark_address(session, email, reason, self.clock.now())
