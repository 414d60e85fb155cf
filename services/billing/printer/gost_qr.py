"""The text of a payment QR code by ГОСТ Р 56042-2014, format ST, UTF-8.

`ST00012|Name=…|PersonalAcc=…|BankName=…|BIC=…|CorrespAcc=…|…`: five mandatory fields in this order, then the additional
ones. Sums are in kopecks. The separator `|` may not occur in a value, and none stands at the end: strict readers
take it for an empty pair.
"""

import re

from contracts.requisites import QR_BANK_NAME, QR_BLOCK_BYTES

HEADER = "ST00012|"
FORMS = {
    "PersonalAcc": r"\d{20}",
    "BIC": r"\d{9}",
    "CorrespAcc": r"\d{20}|0",
    "KPP": r"\d{9}",
    "PayeeINN": r"\d{10}|\d{12}",
    "Sum": r"[1-9]\d{0,17}",
    "TechCode": r"\d{2}",
}
LENGTHS = {"Name": 160, "BankName": QR_BANK_NAME, "Purpose": 160}
"""The standard allows 210 for Purpose; readers in use cut or refuse beyond 160."""
MANDATORY = ("Name", "PersonalAcc", "BankName", "BIC", "CorrespAcc")
UTILITIES = "02"
"""TechCode of payments for housing and utilities."""


class FieldError(ValueError):
    """A value that the standard does not allow: the field's name and what is wrong with it."""


def encode(fields: dict[str, str]) -> str:
    """The code's text from fields in the order of the standard; empty additional fields are left out.

    Raises `FieldError` for a missing mandatory field, a wrong form and a value that is too long.
    """
    missing = [name for name in MANDATORY if not fields.get(name)]
    if missing:
        raise FieldError(f"{missing[0]}: is mandatory")
    ordered = [*MANDATORY, *(name for name in fields if name not in MANDATORY)]
    pairs = [f"{name}={_checked(name, fields[name])}" for name in ordered if fields[name]]
    if len("|".join(pairs[: len(MANDATORY)]).encode()) > QR_BLOCK_BYTES:
        raise FieldError(f"Name, BankName: the mandatory fields are longer than {QR_BLOCK_BYTES} bytes together")
    return HEADER + "|".join(pairs)


def _checked(name: str, value: str) -> str:
    text = re.sub(r"\s+", " ", value.replace("|", "/")).strip()
    if name in FORMS and not re.fullmatch(FORMS[name], text, re.ASCII):
        raise FieldError(f"{name}: {text!r} has not the form {FORMS[name]}")
    if len(text) > LENGTHS.get(name, 210):
        raise FieldError(f"{name}: longer than {LENGTHS.get(name, 210)} characters")
    return text
