"""The supplier's files as billing judges them: the contract's forms with billing's own conditions on a line."""

from collections.abc import Iterable, Iterator

from contracts.supply import FORMS
from intake.forms import File
from services.billing.rules.charge.account_input import HISTORY
from services.billing.rules.policy import DECIMALS, PARAMETERS


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


_BOUNDS = {
    "vat_rate": (0, 100),
    "avg_window": (1, HISTORY),
    "avg_min_periods": (1, HISTORY),
    "publish_day": (1, 28),
    "due_day": (1, 28),
    "cutoff_day": (1, 31),
    "shift_due": (0, 1),
    "days_to_pay": (1, 60),
    "information_month": (0, 3),
    "penalty_charged": (0, 1),
    "penalty_cap_by_payment_day": (0, 1),
    "deferral_from_month": (0, 1),
    "penalty_first_divisor": (1, 1000),
    "penalty_second_divisor": (1, 1000),
    "heating_tier_factor": (1, 10),
    "settle_back_months": (1, 120),
    "returned_estimates": (0, 1),
    "refusal_factor": (1, 10),
    "tampering_months": (1, 36),
    "tampering_norms": (1, 100),
    "quality_percent": (0, 100),
}
"""What a parameter can mean at all: a day that each month has, months that a register remembers, no division by 0."""


def _bounded() -> Iterator[tuple[str, str, str]]:
    for name, (least, most) in _BOUNDS.items():
        holds = f"s.name <> '{name}' or s.value::numeric between {least} and {most}"
        yield "value", holds, f"для {name} нужно число от {least} до {most}"


_RULES = {
    "tariffs": (("tier3", "s.tier3 is null or s.tier2 is not null", "пусто, раз второго диапазона нет"),),
    "tiers": (("limit2", "s.limit2::int > s.limit1::int", "больше, чем limit1"),),
    "policy": (
        (
            "value",
            f"s.name not in ({_listed(set(PARAMETERS) - set(DECIMALS))}) or s.value ~ '^\\d+$'",
            "нужно целое число",
        ),
        *_bounded(),
    ),
    "corrections": (
        (
            "amount_kopecks",
            "s.undoes is not null or coalesce(s.amount_kopecks, '0')::bigint <> 0 or coalesce(s.volume, '0')::int <> 0",
            "нужна сумма, отличная от нуля, или номер отменяемой корректировки в undoes",
        ),
        ("ground", "s.undoes is not null or s.ground is not null", "нужно основание"),
        ("month", "coalesce(s.volume, '0')::int = 0 or s.month is not null", "нужен месяц этих кВт·ч"),
        ("zone", "coalesce(s.volume, '0')::int = 0 or s.zone is not null", "нужна зона этих кВт·ч"),
        (
            "undoes",
            "s.undoes is null or (s.volume is null and s.zone is null and s.month is null and s.vat_rate is null)",
            "отмена возвращает корректировку целиком: кВт·ч, зона, месяц и НДС у неё пусты",
        ),
    ),
    "accounts": (
        (
            "multiplier_ground",
            "coalesce(s.multiplier::numeric, 1) = 1 or coalesce(s.multiplier_ground, '') <> ''",
            "нужен акт, который даёт основание: коэффициент больше 1",
        ),
    ),
}

FILES = tuple(File(form, _RULES.get(form.name, ())) for form in FORMS if "billing" in form.takers)
BY_NAME = {file.name: file for file in FILES}
