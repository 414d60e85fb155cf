"""The passport of a reading (B1): received → checked → used in the bill of month M or not, why, and what to do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from services.readings.rules import phrases
from services.readings.rules.periods import shifted
from wording.dates import month
from wording.methods import METHODS

Source = Literal["payment", "without_payment", "phone", "bank", "control", "act", "estimated", "imported"]

_WAYS = {
    "payment": "при оплате",
    "without_payment": "без оплаты",
    "phone": "по телефону, со слов абонента",
    "bank": "через банк",
    "control": "контрольные, сняты представителем компании",
    "act": "по акту о счётчике",
    "estimated": "расчётные",
    "imported": "загружены из учётной системы",
}
_ESTIMATED = ("average", "norm")
APPEAL = "Если вы не согласны, напишите в «Обратная связь»"


@dataclass(frozen=True, slots=True)
class Step:
    at: datetime
    title: str
    detail: str
    code: str = "note"


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of one reading. The moments are in Moscow time."""

    source: Source
    period: str
    received_at: datetime
    notes: Sequence[Step] = ()
    refused: str | None = None
    withdrawn: Step | None = None
    """`detail` is the reason."""
    loaded: bool = False
    act: str | None = None
    """Of a control reading."""
    replaced_by: datetime | None = None
    """When the reading came that counts for the period instead."""
    used_in: tuple[str, datetime] | None = None
    """The period of the bill that rests on it and when that was published."""
    bill: tuple[str, datetime] | None = None
    """The method of the period's bill and its publication, if there is one."""
    settled_in: tuple[str, datetime] | None = None
    """Of a reading that became known after its period's bill: the later bill that settled it, and its publication."""
    settles_by: str | None = None
    """The period whose bill will settle such a reading; None when it was known in time, or is too old."""
    billed_elsewhere_before: str = ""
    """Loaded readings of earlier periods were charged by the system that they came from."""


@dataclass(frozen=True, slots=True)
class Passport:
    used: bool | None
    used_in: str | None
    reason: str
    reason_code: str
    steps: tuple[Step, ...]


def passport(facts: Facts, cutoff_day: int, publish_day: int, next_period: str) -> Passport:
    """`next_period` is the month in which the period's bill appears."""
    outcome = _outcome(facts, cutoff_day, publish_day, next_period)
    way = f"{_WAYS[facts.source]}, {facts.act}" if facts.act else _WAYS[facts.source]
    steps = [Step(facts.received_at, "Получены", way, "received"), *_checked(facts), *facts.notes]
    if facts.withdrawn:
        steps.append(facts.withdrawn)
    if facts.replaced_by and outcome.used is not True:
        text = "в расчёт идут последние за период"
        steps.append(Step(facts.replaced_by, "Переданы новые показания", text, "replaced"))
    if outcome.at and outcome.used:
        steps.append(Step(outcome.at, "Приняты к расчёту", outcome.reason, "used"))
    elif outcome.at:
        steps.append(Step(outcome.at, "Не приняты к расчёту", outcome.reason, "not_used"))
    in_order = tuple(sorted(steps, key=lambda step: step.at))
    return Passport(outcome.used, outcome.used_in, outcome.reason, outcome.code, in_order)


def _checked(facts: Facts) -> list[Step]:
    if facts.refused:
        return [Step(facts.received_at, "Не прошли проверку", facts.refused, "check_failed")]
    if facts.source in ("payment", "without_payment", "phone", "bank", "control", "act"):
        return [Step(facts.received_at, "Проверены", f"для счёта за {month(facts.period)}", "checked")]
    return []


class Outcome(NamedTuple):
    """`used_in` is the period of the bill, `reason` says why and what to do, `at` is when it was decided."""

    used: bool | None
    used_in: str | None
    code: str
    reason: str
    at: datetime | None = None


def _outcome(facts: Facts, cutoff_day: int, publish_day: int, next_period: str) -> Outcome:
    billed = month(facts.period)
    if facts.used_in:
        period, published = facts.used_in
        return Outcome(True, period, "used", f"Приняты к расчёту в счёте за {month(period)}", published)
    if facts.withdrawn:
        reason = f"Отозваны: {facts.withdrawn.detail}. Передайте показания ещё раз"
        return Outcome(False, None, "withdrawn", reason)
    if facts.refused:
        reason = f"Не приняты: {facts.refused}. Оплата зачислена, передайте верные показания"
        return Outcome(False, None, "check_failed", reason)
    if facts.loaded and facts.period < facts.billed_elsewhere_before:
        return _elsewhere(facts, billed)
    if facts.bill:
        return _passed_over(facts, facts.bill[0], billed, facts.bill[1], publish_day)
    if facts.replaced_by:
        reason = f"Позже переданы другие показания за {billed}: в расчёт пойдут они"
        return Outcome(None, None, "replaced", reason)
    appears = phrases.day_of(next_period, publish_day)
    until = phrases.day_of(facts.period, cutoff_day)
    reason = f"Войдут в счёт за {billed}, он появится не позже {appears}. До {until} показания можно уточнить"
    return Outcome(None, None, "pending", reason)


def _elsewhere(facts: Facts, month: str) -> Outcome:
    """A period that this system did not bill: what the files say is all that is known."""
    if facts.replaced_by:
        return Outcome(False, None, "replaced", f"За {month} учтены более поздние показания")
    reason = f"Учтены в расчёте за {month} (по данным учётной системы)"
    return Outcome(True, facts.period, "used_elsewhere", reason)


def _passed_over(facts: Facts, method: str, billed: str, published: datetime, publish_day: int) -> Outcome:
    if facts.replaced_by:
        reason = f"В счёте за {billed} учтены более поздние показания. Ничего делать не нужно"
        return Outcome(False, None, "replaced", reason, published)
    said = f"Счёт за {billed} рассчитан {METHODS[method] if method in _ESTIMATED else 'по другим показаниям'}"
    if facts.settled_in:
        period, settled = facts.settled_in
        reason = f"{said}. Показания учтены перерасчётом в счёте за {month(period)}"
        return Outcome(True, period, "settled", reason, settled)
    if facts.settles_by:
        appears = phrases.day_of(shifted(facts.settles_by, 1), publish_day)
        reason = (
            f"{said}: показания пришли после него. Разницу учтём перерасчётом в счёте за {month(facts.settles_by)}, "
            f"он появится не позже {appears}"
        )
        return Outcome(None, None, "to_settle", reason)
    if method in _ESTIMATED:
        return Outcome(False, None, "billed_without", f"{said}: показания не вошли в него. {APPEAL}", published)
    return Outcome(False, None, "billed_by_others", f"{said}. {APPEAL}", published)
