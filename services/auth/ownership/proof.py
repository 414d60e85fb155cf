"""The supplier's policy: what must be known to register or to link an account (B8)."""

from typing import Literal

from sqlalchemy.orm import Session

from contracts.auth import EntrancePolicy
from contracts.wire import Nothing
from services.auth.forms.field_errors import InputError
from services.auth.models import OwnershipFacts
from services.auth.ownership.matching import matches_serial, matches_sum
from services.auth.work import AuthCall

Policy = Literal["none", "bill_sum", "meter_serial"]
ASKED = {
    "bill_sum": "Укажите сумму из последнего счёта за электроэнергию, например 1234,56.",
    "meter_serial": "Укажите заводской номер счётчика: он есть на корпусе счётчика и в счёте.",
}


def get_entrance_policy(call: AuthCall, request: Nothing) -> EntrancePolicy:
    """What the forms of registration and of linking an account have to ask for."""
    return EntrancePolicy(ownership_proof=call.dependencies.ownership_proof)


def check_given(policy: Policy, proof: str | None) -> None:
    """Raises InputError while the form lacks what the policy asks for."""
    if policy != "none" and not (proof or "").strip():
        raise InputError(ASKED[policy])


def proven(session: Session, policy: Policy, number: str, proof: str | None) -> bool:
    """Whether the person knows the sum or the serial number. An account of which none is known yet cannot be proven."""
    if policy == "none":
        return True
    known, typed = session.get(OwnershipFacts, number), proof or ""
    if known is None:
        return False
    if policy == "bill_sum":
        return known.bill_kopecks is not None and matches_sum(typed, known.bill_kopecks)
    return known.meter_serial is not None and matches_serial(typed, known.meter_serial)
