"""A register as rows of money: every field read by the profile, the trailer's totals compared. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from contracts.registers import GivenReading
from services.payments.statements.formats import fields
from services.payments.statements.formats.fields import WrongValue
from services.payments.statements.formats.layout import Fault, Line, Unreadable, lay_out
from services.payments.statements.formats.profiles import Profile
from services.payments.statements.formats.readings import given_readings

MOST_FAULTS = 100
_STORNO = "/storno"
TITLES = {
    "operation": "номер операции",
    "account": "лицевой счёт",
    "order": "номер заказа",
    "date": "дата",
    "amount": "сумма",
    "fee": "комиссия",
    "payer": "плательщик",
    "kind": "вид операции",
}
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Row:
    """One operation. `kopecks` is negative for money that went back; `order` holds every number of the order."""

    line: int
    operation: str
    """Once and for ever within the channel."""
    day: date
    kopecks: int
    fee: int
    account: str
    payer: str
    order: str
    readings: tuple[GivenReading, ...] = ()
    """What the payer gave with it."""
    cancels: str = ""
    """Of a storno: the operation whose money goes back."""
    part_of: str = ""
    """The operation as the bank names it, where it is one payment for several accounts."""

    def names(self) -> tuple[str, ...]:
        """All names under which an earlier file may have had it: this one's other accounts may be new."""
        if self.cancels:
            return (self.operation, f"{self.cancels}{_STORNO}", storno_name(self.cancels, self.account))
        bank = self.part_of or self.operation
        return (self.operation, bank, part_name(bank, self.account), f"{bank}/{self.account}"[: fields.LONGEST_NAME])


def storno_name(operation: str, account: str) -> str:
    """What the storno of one account's part is called."""
    return f"{part_name(operation, account)}{_STORNO}"


def part_name(operation: str, account: str) -> str:
    """What one account's part of a payment for several accounts is called."""
    return f"{operation}/{fields.account_name(account)}"[: fields.LONGEST_NAME]


@dataclass(frozen=True, slots=True)
class Parsed:
    """`rows` with money or readings; `without_money` counts those of 0,00 that have neither."""

    rows: list[Row]
    document: str
    without_money: int = 0


def parse(content: bytes, profile: Profile, today: date) -> Parsed:
    """The whole register or nothing: raises Unreadable with the faults by line and field.

    A day without operations is a register as well, when its trailer says so.
    """
    parts = lay_out(content, profile)
    faults: list[Fault] = []
    of_parts = [
        [row for line in part.rows if (row := _row(line, profile, today, faults)) is not None] for part in parts
    ]
    rows = _named([row for own in of_parts for row in own], profile, faults)
    if not faults:
        for part, own in zip(parts, of_parts, strict=True):
            faults += _against_trailer(own, part.trailer, profile)
    if not rows and not faults and all(part.trailer is None for part in parts):
        faults.append(Fault(0, "", "в файле нет ни одной операции"))
    if faults:
        raise Unreadable(*faults[:MOST_FAULTS])
    document = "; ".join(found for part in parts if (found := _document(part.trailer, profile)))
    kept = [row for row in rows if row.kopecks or row.readings]
    return Parsed(kept, document, len(rows) - len(kept))


def _row(line: Line, profile: Profile, today: date, faults: list[Fault]) -> Row | None:
    before = len(faults)

    def read(field: str, reader: Callable[[str], Value], joint: str = " ") -> Value | None:
        try:
            return reader(_text(line, profile, field, joint))
        except WrongValue as wrong:
            faults.append(Fault(line.number, TITLES[field], str(wrong)))
            return None

    operation = read("operation", fields.name, ":")
    day = read("date", lambda text: fields.day(text, profile.date_format, today))
    amount = read("amount", _signed(profile))
    if amount == 0 and profile.kind == "orders":
        faults.append(Fault(line.number, TITLES["amount"], "сумма больше нуля"))
    fee = read("fee", lambda text: fields.kopecks(text, profile.amounts)) if "fee" in profile.columns else 0
    account, payer, order = (
        read(field, fields.words, joint) or "" if field in profile.columns else ""
        for field, joint in (("account", " "), ("payer", ", "), ("order", " "))
    )
    kind = read("kind", fields.words) if "kind" in profile.columns else ""
    if len(faults) > before or operation is None or day is None or amount is None or fee is None:
        return None
    kopecks = -abs(amount) if kind in profile.refund_kinds else amount
    readings = given_readings(line, profile) if kopecks >= 0 else ()
    return Row(line.number, operation, day, kopecks, fee, account, payer, order, readings)


