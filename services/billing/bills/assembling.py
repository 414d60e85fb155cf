"""Put the rows that publication reads together into the draft of one bill."""

from datetime import datetime
from typing import Any

from services.billing.bills.drafting import Draft
from services.billing.bills.publish_source import Money, Sources
from services.billing.rates.book import GROUPS
from wording.moscow import moscow_day


def penalty_lines(outcome: dict[str, Any]) -> list[dict[str, Any]]:
    """The month's `contracts.bill.PenaltyLine`s; none when nothing is late."""
    lines: list[dict[str, Any]] = outcome["penalty"]["lines"] if "penalty" in outcome else []
    return lines


def charged_penalty(outcome: dict[str, Any]) -> int:
    """Kopecks that they add up to."""
    return sum(line["amount_kopecks"] for line in penalty_lines(outcome))


def draft_of(row: tuple[Any, ...], revision: int, code: str, sources: Sources, now: datetime) -> Draft:
    """The bill of one row of `Sources.drafts`, as it would be issued at that moment."""
    number, method, charged, vat, outcome, opening, name, address, rooms, persons, group, company, *office = row
    money = sources.money.get(number) or Money()
    penalty, *costs = sources.debts.get(number, (0, 0, 0, 0))
    debts = (penalty + charged_penalty(outcome), *costs)
    case = sources.notices.get(number)
    notice = case.shown(moscow_day(now), sources.policy_on) if case else None
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
        charged_penalty(outcome),
        penalty_lines(outcome),
        dict(zip(("penalty_kopecks", "court_kopecks", "duty_kopecks", "restriction_kopecks"), debts, strict=True)),
        notice.model_dump(mode="json") if notice else None,
    )
