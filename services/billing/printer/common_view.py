"""What every form of the bill prints: every text ready, every long one already broken to its column."""

from contracts.bill import BillSnapshot, ChargeLine, Subscriber, SupplierBlock
from contracts.links import BILL_CHECK
from services.billing.printer import form_words
from services.billing.printer.debtor_view import notice
from services.billing.printer.fitting import BOLD, NARROW, REGULAR, fitting_size, lines, wide_enough
from services.billing.printer.leaves import View
from wording.accounts import account
from wording.dates import month
from wording.money import amount
from wording.moscow import moscow_day
from wording.numbers import grouped

NAME_SIZES = (13.0, 11.0, 9.5, 8.0)
"""Points. The largest at which the name fits its line; one too long for the smallest is cut."""
COLUMN = 113
"""Millimetres for name and address."""


def common(bill: BillSnapshot) -> View:
    """What all forms print."""
    subscriber = bill.subscriber
    name_size = fitting_size(subscriber.full_name, NAME_SIZES, COLUMN)
    address_size, most = (9.5, 2) if wide_enough(subscriber.address, REGULAR, 9.5, COLUMN, 2) else (8.2, 3)
    facts, payee = _facts(subscriber), _payee(bill.supplier)
    return {
        "supplier": bill.supplier,
        "period": f"за {month(bill.period)} г.",
        "title": f"Счёт за электроэнергию, {month(bill.period)}, {account(subscriber.account_number)}",
        "account": account(subscriber.account_number),
        "name": lines(subscriber.full_name, BOLD, name_size, COLUMN)[0],
        "name_size": name_size,
        "address": lines(subscriber.address, REGULAR, address_size, COLUMN, most),
        "address_size": address_size,
        "due": _due(bill),
        "facts": facts,
        "payee": payee,
        "charged": amount(bill.charged_kopecks),
        "recalculated": amount(bill.recalculated_kopecks),
        "balance": _balance(bill),
        "notes": _notes(bill),
        "notice": notice(bill.notice) if bill.notice else None,
        "code": bill.code,
        "check": f"Проверить счёт: {bill.supplier.portal}{BILL_CHECK}/{bill.code}",
        "readings_until_day": bill.readings_until_day,
    }


def document_of(bill: BillSnapshot) -> list[str]:
    """Number, day and revision of the document."""
    known = [f"Документ № {bill.number}", f"от {form_words.day(moscow_day(bill.issued_at))} г."]
    if bill.revision > 1:
        known.append(f"Исправленный, редакция {bill.revision}")
    return known


def charge_line(line: ChargeLine, tiers: bool) -> View:
    """A row of «Начислено за месяц»."""
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
