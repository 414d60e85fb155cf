"""What decides about an account's charges, as the desk shows it at a glance."""

from typing import Literal

from contracts.wire import AccountNumber, Day, Kopecks, Message, Zone

Stove = Literal["gas", "electric"]


class ZoneTariff(Message):
    """Kopecks per kWh with VAT, tier by tier."""

    zone: Zone
    prices: list[Kopecks]


class AccountCard(Message):
    """Of today; empty strings and lists for what is not known or not loaded. `norm` is kWh a month per person."""

    account_number: AccountNumber
    full_name: str
    address: str
    tariff_group: str
    group_title: str
    stove: Stove
    rooms: int
    persons: int
    heating: bool
    multiplier: str
    multiplier_ground: str
    managing_company: str
    norm: str
    tariff: list[ZoneTariff]
    tier_limits: list[int]
    """kWh a month at which each tier but the last ends."""
    office: str
    office_address: str
    office_phones: str
    opened_on: Day
    closed_on: Day | None
    unified_account: str
