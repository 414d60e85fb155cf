"""Readings that were refused while somebody paid: the payment goes on without them, the supplier looks at them.

They become an appeal of the customer, so that staff see them with the reason and the answer reaches the customer.
"""

import logging
from collections.abc import Sequence
from hashlib import sha256

from chassis.errors import CallFailed, Refusal
from contracts.feedback import NewAppeal, OpenAppealsQuery
from contracts.readings import CheckResult, TypedReading
from gateway.backend.rpc import ask, services
from gateway.words import zones
from wording.money import money

log = logging.getLogger(__name__)
KIND, OTHER = "readings", "other"
TYPING = ("E1", "E3", "E9")
"""Findings that only the typing person can mend, or that nobody has to look at: a closed account takes no readings."""


def may_be_held(result: CheckResult) -> bool:
    """Whether the meter may really show what was refused: lower than before, far too much, more digits than known."""
    errors = [finding.code for finding in result.findings if finding.severity == "error"]
    return result.verdict == "refused" and not any(code in TYPING for code in errors)


def hand_over(
    primary: str, email: str, number: str, typed: Sequence[TypedReading], result: CheckResult, kopecks: int, key: str
) -> str | None:
    """Registers the appeal, once for a key, and returns its number; None when it could not be registered, which never
    stops a payment."""
    shown = ", ".join(f"{zones.title(one.zone)} {one.digits}" if len(typed) > 1 else one.digits for one in typed)
    why = " ".join(finding.message for finding in result.findings if finding.severity == "error")
    text = (
        f"Прошу проверить показания счётчика по лицевому счёту {number}: {shown}. При оплате {money(kopecks)} "
        f"они не были приняты: {why}"
    )
    try:
        kinds = {kind.kind for kind in ask(services().feedback.list_kinds, OpenAppealsQuery()).kinds}
        appeal = NewAppeal(
            account_number=primary,
            kind=KIND if KIND in kinds else OTHER,
            text=text,
            email=email,
            idempotency_key=f"held.{sha256(key.encode()).hexdigest()[:24]}",
        )
        return ask(services().feedback.send_appeal, appeal).number
    except (CallFailed, Refusal) as failure:
        log.warning("refused readings could not be handed over, the payment goes on: %s", failure)
        return None