def _named(rows: list[Row], profile: Profile, faults: list[Fault]) -> list[Row]:
    """The rows by names of their own: a storno repeats the name of what it cancels, and one payment for several
    accounts has a row for each under one name.
    """
    if profile.kind == "orders":
        faults += _repeated(rows)
        return rows
    paid, back = _accounts(row for row in rows if row.kopecks >= 0), _accounts(row for row in rows if row.kopecks < 0)
    named = []
    for row in rows:
        bank, account = row.operation, row.account
        if row.kopecks < 0:
            name = storno_name(bank, account) if len(back[bank]) > 1 else f"{bank}{_STORNO}"
            named.append(replace(row, operation=name, cancels=bank))
        elif len(paid[bank]) > 1:
            named.append(replace(row, operation=part_name(bank, account), part_of=bank))
        else:
            named.append(row)
    faults += _repeated(named)
    return named


def _accounts(rows: Iterable[Row]) -> dict[str, set[str]]:
    """By operation, as the bank names it: whose money it is."""
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row.operation, set()).add(fields.account_name(row.account))
    return found


def _text(line: Line, profile: Profile, field: str, joint: str) -> str:
    """The field's text; several columns joined. Raises WrongValue where the row has no such column or key."""
    places = profile.columns[field]  # type: ignore[index]
    parts = [line.get(place) for place in (places if isinstance(places, tuple) else (places,))]
    if any(part is None for part in parts):
        raise WrongValue(f"в строке нет столбца {places}")
    return joint.join(part for part in parts if part)


def _repeated(rows: list[Row]) -> list[Fault]:
    seen: dict[str, int] = {}
    faults = []
    for row in rows:
        if row.operation in seen:
            remedy = f"операция {row.operation} уже есть в строке {seen[row.operation]}"
            faults.append(Fault(row.line, TITLES["operation"], remedy))
        seen.setdefault(row.operation, row.line)
    return faults


def _against_trailer(rows: list[Row], trailer: Line | None, profile: Profile) -> list[Fault]:
    """A part that was cut on its way has no trailer, or one that does not fit."""
    rule = profile.trailer
    if rule is None:
        return []
    if trailer is None:
        remedy = f"нет итоговой строки «{rule.prefix}…»: файл обрезан, попросите его у банка ещё раз"
        return [Fault(0, "", remedy)] if rule.required else []
    actual: dict[str, tuple[int | None, int, Callable[[str], int]]] = {
        "количество": (rule.count, len(rows), int),
        "сумма": (rule.amount, sum(row.kopecks for row in rows), _signed(profile)),
        "комиссия": (rule.fee, sum(row.fee for row in rows), _signed(profile)),
    }
    faults = []
    for title, (place, computed, reader) in actual.items():
        if place is None:
            continue
        try:
            stated = reader(trailer.get(place) or "")
        except ValueError:
            faults.append(Fault(trailer.number, title, "в итоговой строке нет этого итога"))
            continue
        if stated != computed:
            shown = computed if title == "количество" else _rubles(computed)
            faults.append(Fault(trailer.number, title, f"по строкам получается {shown}: файл обрезан или изменён"))
    return faults


def _signed(profile: Profile) -> Callable[[str], int]:
    def read(text: str) -> int:
        negative = text.startswith("-")
        return (-1 if negative else 1) * fields.kopecks(text.removeprefix("-"), profile.amounts)

    return read


def _rubles(kopecks: int) -> str:
    return f"{'-' if kopecks < 0 else ''}{abs(kopecks) // 100},{abs(kopecks) % 100:02d}"


def _document(trailer: Line | None, profile: Profile) -> str:
    if trailer is None or profile.trailer is None:
        return ""
    return fields.words(" от ".join(part for place in profile.trailer.document if (part := trailer.get(place))))
