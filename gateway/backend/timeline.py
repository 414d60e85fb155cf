"""The account's life in one list with a running balance (B4): bills, money, corrections and readings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from contracts.billing import TimelineEntry
from contracts.readings import ReadingLife
from contracts.wire import Interval
from gateway.backend.rpc import Round, services
from gateway.words.account_history import entry_title
from gateway.words.readings import way_of
from gateway.words.zones import in_words
from wording import dates


@dataclass(frozen=True, slots=True)
class Row:
    """A movement of money with the balance after it, or a reading, which moves none."""

    at: datetime
    kind: str
    title: str
    kopecks: int | None = None
    balance: int | None = None


@dataclass(frozen=True, slots=True)
class AccountTimeline:
    """Oldest first; `readings_missing`: the service of readings is silent and they are left out."""

    rows: list[Row]
    readings_missing: bool


def read_timeline(number: str, since: date, until: date) -> AccountTimeline:
    """What billing and readings tell of the interval, in one order."""
    wanted = Interval(account_number=number, since=since, until=until)
    with Round() as ask:
        money = ask(services().billing.get_timeline, wanted)
        readings = ask(services().readings.list_readings, wanted)
    sent = readings.or_none.readings if readings.or_none else []
    rows = movements(money.value.entries) + [_reading(one) for one in sent]
    return AccountTimeline(sorted(rows, key=lambda row: row.at), readings.missing)


def movements(entries: Sequence[TimelineEntry]) -> list[Row]:
    """Billing's entries as rows."""
    return [Row(one.at, one.kind, entry_title(one), one.amount_kopecks, one.balance_kopecks) for one in entries]


def _reading(one: ReadingLife) -> Row:
    said = f"Показания {in_words(one.values, one.decimals)}, {way_of(one)}"
    used = f"{said}: в счёте за {dates.month(one.used_in or one.period)}" if one.used else said
    return Row(one.received_at, "reading", f"{said}: не учтены" if one.used is False else used)
