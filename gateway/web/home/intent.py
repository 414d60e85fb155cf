"""The posted form of a card, parsed before any call: sum, readings as typed, receipt, method."""

import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from contracts.readings import TypedReading
from contracts.wire import Zone, is_email
from gateway.http.forms.form import Form
from gateway.http.forms.nonce import NONCE
from gateway.http.forms.reading_fields import FURTHER, READINGS, all_fields, meter_field
from gateway.words.amounts import WrongAmount, kopecks

Method = Literal["card", "sbp"]
LONGEST_READING = 40
METHODS: dict[str, Method] = {"card": "card", "sbp": "sbp"}
OF_ORDER = ("receipt_email", "receipt", "method", "nonce", "checked")
OF_ACCOUNT = ("amount", *all_fields())
FIELDS = (*OF_ORDER, *OF_ACCOUNT)


@dataclass(frozen=True, slots=True)
class FurtherMeter:
    """Readings of a meter that counts beside the first one; they are sent by themselves, before a payment."""

    serial: str
    place: int
    typed: list[TypedReading]

    @property
    def suffix(self) -> str:
        """What ends the names of its fields."""
        return FURTHER[self.place]


@dataclass(frozen=True, slots=True)
class Intent:
    number: str
    kopecks: int
    typed: list[TypedReading]
    further: list[FurtherMeter]
    receipt_email: str | None
    nonce: str
    method: Method
    checked: bool
    """The page's own check has shown what the readings mean and how much they cost."""
    confirmed: bool
    """The confirmation page has been seen."""
    without_readings: bool = False
    """Pay although the readings are refused, and let the supplier look at them."""

    @property
    def key(self) -> str:
        """One key for one content of one shown form: a double press repeats it, a change makes another."""
        content = "|".join(
            (
                self.number,
                str(self.kopecks),
                str(self.receipt_email),
                self.method,
                *(f"{t.zone}={t.digits}" for t in self.typed),
                *(f"{one.serial}:{t.zone}={t.digits}" for one in self.further for t in one.typed),
            )
        )
        return f"{self.nonce}.{sha256(content.encode()).hexdigest()[:24]}"


def read(number: str, form: Form, order: Form) -> Intent:
    """The intent of the posted fields of an account, and of those of the order, which may be the same form; what cannot
    be understood becomes the errors of either."""
    try:
        amount = kopecks(form["amount"])
    except WrongAmount as wrong:
        form.refuse(str(wrong), "amount")
        amount = -1
    email = order["receipt_email"].strip() if order.ticked("receipt") else None
    if email is not None and not is_email(email):
        order.refuse("Укажите адрес для чека, например ivanov@list.ru, или снимите отметку.", "receipt_email")
    nonce = order["nonce"]
    return Intent(
        number=number,
        kopecks=amount,
        typed=_typed(form),
        further=[
            FurtherMeter(form[meter_field(place)][:LONGEST_READING], place, typed)
            for place, suffix in enumerate(FURTHER)
            if form[meter_field(place)] and (typed := _typed(form, suffix))
        ],
        receipt_email=email,
        nonce=nonce if NONCE.match(nonce) else secrets.token_urlsafe(12),
        method=METHODS.get(order["method"], "card"),
        checked=order["checked"] == "1",
        confirmed=order.ticked("confirmed"),
        without_readings=form.ticked("without_readings"),
    )


def _typed(form: Form, suffix: str = "") -> list[TypedReading]:
    """All fields of the meter, or nothing when every one was left empty."""
    names: dict[Zone, str] = {zone: name + suffix for zone, name in READINGS.items() if form.ticked(name + suffix)}
    if not any(form[name].strip() for name in names.values()):
        return []
    return [TypedReading(zone=zone, digits=form[name][:LONGEST_READING]) for zone, name in names.items()]
