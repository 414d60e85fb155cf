"""Payments (M4.1.9, M4.3)."""

from flask import Response

from chassis.context import SYSTEM
from chassis.errors import Refusal
from contracts.payments import PartRequest, Payment, PaymentList, PaymentRequest
from contracts.readings import CheckResult, ReadingCheck, TypedReading
from contracts.wire import AccountRefs, AccountsInterval, ZoneValue
from gateway.api.models import FurtherAccount, PaymentBody, PaymentLink
from gateway.api.registry import call
from gateway.backend.held_readings import hand_over, may_be_held
from gateway.backend.messages import refuse_invalid
from gateway.backend.printing import find_payment, print_receipt
from gateway.backend.rpc import Answer, Round, ask, services, settings
from gateway.backend.sums import doubt
from gateway.http.files.documents import send
from gateway.http.forms.choice import own
from gateway.http.forms.intervals import strictly_asked
from gateway.http.forms.reading_fields import paid_values
from gateway.http.identity.guards import require_visitor


@call("POST", "/payments", "Начать оплату; платят на странице банка по адресу payment_url", body=PaymentBody,
      answer=PaymentLink, status=201, keyed=True)  # fmt: skip
def create_payment(body: PaymentBody, key: str) -> PaymentLink:
    visitor = require_visitor()
    for one in body.accounts:
        own(visitor, one.account_number)
    checked = [(one, *_checked(one, body.confirmed)) for one in body.accounts]
    with refuse_invalid():
        parts = [
            PartRequest(account_number=one.account_number, address=address, amount_kopecks=one.amount, readings=values)
            for one, address, values, _ in checked
        ]
        wanted = PaymentRequest(
            account_number=parts[0].account_number,
            address=parts[0].address,
            amount_kopecks=parts[0].amount_kopecks,
            readings=parts[0].readings,
            further=parts[1:],
            receipt_email=body.receipt_email,
            idempotency_key=key,
            method=body.method,
        )
    started = ask(services().payments.start_payment, wanted, seconds=settings().bank_seconds)
    appeals = {}
    for one, _, _, held in checked:
        if held and (appeal := _hand_over(one, held, key)):
            appeals[one.account_number] = appeal
    return PaymentLink(
        id=started.payment_id,
        state=started.state,
        payment_url=started.payment_url,
        sbp_link=started.sbp_link,
        appeal=appeals.get(body.account_number),
        appeals=appeals,
    )


def _hand_over(one: FurtherAccount, held: CheckResult, key: str) -> str | None:
    visitor = require_visitor()
    mark = f"{key}.{one.account_number}"[:100]
    return hand_over(visitor.primary, visitor.identity.email, one.account_number, _typed(one), held, one.amount, mark)


def _checked(body: FurtherAccount, confirmed: bool) -> tuple[str, list[ZoneValue] | None, CheckResult | None]:
    """The address, the readings as numbers, and refused ones that the supplier has to look at; refuses what the pages
    would refuse, and asks what they would ask.

    Asked in the gateway's own name, after `registry` has judged the right to create payments, for an account that is
    the caller's: the key of a payment terminal needs no right to read everything.
    """
    number = body.account_number
    numbers, verdict = AccountRefs(account_numbers=[number]), None
    with Round(caller=SYSTEM) as ask_:
        overviews = ask_(services().billing.get_overviews, numbers)
        meters = ask_(services().readings.get_meters, numbers)
        if body.readings:
            with refuse_invalid():
                question = ReadingCheck(account_number=number, values=_typed(body))
            verdict = ask_(services().readings.check_readings, question)
    overview = overviews.value.accounts[0]
    about_sum = doubt(body.amount, overview)
    if about_sum and not confirmed:
        raise Refusal("confirmation_needed", about_sum, "amount")
    if meters.value.accounts[0].meter is None:
        return overview.address, None, None
    if body.without_refused_readings and verdict and may_be_held(verdict.value):
        return overview.address, None, verdict.value
    return overview.address, _accepted(verdict, confirmed), None


def _typed(body: FurtherAccount) -> list[TypedReading]:
    return [TypedReading(zone=zone, digits=text) for zone, text in (body.readings or {}).items()]


def _accepted(verdict: Answer[CheckResult] | None, confirmed: bool) -> list[ZoneValue]:
    if verdict is None:
        raise Refusal("readings_required", "Укажите показания счётчика: без них оплатить нельзя.", "readings")
    result = verdict.value
    words = " ".join(finding.message for finding in result.findings if finding.severity != "hint")
    if result.verdict == "refused":
        raise Refusal("reading_refused", words, "readings")
    if result.verdict != "accepted" and not confirmed:
        raise Refusal("confirmation_needed", words, "readings")
    return paid_values(result)


@call("GET", "/payments", "Платежи по всем лицевым счетам", answer=PaymentList, interval=True)
def list_payments() -> PaymentList:
    days = strictly_asked()
    wanted = AccountsInterval(account_numbers=require_visitor().numbers, since=days.since, until=days.until)
    return ask(services().payments.list_payments, wanted)


@call("GET", "/payments/<payment_id>", "Один платёж", answer=Payment)
def get_payment(payment_id: str) -> Payment:
    return find_payment(payment_id)


@call("GET", "/payments/<payment_id>/receipt.pdf", "Квитанция об оплате", media_type="application/pdf")
def get_receipt(payment_id: str) -> Response:
    return send(print_receipt(payment_id))
