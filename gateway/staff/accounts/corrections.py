"""Corrections with their ground (ПП РФ 354, п. 69 «ж»): accountants post them into the open bill and take them back."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from chassis.errors import Refusal
from contracts.billing import Correction, CorrectionEffect, CorrectionLine, CorrectionUndo
from contracts.wire import AccountRef
from gateway.backend.messages import unvalidated
from gateway.backend.rpc import ask, services
from gateway.http.forms.form import Form
from gateway.http.forms.intervals import months_back, today
from gateway.staff.access.members import for_staff
from gateway.staff.accounts.account import address_of, known_shape
from gateway.staff.accounts.effect import debt
from gateway.staff.forms.confirmation import Action, confirmation, key, sum_of
from gateway.staff.forms.second_person import asked_for, second_person
from gateway.words.zones import ORDER
from wording.accounts import account
from wording.dates import month
from wording.money import money
from wording.numbers import grouped
from wording.zones import zone

blueprint = Blueprint("corrections", __name__)
SIGNS = {"less": -1, "more": 1}
MONTHS = 36
"""Back from the present one, for which a correction may be made."""
MOST_KWH = 1_000_000
FIELDS = ("direction", "amount", "ground", "volume", "zone", "month", "vat_rate", "nonce")


@blueprint.get("/accounts/<number>/correction")
@for_staff("billing.post_correction")
def show(number: str) -> ResponseReturnValue:
    return _page(number, Form())


@blueprint.post("/accounts/<number>/correction")
@for_staff("billing.post_correction")
def post(number: str) -> ResponseReturnValue:
    form = Form.posted(*FIELDS)
    with form:
        wanted = _typed(number, form)
        if form.ticked("ask"):
            return asked_for(ask(services().billing.ask_correction, wanted))
        if form.ticked("confirmed"):
            ask(services().billing.post_correction, wanted)
            flash(f"Корректировка на {money(wanted.amount_kopecks)} проведена.", "success")
            return redirect(address_of(number, "timeline"))
        if not form.ticked("edit"):
            effect = ask(services().billing.preview_correction, wanted)
            return confirmation(_action(wanted, effect), form, address_of(number))
    return _page(number, form)


@blueprint.post("/accounts/<number>/correction/undo")
@for_staff("billing.undo_correction")
def undo(number: str) -> ResponseReturnValue:
    """The opposite correction, linked to the one that it takes back; once."""
    form = Form.posted("correction", "nonce")
    with form:
        wanted = CorrectionUndo(
            account_number=known_shape(number), correction=form["correction"], idempotency_key=key(form)
        )
        if form.ticked("ask"):
            return asked_for(ask(services().billing.ask_undo, wanted))
        if form.ticked("confirmed"):
            effect = ask(services().billing.undo_correction, wanted)
            flash(f"Корректировка отменена. Долг теперь {debt(effect.after_kopecks)}.", "success")
            return redirect(address_of(number, "timeline"))
        listed = ask(services().billing.list_corrections, AccountRef(account_number=number)).corrections
        undone = next((one for one in listed if one.reference == wanted.correction), None)
        if undone is None:
            raise Refusal("invalid_field", "Такой корректировки на этом счёте нет.")
        effect = ask(services().billing.preview_undo, wanted)
        return confirmation(_undoing(undone, effect), form, request.path.removesuffix("/undo"))
    return _page(number, form)


def _typed(number: str, form: Form) -> Correction:
    sign, kwh = _sign(form), _kwh(form)
    if kwh and not (form["zone"] and form["month"]):
        raise Refusal("invalid_field", "Укажите месяц и зону, чьи киловатт-часы исправляете.", "month")
    return Correction(
        account_number=number,
        amount_kopecks=sign * sum_of(form, "amount"),
        ground=form["ground"].strip(),
        idempotency_key=key(form),
        volume=sign * kwh,
        zone=unvalidated(form["zone"] or None),
        month=form["month"] or None,
        vat_rate=int(form["vat_rate"]) if form["vat_rate"].isdecimal() else None,
    )


def _sign(form: Form) -> int:
    if form["direction"] not in SIGNS:
        raise Refusal("invalid_field", "Выберите, уменьшить долг или увеличить.", "direction")
    return SIGNS[form["direction"]]


def _kwh(form: Form) -> int:
    typed = form["volume"].strip()
    if not typed:
        return 0
    if not (typed.isascii() and typed.isdecimal()) or int(typed) > MOST_KWH:
        raise Refusal("invalid_field", "Укажите целые киловатт-часы цифрами, без знака.", "volume")
    return int(typed)


def _action(wanted: Correction, effect: CorrectionEffect) -> Action:
    verb = "уменьшится" if wanted.amount_kopecks < 0 else "увеличится"
    warning, button = second_person(
        effect.above_kopecks,
        "Запись в книге начислений не удалить: отменить её можно только встречной записью. "
        "Основание увидит абонент, оно войдёт в счёт.",
        "Провести корректировку",
    )
    return Action(
        title="Провести корректировку?",
        facts=[
            ("Лицевой счёт", account(wanted.account_number)),
            ("Абонент", effect.full_name),
            ("Долг", f"{verb} на {money(abs(wanted.amount_kopecks))}"),
            ("Было", debt(effect.before_kopecks)),
            ("Станет", debt(effect.after_kopecks)),
            *_kwh_in_words(wanted.volume, wanted.zone, wanted.month),
            *([("НДС в сумме", f"{money(effect.vat_kopecks)}, {effect.vat_rate} %")] if effect.vat_rate else []),
            ("Войдёт в счёт", month(effect.period)),
            ("Основание", wanted.ground),
        ],
        warning=warning,
        button=button,
        deed="confirmed" if effect.above_kopecks is None else "ask",
    )


def _undoing(undone: CorrectionLine, effect: CorrectionEffect) -> Action:
    warning, button = second_person(
        effect.above_kopecks,
        "Появится встречная запись на ту же сумму, связанная с этой. Обе увидит абонент.",
        "Отменить корректировку",
    )
    return Action(
        title="Отменить корректировку?",
        facts=[
            ("Лицевой счёт", account(effect.account_number)),
            ("Абонент", effect.full_name),
            ("Корректировка", money(undone.amount_kopecks)),
            ("Долг был", debt(effect.before_kopecks)),
            ("Долг станет", debt(effect.after_kopecks)),
            *_kwh_in_words(undone.volume, undone.zone, undone.month),
            ("Основание", undone.ground),
        ],
        warning=warning,
        button=button,
        editable=False,
        deed="confirmed" if effect.above_kopecks is None else "ask",
    )


def _kwh_in_words(volume: int, code: str | None, period: str | None) -> list[tuple[str, str]]:
    facts = []
    if volume:
        sign = "+" if volume > 0 else "\N{MINUS SIGN}"
        name = zone(code) if code else ""
        facts.append(("Объём", f"{sign}{grouped(abs(volume))} кВт·ч" + (f", {name}" if name else "")))
    return [*facts, ("За месяц", month(period))] if period else facts


def _page(number: str, form: Form) -> ResponseReturnValue:
    listed = ask(services().billing.list_corrections, AccountRef(account_number=known_shape(number)))
    first = today().replace(day=1)
    page = render_template(
        "staff/accounts/correction.html",
        number=number,
        form=form,
        corrections=listed.corrections,
        months=[f"{months_back(first, back):%Y-%m}" for back in range(MONTHS + 1)],
        zones=ORDER,
    )
    return page, form.status
