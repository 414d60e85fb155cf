"""Sending and checking readings (M4.1.8, M4.6, B2)."""

from contracts.readings import ReadingAccepted, ReadingCheck, ReadingList, ReadingSubmission, TypedReading
from gateway.api.accounts import interval
from gateway.api.models import CheckBody, ReadingsBody, ReadingsChecked
from gateway.api.registry import call
from gateway.backend.messages import refuse_invalid
from gateway.backend.pricing import price
from gateway.backend.rpc import ask, services
from gateway.http.forms.choice import own
from gateway.http.identity.guards import require_visitor
from gateway.words.price import base_in_words, price_in_words


@call("POST", "/accounts/<number>/readings/check", "Проверить показания и узнать сумму; ничего не сохраняется",
      body=CheckBody, answer=ReadingsChecked)  # fmt: skip
def check_readings(number: str, body: CheckBody) -> ReadingsChecked:
    own(require_visitor(), number)
    with refuse_invalid():
        question = ReadingCheck(account_number=number, values=typed(body), serial=body.serial)
        checked = ask(services().readings.check_readings, question)
    cost = price(number, checked)
    base = base_in_words(checked, cost)
    words = [*([base] if base else []), *(price_in_words(cost) if cost else [])]
    return ReadingsChecked(check=checked, price=cost, words=words)


@call("POST", "/accounts/<number>/readings", "Передать показания без оплаты", body=ReadingsBody,
      answer=ReadingAccepted, status=201, keyed=True)  # fmt: skip
def create_reading(number: str, body: ReadingsBody, key: str) -> ReadingAccepted:
    with refuse_invalid():
        submission = ReadingSubmission(
            account_number=own(require_visitor(), number),
            values=typed(body),
            confirmed=body.confirmed,
            idempotency_key=key,
            serial=body.serial,
        )
    return ask(services().readings.submit_readings, submission)


@call(
    "GET", "/accounts/<number>/readings", "Переданные показания и что с ними стало", answer=ReadingList, interval=True
)
def list_readings(number: str) -> ReadingList:
    return ask(services().readings.list_readings, interval(number))


def typed(body: CheckBody | ReadingsBody) -> list[TypedReading]:
    """The digits by zone as the service takes them."""
    return [TypedReading(zone=zone, digits=digits) for zone, digits in body.values.items()]
