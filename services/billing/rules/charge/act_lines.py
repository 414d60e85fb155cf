"""Lines of a bill that acts of its month bring: unmetered consumption (п. 62), bad quality (п. 98)."""

from services.billing.rules import charges, vat
from services.billing.rules.acts import quality, tampering
from services.billing.rules.acts.act import Act
from services.billing.rules.charge.account_input import AccountInput
from services.billing.rules.charge.bill_shapes import RecalculationLine
from services.billing.rules.charge.norm_month import norm_kwh
from services.billing.rules.charge.rate_book import RateBook
from services.billing.rules.charges import Line
from services.billing.rules.tariffs import ONE_RATE, Tariff


def act_lines(account: AccountInput, charged: int, tariff: Tariff, book: RateBook) -> list[RecalculationLine]:
    """Returns the lines of the acts that happened in the period; `charged` kopecks are the month's payment."""
    lines = []
    for act in account.acts:
        if not book.first <= act.happened_on <= book.last:
            continue
        if act.kind == "tampering":
            lines += _tampering(account, act, tariff, book)
        elif act.kind == "quality":
            less = quality.reduction(act, charged, book.policy)
            if less:
                nothing = Line(zone=ONE_RATE, tier=1, method="recalculated", volume=0, price=0, amount=-less)
                lines.append(_line(nothing, act, book))
    return lines


def _tampering(account: AccountInput, act: Act, tariff: Tariff, book: RateBook) -> list[RecalculationLine]:
    """At the one rate of the month of the act, by the tiers of the months that it covers."""
    household = norm_kwh(account.home, book, [(1, book.days)], with_absences=False)
    kwh = tampering.kwh(act, household, book.policy)
    months = tariff.over_months(max(1, book.policy.tampering_months))
    priced = charges.price({ONE_RATE: kwh}, months, book.policy.vat_rate, "recalculated")
    return [_line(line, act, book) for line in priced.lines]


def _line(line: Line, act: Act, book: RateBook) -> RecalculationLine:
    return {
        "settles": book.period,
        "month": book.period,
        "zone": line.zone,
        "tier": line.tier,
        "method": line.method,
        "volume": line.volume,
        "price_kopecks": line.price,
        "amount_kopecks": line.amount,
        "excess_kopecks": 0,
        "vat_rate": book.policy.vat_rate,
        "vat_kopecks": vat.included(line.amount, book.policy.vat_rate),
        "ground": "act",
        "source": act.number,
    }
