"""Form 1 of the bill, as it was printed until November 2026 and is for ever: only stored bills have it."""

from contracts.bill import BillSnapshot, MeterBlock, RegisterRow
from services.billing.printer import form_words
from services.billing.printer.common_view import charge_line, document_of
from services.billing.printer.debtor_view import debts, newest_debts
from services.billing.printer.fitting import REGULAR, lines
from services.billing.printer.leaves import View
from services.billing.printer.paging import Content
from services.billing.printer.payment_code import any_code
from services.billing.printer.slip_view import slip_view
from wording.money import signed_amount
from wording.numbers import grouped


def form_1_view(bill: BillSnapshot) -> View:
    """What is this form's own."""
    identifier = bill.subscriber.document_id
    return {
        "document": document_of(bill) + ([f"ЕЛС ГИС ЖКХ {identifier}"] if identifier else []),
        "meters": [_meter(meter) for meter in bill.meters],
        "lines": [charge_line(line, tiers=any(part.tier > 1 for part in bill.lines)) for line in bill.lines],
        "methods": sorted({form_words.METHODS[line.method] for line in bill.lines}),
        "recalculations": [_recalculation(part.ground, part.amount_kopecks) for part in bill.recalculations],
        "debts": debts(bill, newest_debts, penalty_lines=1),
        "slip": slip_view(bill),
        "qr": any_code(bill),
    }


def form_1_content(bill: BillSnapshot, view: View, party_lines: int) -> Content:
    """How much it has to say."""
    return Content(
        party_lines=party_lines,
        meters=tuple(len(meter.registers) for meter in bill.meters),
        charges=len(bill.lines),
        recalculations=len(bill.recalculations),
        ground_lines=sum(len(row["ground"]) for row in view["recalculations"]),
        notice=bill.notice is not None,
        debts=view["debts"] is not None,
        penalty_lines=1 if bill.penalty else 0,
    )


def _meter(meter: MeterBlock) -> View:
    due = form_words.short_day(meter.verification_due)
    return {
        "serial": lines(f"№ {meter.serial}", REGULAR, 8.5, 36)[0],
        "about": f"разрядов: {meter.digits}, поверка до {due}",
        "registers": [_register(row, meter.digits) for row in meter.registers],
    }


def _register(row: RegisterRow, digits: int) -> View:
    return {
        "zone": form_words.zone(row.zone),
        "previous": form_words.reading(row.previous, digits),
        "previous_on": form_words.short_day(row.previous_on),
        "current": form_words.reading(row.current, digits),
        "current_on": form_words.short_day(row.current_on),
        "volume": grouped(row.volume),
        "method": form_words.METHODS[row.method][1],
    }


def _recalculation(ground: str, kopecks: int) -> View:
    return {"ground": lines(ground, REGULAR, 8.5, 142, most=2), "sum": signed_amount(kopecks)}
