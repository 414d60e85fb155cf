"""Put the rows that publication reads together into the draft of one bill."""

from datetime import datetime
from typing import Any

from chassis.clock import MOSCOW
from services.billing.bills.drafting import Draft
from services.billing.bills.publish_source import Money, Sources
from services.billing.rates.book import GROUPS


def draft_of(row: tuple[Any, ...], revision: int, code: str, sources: Sources, now: datetime) -> Draft:
    """The bill of one row of `Sources.drafts`, as it would be issued at that moment."""
    number, method, charged, vat, outcome, opening, name, address, rooms, persons, group, company, *office = row
    money = sources.money.get(number) or Money()
    debts = sources.debts.get(number, (0, 0, 0, 0))
    case = sources.notices.get(number)
    notice = case.shown(now.astimezone(MOSCOW).date(), sources.policy_on) if case else None
    return Draft(
        number,
        revision,
        code,
        {
            "account_number": number,
            "full_name": name,
            "address": address,
            "rooms": rooms,
            "persons": persons,
            "tariff_group": GROUPS.get(group, group),
            "managing_company": company,
            "document_id": "",
            "office": dict(zip(("name", "address", "phones"), office, strict=True)),
        },
        outcome,
        method,
        charged,
        vat,
        opening,
        money.paid,
        money.corrections,
        dict(zip(("penalty_kopecks", "court_kopecks", "duty_kopecks", "restriction_kopecks"), debts, strict=True)),
        notice.model_dump(mode="json") if notice else None,
    )
