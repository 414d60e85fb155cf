"""What the bill form prints, from a snapshot: every text ready, every long one already broken to its column."""

from contracts.bill import (
    BillSnapshot,
    ChargeLine,
    MeterBlock,
    RegisterRow,
    Subscriber,
    SupplierBlock,
)
from contracts.links import BILL_CHECK
from services.billing.printer import form_words
from services.billing.printer.debtor_view import debts, notice
from services.billing.printer.fitting import BOLD, NARROW, REGULAR, fitting_size, lines, wide_enough
from services.billing.printer.leaves import View
from services.billing.printer.paging import paging
from services.billing.printer.payment_code import payment_code
from services.billing.printer.slip_view import slip_view
from wording.accounts import account
from wording.dates import month
from wording.money import amount, signed_amount
from wording.moscow import moscow_day
from wording.numbers import grouped

NAME_SIZES = (13.0, 11.0, 9.5, 8.0)
"""Points. The largest at which the name fits its line; one too long for the smallest is cut."""
WHOLE_WIDTH = 184
"""Of a line from margin to margin."""
NAMED_DEBTS = 3
"""Months whose debts the penalty's line names; the latest ones."""
COLUMN = 113
"""Millimetres for name and address."""


def bill_view(bill: BillSnapshot) -> View:
    subscriber = bill.subscriber
    name_size = fitting_size(subscriber.full_name, NAME_SIZES, COLUMN)
    address_size, most = (9.5, 2) if wide_enough(subscriber.address, REGULAR, 9.5, COLUMN, 2) else (8.2, 3)
    facts, payee = _facts(subscriber), _payee(bill.supplier)
    recalculations = [_recalculation(part.ground, part.amount_kopecks) for part in bill.recalculations]
    pages = paging(bill, max(_count(facts, "lines"), _count(payee, "lines")), _count(recalculations, "ground"))
    return {
        "airy": pages.airy,
        "dense": pages.dense,
        "ways": pages.ways,
        "overleaf": pages.overleaf,
        "supplier": bill.supplier,
        "period": f"за {month(bill.period)} г.",
        "title": f"Счёт за электроэнергию, {month(bill.period)}, {account(subscriber.account_number)}",
        "document": _document(bill),
        "account": account(subscriber.account_number),
        "name": lines(subscriber.full_name, BOLD, name_size, COLUMN)[0],
        "name_size": name_size,
        "address": lines(subscriber.address, REGULAR, address_size, COLUMN, most),
        "address_size": address_size,
        "due": _due(bill),
        "facts": facts,
        "payee": payee,
        "meters": [_meter(meter) for meter in bill.meters],
        "lines": [_line(line, tiers=any(part.tier > 1 for part in bill.lines)) for line in bill.lines],
        "methods": sorted({form_words.METHODS[line.method] for line in bill.lines}),
        "recalculations": recalculations,
        "charged": amount(bill.charged_kopecks),
        "recalculated": amount(bill.recalculated_kopecks),
        "balance": _balance(bill),
        "notes": _notes(bill),
        "notice": notice(bill.notice) if bill.notice else None,
        "debts": debts(bill),
        "code": bill.code,
        "check": f"Проверить счёт: {bill.supplier.portal}{BILL_CHECK}/{bill.code}",
        "readings_until_day": bill.readings_until_day,
        "slip": slip_view(bill),
        "qr": payment_code(bill),
    }


def _count(parts: list[View], field: str) -> int:
    return sum(len(part[field]) for part in parts)


def _document(bill: BillSnapshot) -> list[str]:
    known = [f"Документ № {bill.number}", f"от {form_words.day(moscow_day(bill.issued_at))} г."]
    if bill.revision > 1:
        known.append(f"Исправленный, редакция {bill.revision}")
    if bill.subscriber.document_id:
        known.append(f"ЕЛС ГИС ЖКХ {bill.subscriber.document_id}")
    return known


def _due(bill: BillSnapshot) -> View:
    if bill.total_kopecks > 0:
        return {"pay": True, "sum": f"{amount(bill.total_kopecks)} ₽", "until": f"{form_words.day(bill.due_on)} г."}
    over = f"Переплата {amount(-bill.total_kopecks)} ₽" if bill.total_kopecks else "Долга и переплаты нет"
    return {"pay": False, "sum": "0,00 ₽", "until": over}


def _facts(who: Subscriber) -> list[View]:
    office = who.office
    return _rows(
        55,
        ("Помещение", f"комнат: {who.rooms}, зарегистрировано: {who.persons} чел."),
        ("Тарифная группа", who.tariff_group),
        ("Управляющая организация", who.managing_company or form_words.NOTHING),
        ("Обслуживающий участок", office.name),
        ("Адрес и телефоны участка", f"{office.address}, {office.phones}"),
    )


def _payee(supplier: SupplierBlock) -> list[View]:
    bank = supplier.bank
    return _rows(
        65,
        ("Поставщик", bank.name),
        ("ИНН, КПП, ОГРН", f"{bank.inn}, {bank.kpp}, {bank.ogrn}"),
        ("Расчётный счёт", bank.settlement_account),
        ("Банк", f"{bank.bank_name}, БИК {bank.bik}"),
        ("Корр. счёт", bank.correspondent_account),
        ("Адрес", supplier.address),
        ("Связь", f"{supplier.phones}, {supplier.email}, {supplier.site}"),
    )


def _rows(width: float, *rows: tuple[str, str]) -> list[View]:
    return [{"title": title, "lines": lines(text, NARROW, 8.5, width, most=2)} for title, text in rows]


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


def _line(line: ChargeLine, tiers: bool) -> View:
    zone = "" if line.zone == "one" else f", {form_words.zone(line.zone)}"
    tier = f", {line.tier}-й диапазон" if tiers else ""
    return {
        "service": f"Электроснабжение{zone}{tier}",
        "method": str(form_words.METHODS[line.method][0]),
        "volume": grouped(line.volume),
        "price": amount(line.price_kopecks),
        "amount": amount(line.amount_kopecks),
        "excess": amount(line.excess_kopecks) if line.excess_kopecks else form_words.NOTHING,
        "total": amount(line.amount_kopecks + line.excess_kopecks),
    }


def _recalculation(ground: str, kopecks: int) -> View:
    return {"ground": lines(ground, REGULAR, 8.5, 142, most=2), "sum": signed_amount(kopecks)}


def _balance(bill: BillSnapshot) -> View:
    return {
        "opening_title": "Переплата на начало" if bill.opening_kopecks < 0 else "Задолженность на начало",
        "opening": amount(bill.opening_kopecks),
        "total_title": "Переплата" if bill.total_kopecks < 0 else "Итого к оплате",
        "paid": amount(bill.paid_kopecks),
        "total": amount(bill.total_kopecks),
    }


def _notes(bill: BillSnapshot) -> list[str]:
    return [
        f"В том числе НДС {bill.vat_rate} % в начислении за месяц: {amount(bill.vat_kopecks)} ₽.",
        f"Учтены оплаты по {form_words.day(bill.payments_until)} г. включительно.",
    ]
