"""What is done with checked forms: readings are sent, and one order is begun for all accounts that are paid."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from contracts.payments import PartRequest, PaymentRequest, PaymentStarted
from contracts.readings import CheckResult, ReadingAccepted, ReadingSubmission
from gateway.backend.held_readings import hand_over
from gateway.backend.messages import refuse_invalid
from gateway.backend.rpc import ask, services, settings
from gateway.http.forms.reading_fields import paid_values
from gateway.http.forms.redirects import is_bank
from gateway.http.identity.guards import require_visitor
from gateway.web.home.checking import Checked
from gateway.web.home.intent import Intent

ENDED_UNPAID = ("cancelled", "declined", "expired")
MOST_ENDED = 5
"""Orders of one shown form; after that the last one's end is shown."""
Chosen = Sequence[tuple[Intent, Checked]]
"""At least one account with a sum; receipt, method and nonce are the same in all."""


def must_ask(chosen: Chosen) -> bool:
    """Doubtful readings and sums need a confirmation; without JavaScript everybody confirms the numbers first."""
    return any(_doubtful(wanted, checked) for wanted, checked in chosen)


def _doubtful(wanted: Intent, checked: Checked) -> bool:
    if wanted.confirmed:
        return False
    doubtful = any(result.verdict != "accepted" for result in checked.results)
    return checked.doubt is not None or doubtful or (bool(checked.results) and not wanted.checked)


def begin(chosen: Chosen) -> ResponseReturnValue:
    """One order at the bank for all of them; then to its page."""
    with refuse_invalid():
        parts = [
            PartRequest(
                account_number=wanted.number,
                address=checked.address,
                amount_kopecks=wanted.kopecks,
                readings=paid_values(checked.result) if checked.result else None,
            )
            for wanted, checked in chosen
        ]
        first, wish = parts[0], chosen[0][0]
        request = PaymentRequest(
            account_number=first.account_number,
            address=first.address,
            amount_kopecks=first.amount_kopecks,
            readings=first.readings,
            further=parts[1:],
            receipt_email=wish.receipt_email,
            idempotency_key=_key([wanted for wanted, _ in chosen]),
            method=wish.method,
        )
    for wanted, _ in chosen:
        send_further(wanted)
    started = _started(request)
    for wanted, checked in chosen:
        if checked.held:
            _hand_over(wanted, checked.held)
    if started.sbp_link:
        return redirect(url_for("sbp.show", payment_id=started.payment_id), code=303)
    if started.payment_url and is_bank(started.payment_url):
        return redirect(started.payment_url, code=303)
    return redirect(url_for("home.show", payment=started.payment_id), code=303)


def _started(request: PaymentRequest) -> PaymentStarted:
    """A form that was left open is sent again with its key after its order has ended unpaid, by another tab or by
    time. Whoever presses wants to pay, so another order follows under the key of the one that has ended.
    """
    for _ in range(MOST_ENDED):
        started = ask(services().payments.start_payment, request, seconds=settings().bank_seconds)
        if started.state not in ENDED_UNPAID:
            break
        request = request.model_copy(update={"idempotency_key": f"after.{started.payment_id}"})
    return started


def send_further(wanted: Intent) -> list[ReadingAccepted]:
    """The readings of the other meters: a payment brings those of the first one."""
    accepted = []
    for one in wanted.further:
        with refuse_invalid():
            submission = ReadingSubmission(
                account_number=wanted.number,
                values=one.typed,
                confirmed=wanted.confirmed,
                idempotency_key=f"{wanted.key}{one.suffix}",
                serial=one.serial,
            )
        accepted.append(ask(services().readings.submit_readings, submission))
    return accepted


def _key(wanted: Sequence[Intent]) -> str:
    if len(wanted) == 1:
        return wanted[0].key
    return f"{wanted[0].nonce}.{sha256(_joined(one.key for one in wanted)).hexdigest()[:24]}"


def _joined(keys: Iterable[str]) -> bytes:
    return "|".join(keys).encode()


def _hand_over(wanted: Intent, refused: CheckResult) -> None:
    visitor = require_visitor()
    number = hand_over(
        visitor.primary,
        visitor.identity.email,
        wanted.number,
        wanted.typed,
        refused,
        wanted.kopecks,
        wanted.key,
    )
    if number:
        flash(f"Показания переданы на проверку: обращение {number}. Ответ придёт в «Обратную связь».")
    else:
        flash("Передать показания на проверку не удалось: напишите нам в «Обратную связь».", "warning")
