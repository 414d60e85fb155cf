"""The bills of a publication as lines of the output, each with the lines of its charge and its recalculations."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.bills.models import Bill
from wording.recalculations import RAISING

Line = dict[str, Any]
"""One object of the output: a bill, a problem, a preview, or a difference."""


def published(session: Session, period: str, moment: datetime) -> Iterator[Line]:
    """Lines of the bills that were published at this moment, by account number."""
    bills = select(Bill.snapshot).where(Bill.period == period, Bill.published_at == moment)
    for snapshot in session.scalars(bills.order_by(Bill.account_number).execution_options(yield_per=1000)):
        yield bill_line(snapshot)


def bill_line(bill: Line) -> Line:
    """Returns what the output says of one bill (a stored `contracts.bill.BillSnapshot`)."""
    return {
        "account": bill["subscriber"]["account_number"],
        "period": bill["period"],
        "revision": bill["revision"],
        "opening_kopecks": bill["opening_kopecks"],
        "charged_kopecks": bill["charged_kopecks"],
        "recalculated_kopecks": bill["recalculated_kopecks"],
        "paid_kopecks": bill["paid_kopecks"],
        "total_kopecks": bill["total_kopecks"],
        "due": bill["due_on"],
        "penalty_kopecks": (bill.get("penalty") or {}).get("charged_kopecks", 0),
        "lines": [*_charges(bill), *_recalculations(bill)],
    }


def _charges(bill: Line) -> Iterator[Line]:
    for line in bill["lines"]:
        charge = {name: line[name] for name in ("zone", "tier", "method", "volume", "price_kopecks", "amount_kopecks")}
        yield {"kind": "charge", "month": bill["period"], **charge, "ground": ""}
        if line["excess_kopecks"]:
            # A line of its own, as the bill has it (п. 69 «г»), so that the lines add up to what was charged.
            excess = {"volume": 0, "price_kopecks": 0, "amount_kopecks": line["excess_kopecks"]}
            yield {"kind": "charge", "month": bill["period"], **charge, **excess, "ground": RAISING}


def _recalculations(bill: Line) -> Iterator[Line]:
    for line in bill["recalculations"]:
        known = {name: line.get(name) for name in ("month", "zone", "tier", "method")}
        kwh = {"volume": line.get("volume") or 0, "price_kopecks": line.get("price_kopecks") or 0}
        excess = line.get("excess_kopecks", 0)
        money = {"amount_kopecks": line["amount_kopecks"] - excess, "ground": line["ground"]}
        if kwh["volume"] or not excess:
            yield {"kind": "recalculation", **known, **kwh, **money}
        if excess:
            apart = {"volume": 0, "price_kopecks": 0, "amount_kopecks": excess}
            yield {"kind": "recalculation", **known, **apart, "ground": f"{line['ground']}; {RAISING}"}
