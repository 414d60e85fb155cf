"""The card form of the payment page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from deploy.simulators.bank_sandbox.cards import PUBLISHED


@dataclass(frozen=True, slots=True)
class CardForm:
    """What was typed, tidied: digits of the number, MM/YY, CVC, holder (may be empty)."""

    pan: str
    expiry: str
    cvc: str
    holder: str

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "CardForm":
        digits = re.sub(r"\D", "", form.get("expiry", ""))
        return cls(
            pan=re.sub(r"[\s-]", "", form.get("pan", "")),
            expiry=f"{digits[:2]}/{digits[-2:]}" if len(digits) in (4, 6) else form.get("expiry", "").strip(),
            cvc=form.get("cvc", "").strip(),
            holder=form.get("holder", "").strip().upper(),
        )

    def problems(self) -> dict[str, str]:
        """Field → what to correct; wrong figures of a well-formed card are the issuer's business."""
        found = {}
        if not re.fullmatch(r"\d{12,19}", self.pan) or not (self.pan in PUBLISHED or luhn(self.pan)):
            found["pan"] = "Проверьте номер карты: в нём опечатка"
        if not re.fullmatch(r"(0[1-9]|1[0-2])/\d\d", self.expiry):
            found["expiry"] = "Укажите месяц и год, как на карте: ММ/ГГ"
        if not re.fullmatch(r"\d{3}", self.cvc):
            found["cvc"] = "Три цифры с обратной стороны карты"
        if self.holder and not re.fullmatch(r"[A-Z .'-]{2,60}", self.holder):
            found["holder"] = "Латинскими буквами, как на карте"
        return found


def luhn(pan: str) -> bool:
    """The check digit of a card number (ISO/IEC 7812-1)."""
    doubled = [int(d) if i % 2 == 0 else sum(divmod(2 * int(d), 10)) for i, d in enumerate(reversed(pan))]
    return sum(doubled) % 10 == 0
