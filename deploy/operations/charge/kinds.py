"""What the calculator can compute: the fields of each kind, handed to the rules of billing."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import services.billing.rules
from deploy.operations.charge.fields import Fields, number, whole
from services.billing.rules import averages, charges, norms
from services.billing.rules.errors import BadInputError
from services.billing.rules.money import kopecks, rubles
from services.billing.rules.penalties import penalty
from services.billing.rules.policy import Policy, PolicyCalendar, policy_at
from services.billing.rules.tariffs import Tariff

MAX_KWH = 10**9
_POLICY = Path(services.billing.rules.__file__).with_name("policy.json")


@cache
def policy_for(period: str) -> Policy:
    """The shipped parameters; a period before the first edition is an error of that field."""
    try:
        return policy_at(_shipped(), period)
    except BadInputError as error:
        raise BadInputError("period", str(error)) from None


def metered(given: Fields) -> dict[str, Any]:
    """Readings by register; `months` (1) is how many periods they close, for the tiers' limits."""
    policy = policy_for(given.period("period"))
    digits = given.whole("digits", 1, 9)
    registers = [_register(name, given.inner("registers"), digits) for name in given.inner("registers").names()]
    months = given.whole("months", 1, 120, default=1)
    return _tell(charges.metered(registers, digits, _tariff(given), policy.vat_rate, months))


def average(given: Fields) -> dict[str, Any]:
    """A month without readings: the average by zone, or the norm when the rules say so."""
    policy = policy_for(given.period("period"))
    tariff = _tariff(given)
    past = given.inner("history")
    history = {
        zone: [whole(kwh, f"history.{zone}[{month}]", -MAX_KWH, MAX_KWH) for month, kwh in enumerate(past.items(zone))]
        for zone in past.data
    }
    if len({len(months) for months in history.values()}) > 1:
        raise BadInputError("history", "must have the same months in every zone")
    volumes = averages.estimate(history, given.whole("months_without_readings", default=1), policy)
    if volumes is None:
        return _tell(charges.by_norm(_norm(given), tariff, policy.vat_rate))
    return _tell(charges.price(volumes, tariff, policy.vat_rate, "average"))


def norm(given: Fields) -> dict[str, Any]:
    """No meter: norm × persons for `days` of the month, raised by `multiplier`; its part is a line of its own."""
    policy = policy_for(given.period("period"))
    days, of_days = 1, 1
    if given.has("days"):
        span = given.items("days")
        if len(span) != 2:
            raise BadInputError("days", "must be two numbers: the days charged and the days of the month")
        of_days = whole(span[1], "days[1]", 1, 31)
        days = whole(span[0], "days[0]", 0, of_days)
    multiplier = given.number("multiplier", default="1", least=1)
    kwh = _norm(given, days, of_days)
    return _tell(charges.by_norm(kwh, _tariff(given), policy.vat_rate, multiplier))


def overdue(given: Fields) -> dict[str, Any]:
    """Penalty on one debt; `rate` is the key rate, which the cap of the day of payment is applied to.

    `cap_by` "delay_days" applies to each day of delay the cap of its own, as the month's run does (rule C1).
    """
    rate = given.number("rate")
    by_payment_day = not given.has("cap_by") or given.one_of("cap_by", ("payment_day", "delay_days")) == "payment_day"
    paid = [Fields(item, f"payments[{place}].") for place, item in enumerate(given.items("payments", default=[]))]
    amount = penalty(
        given.whole("debt_kopecks"),
        given.day("due"),
        [(part.day("date"), part.whole("kopecks")) for part in paid],
        given.day("as_of"),
        PolicyCalendar(lambda: _shipped() | _always(penalty_rate=rate, penalty_cap_by_payment_day=by_payment_day)),
    )
    return {"amount_kopecks": amount}


KINDS: dict[str, Callable[[Fields], dict[str, Any]]] = {
    "metered": metered,
    "average": average,
    "norm": norm,
    "penalty": overdue,
}


def _shipped() -> dict[str, Any]:
    shipped: dict[str, Any] = json.loads(_POLICY.read_text(encoding="utf-8"))
    return shipped


def _always(**parameters: object) -> dict[str, Any]:
    return {name: [{"since": "2000-01-01", "value": value}] for name, value in parameters.items()}


def _tariff(given: Fields) -> Tariff:
    table = given.inner("tariff")
    prices = {zone: tuple(_prices(zone, table)) for zone in table.names()}
    limits = tuple(whole(kwh, f"limits[{n}]", 1, MAX_KWH) for n, kwh in enumerate(given.items("limits", default=[])))
    if list(limits) != sorted(set(limits)):
        raise BadInputError("limits", "must grow")
    if not limits and given.data["kind"] != "norm" and any(len(tiers) > 1 for tiers in prices.values()):
        raise BadInputError("limits", "must tell where the tiers of the tariff end")
    return Tariff(prices, limits)


def _prices(zone: str, table: Fields) -> Iterator[int]:
    tiers = table.items(zone)
    if not tiers:
        raise BadInputError(f"tariff.{zone}", "must have a price")
    for tier, text in enumerate(tiers):
        field = f"tariff.{zone}[{tier}]"
        yield kopecks(number(text, field), field)


def _register(zone: str, registers: Fields, digits: int) -> charges.Register:
    values = registers.inner(zone)
    values.only("previous", "current", "estimated")
    most = 10**digits - 1
    return charges.Register(
        zone=zone,
        previous=values.whole("previous", most=most),
        current=values.whole("current", most=most),
        estimated=values.whole("estimated", most=MAX_KWH, default=0),
    )


def _norm(given: Fields, days: int = 1, of_days: int = 1) -> int:
    persons = given.whole("persons", 1, 1000)
    return norms.kwh(given.number("norm"), persons, days, of_days)


def _tell(charge: charges.Charge) -> dict[str, Any]:
    return {
        "volume": charge.volume,
        "amount_kopecks": charge.amount,
        "vat_kopecks": charge.vat,
        "lines": [line for part in charge.lines for line in _lines(part)],
    }


def _lines(line: charges.Line) -> Iterator[dict[str, Any]]:
    common = {"zone": line.zone, "tier": line.tier}
    tariff = rubles(line.price)
    yield common | {
        "volume": line.volume,
        "tariff": tariff,
        "amount_kopecks": line.amount,
        "method": line.method,
    }
    if line.excess:
        yield common | {
            "volume": 0,
            "tariff": tariff,
            "amount_kopecks": line.excess,
            "method": "multiplier",
        }
