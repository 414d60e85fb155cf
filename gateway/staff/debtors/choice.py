"""Which debtors are meant: read from the address, worded, and carried on by forms and links."""

from collections.abc import Mapping
from typing import Any

from contracts.billing import DebtFilter
from gateway.backend.messages import unvalidated
from gateway.http.forms.form import Form
from gateway.staff.forms.confirmation import sum_of, whole_of
from wording.money import money
from wording.numbers import counted

FIELDS = ("district", "least", "most", "months", "in_court", "agreement", "notified")
ANSWERS = (("", "не важно"), ("yes", "да"), ("no", "нет"))
_TRUTH = {"": None, "yes": True, "no": False}
_AGES = (("", "любой"), ("2", "от 2 месяцев"), ("4", "от 4 месяцев"), ("7", "от 7 месяцев"), ("13", "больше года"))
AGES = (*_AGES, ("37", "больше 3 лет"))


def of_address(values: Mapping[str, str], *more: str) -> Form:
    """The form of the filter as it was sent."""
    fields = (*FIELDS, *more)
    return Form({name: values.get(name, "").strip() for name in fields}, fields)


def chosen(form: Form) -> dict[str, Any]:
    """The fields of a `DebtFilter`; refuses what is none, with its field."""
    return {
        "district": form["district"] or None,
        "least_kopecks": sum_of(form, "least", zero=True) if form["least"] else 0,
        "most_kopecks": sum_of(form, "most", zero=True) if form["most"] else None,
        "least_months": whole_of(form, "months", 0),
        "in_court": _TRUTH.get(form["in_court"], unvalidated(form["in_court"])),
        "agreement": _TRUTH.get(form["agreement"], unvalidated(form["agreement"])),
        "notified": _TRUTH.get(form["notified"], unvalidated(form["notified"])),
    }


def carried(form: Form) -> dict[str, str]:
    """What links and forms carry on: the fields that filter."""
    return {name: form[name] for name in FIELDS if form[name]}


def in_words(choice: DebtFilter) -> str:
    """The choice in a line."""
    parts = [f"район {choice.district}" if choice.district else "все районы"]
    if choice.least_kopecks:
        parts.append(f"долг от {money(choice.least_kopecks)}")
    if choice.most_kopecks is not None:
        parts.append(f"долг до {money(choice.most_kopecks)}")
    if choice.least_months:
        parts.append(f"не платят {counted(choice.least_months, 'месяц', 'месяца', 'месяцев')} и дольше")
    told = (
        (choice.in_court, "есть решение суда", "без решения суда"),
        (choice.agreement, "есть рассрочка", "без рассрочки"),
        (choice.notified, "уведомление вручалось", "уведомления не было"),
    )
    return ", ".join([*parts, *(yes if answer else no for answer, yes, no in told if answer is not None)])
