"""The supplier's policy: what must be known to register or to link an account (B8)."""

from typing import Literal

from sqlalchemy.orm import Session

from services.auth.forms.field_errors import Advice
from services.auth.models import OwnershipFigures
from services.auth.ownership.matching import same_serial, same_sum

Policy = Literal["none", "bill_sum", "meter_serial"]
ASKED = {
    "bill_sum": "Укажите сумму из последнего счёта за электроэнергию, например 1234,56.",
    "meter_serial": "Укажите заводской номер счётчика: он есть на корпусе счётчика и в счёте.",
}


def check_given(policy: Policy, proof: str | None) -> None:
    """Raise Advice while the form lacks what the policy asks for."""
    if policy != "none" and not (proof or "").strip():
        raise Advice(ASKED[policy])


def proven(session: Session, policy: Policy, number: str, proof: str | None) -> bool:
    """Whether the person knows the figure. An account of which none is known yet cannot be proven by itself."""
    if policy == "none":
        return True
    known, typed = session.get(OwnershipFigures, number), proof or ""
    if known is None:
        return False
    if policy == "bill_sum":
        return known.bill_kopecks is not None and same_sum(typed, known.bill_kopecks)
    return known.meter_serial is not None and same_serial(typed, known.meter_serial)
