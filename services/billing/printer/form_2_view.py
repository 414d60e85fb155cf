"""Form 2 of the bill, printed since December 2026: every ground in full, what stands behind a calculated reading."""

from decimal import Decimal

from contracts.bill import AbsenceLine, BillSnapshot, ChargeLine, MeterBlock, RegisterRow
from services.billing.printer import form_words
from services.billing.printer.common_view import charge_line, document_of
from services.billing.printer.debtor_view import WHOLE_WIDTH, debts, largest_debts
from services.billing.printer.fitting import NARROW, REGULAR, lines
from services.billing.printer.leaves import View
from services.billing.printer.obligations import information, instalments
from services.billing.printer.paging import Content
from services.billing.printer.payment_code import payment_code
from services.billing.printer.recalculation_view import recalculations
from services.billing.printer.slip_view import slip_with_account
from wording.money import amount, signed_amount
from wording.numbers import grouped

GROUND_LINES = 4
"""300 characters over the whole width (п. 69 «ж»)."""


def form_2_view(bill: BillSnapshot) -> View:
    """What is this form's own."""
    printed = _before_absences(bill)
    tiers = any(line.tier > 1 for line in printed)
    return {
        "document": document_of(bill) + _identifiers(bill),
        "meters": [_meter(meter) for meter in bill.meters],
        "lines": [charge_line(line, tiers) for line in printed],
        "methods": sorted({form_words.METHODS[line.method] for line in bill.lines}),
        "absences": [_absence(one, bill.subscriber.persons) for one in bill.absences],
        "raising": _raising(bill),
        "recalculations": recalculations(bill.recalculations),
        "debts": debts(bill, largest_debts, penalty_lines=2),
        "instalments": instalments(bill),
        "information": information(bill) if bill.informs else [],
        "slip": slip_with_account(bill),
        "qr": payment_code(bill),
    }


def form_2_content(bill: BillSnapshot, view: View, party_lines: int) -> Content:
    """How much it has to say."""
    rows = view["recalculations"]["rows"] if view["recalculations"] else []
    registers = [len(row["previous"]) - 1 for meter in view["meters"] for row in meter["registers"]]
    return Content(
        party_lines=party_lines,
        meters=tuple(len(meter.registers) for meter in bill.meters),
        second_lines=sum(registers) + sum(len(row["ground"]) - 1 for row in view["absences"]),
        charges=len(view["lines"]) + len(view["absences"]),
        raising_lines=len(view["raising"]),
        recalculations=len(rows),
        ground_lines=sum(len(row["ground"]) for row in rows),
        notice=bill.notice is not None,
        debts=view["debts"] is not None,
        penalty_lines=len(view["debts"]["penalty"]) if view["debts"] else 0,
        instalment_lines=len(view["instalments"]),
        information_lines=sum(len(paragraph) for paragraph in view["information"]),
    )


def _identifiers(bill: BillSnapshot) -> list[str]:
    """ГИС ЖКХ names the account and the document (приказ Минстроя 43/пр)."""
    who = bill.subscriber
    known = [f"{title} {value}" for title, value in (("ЕЛС", who.unified_account), ("ИД", who.document_id)) if value]
    return [f"ГИС ЖКХ: {', '.join(known)}"] if known else []


def _before_absences(bill: BillSnapshot) -> list[ChargeLine]:
    """The charge lines with what absences took off put back: the form takes it off in lines of their own."""
    if not bill.absences:
        return bill.lines
    printed = list(bill.lines)
    for one in bill.absences:
        kind = ("one", one.tier, "norm")
        places = (place for place, line in enumerate(printed) if (line.zone, line.tier, line.method) == kind)
        place = next(places, len(printed))
        whole = printed[place : place + 1] or [_empty_line(one)]
        more = {
            "volume": whole[0].volume - one.volume,
            "amount_kopecks": whole[0].amount_kopecks - one.amount_kopecks,
        }
        printed[place : place + 1] = [whole[0].model_copy(update=more)]
    return printed


def _empty_line(one: AbsenceLine) -> ChargeLine:
    """Of a tier that is not reached because somebody was away."""
    return ChargeLine(
        zone="one",
        tier=one.tier,
        method="norm",
        volume=0,
        price_kopecks=one.price_kopecks,
        amount_kopecks=0,
        excess_kopecks=0,
    )


def _absence(one: AbsenceLine, persons: int) -> View:
    first, last = form_words.short_day(one.since), form_words.short_day(one.until)
    who = "" if one.persons >= persons else f" {one.persons} из {persons} чел."
    share = f"{one.full_volume} × {one.of_days - one.days}/{one.of_days}, " if not who else ""
    ground = f"Перерасчёт за {one.days} дн.: {share}временное отсутствие{who} с {first} по {last}: {one.ground}"
    return {
        "ground": lines(ground, NARROW, 8.5, 75, most=8),
        "volume": f"−{grouped(-one.volume)}",
        "price": amount(one.price_kopecks),
        "amount": signed_amount(one.amount_kopecks),
    }


def _raising(bill: BillSnapshot) -> list[str]:
    """The size of the factor, its act and by how much it raises the charge (п. 69 «г»)."""
    if bill.raising is None:
        return []
    factor = f"{Decimal(bill.raising.factor).normalize():f}".replace(".", ",")
    excess = sum(line.excess_kopecks for line in bill.lines)
    words = f"Повышающий коэффициент {factor}, основание: {bill.raising.ground}. Плата выше на {amount(excess)} ₽."
    return lines(words, REGULAR, 7.5, WHOLE_WIDTH, most=GROUND_LINES)


def _meter(meter: MeterBlock) -> View:
    about = [f"разрядов: {meter.digits}", f"поверка до {form_words.short_day(meter.verification_due)}"]
    if Decimal(meter.ratio) != 1:
        about.append(f"коэф. {meter.ratio}")
    return {
        "serial": lines(f"№ {meter.serial}", REGULAR, 8.5, 36)[0],
        "about": lines(", ".join(about), NARROW, 7.5, 38)[0],
        "registers": [_register(row, meter) for row in meter.registers],
    }


def _register(row: RegisterRow, meter: MeterBlock) -> View:
    """After estimates the previous reading is calculated, and the true one that it rests on stands below."""

    def shown(value: int | None) -> str:
        return form_words.reading(value, meter.digits, meter.decimals)

    previous, previous_on = [shown(row.previous)], [form_words.short_day(row.previous_on)]
    if row.actual is not None:
        previous, previous_on[0] = [*previous, shown(row.actual)], "расчётное"
        previous_on.append(f"снято {form_words.short_day(row.actual_on)}")
    return {
        "zone": form_words.zone(row.zone),
        "previous": previous,
        "previous_on": previous_on,
        "current": shown(row.current),
        "current_on": form_words.short_day(row.current_on),
        "volume": grouped(row.volume),
        "method": form_words.METHODS[row.method][1],
    }
