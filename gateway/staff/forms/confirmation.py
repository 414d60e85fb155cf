"""What the desk's forms share: typed sums, the idempotency key of a form, and the confirmation page."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_urlsafe

from flask import render_template
from flask.typing import ResponseReturnValue

from chassis.errors import Refusal
from gateway.http.forms.form import Form
from gateway.http.forms.nonce import NONCE
from gateway.words.amounts import WrongAmount, kopecks


@dataclass(frozen=True, slots=True)
class Action:
    """What is about to be done, in words for the member of staff who confirms it."""

    title: str
    facts: list[tuple[str, str]]
    warning: str
    button: str
    editable: bool = True
    """Whether there is a form to go back to."""
    doubts: Sequence[str] = ()
    """What should be looked at before."""
    deed: str = "confirmed"
    """The name by which the button posts: `ask` asks a second person instead."""
    danger: bool = True
    """Whether the button is one to think about."""


def confirmation(action: Action, form: Form, back: str) -> ResponseReturnValue:
    """The page that asks for confirmation. Its form posts the same values to the same address, with `confirmed`."""
    return render_template("staff/forms/confirm.html", action=action, form=form, back=back)


def sum_of(form: Form, field: str, zero: bool = False) -> int:
    """The field's kopecks; refuses what is no sum, with a remedy for staff."""
    typed = form[field].strip()
    if typed.startswith(("-", "\N{MINUS SIGN}", "+")):
        raise Refusal("invalid_field", "Укажите сумму без знака.", field)
    try:
        typed_kopecks = kopecks(typed)
    except WrongAmount as wrong:
        raise Refusal("invalid_field", str(wrong), field) from None
    if not typed_kopecks and not zero:
        raise Refusal("invalid_field", "Укажите сумму больше нуля.", field)
    return typed_kopecks


def whole_of(form: Form, field: str, default: int | None = None) -> int:
    """The field's whole number; `default` when it is empty, refused without one."""
    typed = form[field].strip()
    if not typed and default is not None:
        return default
    if not (typed.isascii() and typed.isdecimal()):
        raise Refusal("invalid_field", "Укажите целое число цифрами.", field)
    return int(typed)


def key(form: Form) -> str:
    """The idempotency key: the same for the same content of one shown form, so that a double press repeats it."""
    nonce = form["nonce"] if NONCE.match(form["nonce"]) else token_urlsafe(12)
    content = "|".join(f"{name}={value}" for name, value in sorted(form.values.items()) if name != "nonce")
    return f"{nonce}.{sha256(content.encode()).hexdigest()[:24]}"
