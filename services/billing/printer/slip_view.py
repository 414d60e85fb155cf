"""The tear-off slip: who pays what until when, and a box for each digit of the reading."""

from contracts.bill import BillSnapshot, MeterBlock, RegisterRow
from services.billing.printer import form_words
from services.billing.printer.fitting import BOLD, NARROW, fitting_size, lines, wide_enough
from services.billing.printer.leaves import View
from wording.dates import month
from wording.money import amount

WIDTH = 86
"""Millimetres of the payer's column."""
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
    }


def _subject(bill: BillSnapshot, meter: MeterBlock | None) -> str:
    subject = f"За {month(bill.period)} г."
    return f"{subject}, счётчик № {meter.serial}" if meter else subject


def _row(register: RegisterRow, meter: MeterBlock) -> View:
    return {
        "zone": form_words.zone(register.zone),
        "current": form_words.reading(register.current, meter.digits),
        "current_on": form_words.short_day(register.current_on),
        "digits": meter.digits,
    }
