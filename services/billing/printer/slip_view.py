"""The tear-off slip: who pays what until when, and a box for each digit of the reading."""

from contracts.bill import BankDetails, BillSnapshot, MeterBlock, RegisterRow
from contracts.requisites import NO_CORRESPONDENT
from services.billing.printer import form_words
from services.billing.printer.fitting import BOLD, NARROW, REGULAR, fitting_size, lines, wide_enough
from services.billing.printer.leaves import View
from wording.dates import month
from wording.money import amount

WIDTH, WHOLE_WIDTH = 86, 139
"""Millimetres of the payer's column, and of a line below the sum."""
MOST_ROWS = 4
"""Boxes have room for no more; readings of further meters are sent otherwise."""
NAME_SIZES = (9.0, 7.2)


def slip_view(bill: BillSnapshot) -> View:
    who, pays = bill.subscriber, bill.total_kopecks > 0
    meter = bill.meters[-1] if bill.meters else None
    name_size = fitting_size(who.full_name, NAME_SIZES, WIDTH)
    address_size, most = (8.5, 2) if wide_enough(who.address, NARROW, 8.5, WIDTH, 2) else (7.4, 3)
    return {
        "payee": lines(f"{bill.supplier.bank.name}, ИНН {bill.supplier.bank.inn}", NARROW, 8, WIDTH)[0],
        "name": lines(who.full_name, BOLD, name_size, WIDTH)[0],
        "name_size": name_size,
        "address": lines(who.address, NARROW, address_size, WIDTH, most),
        "address_size": address_size,
        "subject": lines(_subject(bill, meter), NARROW, 8, WIDTH)[0],
        "sum": f"{amount(max(bill.total_kopecks, 0))} ₽",
        "until": f"{form_words.day(bill.due_on)} г." if pays else None,
        "rows": [_row(register, meter) for register in meter.registers] if meter else [],
        "bank": None,
        "several": False,
    }


def slip_with_account(bill: BillSnapshot) -> View:
    """Form 2: a torn-off slip can be paid by itself, and has a row for each register of each standing meter."""
    standing = list({meter.point: meter for meter in bill.meters}.values())
    several = len(standing) > 1
    rows: list[View] = []
    for meter in standing:
        if len(rows) + len(meter.registers) <= MOST_ROWS:
            rows += [_row(register, meter, several) for register in meter.registers]
    return slip_view(bill) | {
        "bank": lines(_bank(bill.supplier.bank), NARROW, 8, WHOLE_WIDTH)[0] if standing else None,
        "subject": lines(_subject(bill, None if several else standing[0] if standing else None), NARROW, 8, WIDTH)[0],
        "rows": rows,
        "several": several,
    }


def _bank(bank: BankDetails) -> str:
    own = f"Р/с {bank.settlement_account}, {bank.bank_name}, БИК {bank.bik}"
    return own if bank.correspondent_account in NO_CORRESPONDENT else f"{own}, к/с {bank.correspondent_account}"


def _subject(bill: BillSnapshot, meter: MeterBlock | None) -> str:
    subject = f"За {month(bill.period)} г."
    return f"{subject}, счётчик № {meter.serial}" if meter else subject


def _row(register: RegisterRow, meter: MeterBlock, several: bool = False) -> View:
    zone = form_words.zone(register.zone)
    return {
        "zone": lines(f"№ …{meter.serial[-6:]} {zone}", REGULAR, 8.5, 32)[0] if several else zone,
        "current": form_words.reading(register.current, meter.digits, meter.decimals),
        "current_on": form_words.short_day(register.current_on),
        "digits": meter.digits,
    }
