"""Tariffs, tiers, norms and parameters: what is in force on a day, what was before and what comes (S5)."""

from typing import Literal

from pydantic import Field

from contracts.wire import Day, Identifier, Instant, Message, Zone

Standing = Literal["past", "in_force", "coming"]
"""Of an edition on the day asked about. A month is charged by what is in force on its first day."""


class RatesQuery(Message):
    on: Day


class Loaded(Message):
    """Who loaded an edition, by the history of packages."""

    package_id: Identifier
    sender: str
    at: Instant


class Edition(Message):
    """`until` is the last day, None without an end; `loaded` is None when no history of loads knows of it."""

    since: Day
    until: Day | None
    standing: Standing
    loaded: Loaded | None


class TariffEdition(Edition):
    group: str
    group_title: str
    zone: Zone
    prices_kopecks: list[int] = Field(min_length=1, max_length=3)
    """With VAT, tier by tier."""
    name: str
    source: str


class TierEdition(Edition):
    """kWh a month at which the first and the second tier end."""

    group: str
    group_title: str
    limit1: int
    limit2: int


class NormRow(Message):
    stove: str
    rooms: int
    persons: int
    kwh: str
    """A decimal: kWh a month per person."""


class NormEdition(Edition):
    rows: list[NormRow]


class ParameterEdition(Edition):
    """A number of the rules; `shipped` ones came with the program and hold until one is loaded."""

    name: str
    title: str
    value: str
    """A decimal; empty: there is no such limit."""
    shipped: bool


class Rates(Message):
    """By group, zone or name, the newest edition first."""

    tariffs: list[TariffEdition]
    tiers: list[TierEdition]
    norms: list[NormEdition]
    parameters: list[ParameterEdition]
