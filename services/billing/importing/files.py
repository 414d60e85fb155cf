"""The supplier's files as billing judges them: the contract's forms with billing's own conditions on a line."""

from collections.abc import Iterable
from dataclasses import fields

from chassis.tabular.forms import File
from contracts.supply import FORMS
from services.billing.rates.book import DECIMALS
from services.billing.rules.policy import Policy

PARAMETERS = tuple(field.name for field in fields(Policy))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


_RULES = {
    "tariffs": (("tier3", "s.tier3 is null or s.tier2 is not null", "пусто, раз второго диапазона нет"),),
    "tiers": (("limit2", "s.limit2::int > s.limit1::int", "больше, чем limit1"),),
    "policy": (
        (
            "value",
            f"s.name not in ({_listed(set(PARAMETERS) - set(DECIMALS))}) or s.value ~ '^\\d+$'",
            "нужно целое число",
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
