"""Checks the readings of a form before anything is done with them (B2)."""

from dataclasses import dataclass, field

from contracts.billing import Overview
from contracts.readings import AccountMeter, CheckResult, ReadingCheck
from contracts.wire import AccountRefs, Zone
from gateway.backend.held_readings import may_be_held
from gateway.backend.rpc import Answer, Round, services
from gateway.backend.sums import doubt
from gateway.http.forms.form import Form
from gateway.http.forms.reading_fields import READINGS
from gateway.web.home.intent import Intent

NEEDED = "Укажите показания счетчика: без них оплатить нельзя."
MAY_PAY = "readings_held"
"""Of a form: its readings are refused, and it may be paid while the supplier looks at them."""
NOTHING_TO_DO = "Счетчика на этом счёте нет, передавать нечего. Укажите сумму, чтобы оплатить."


@dataclass(frozen=True, slots=True)
class Checked:
    """`result` is None for an account without a meter (M4.1.4), and for refused readings, which are `held` then."""

    overview: Overview
    result: CheckResult | None
    """Of the first meter."""
    doubt: str | None
    """Why the sum should be looked at again."""
    held: CheckResult | None = None
    further: list[CheckResult] = field(default_factory=list)
    """Of the others that were read, in the order of the intent."""

    @property
    def address(self) -> str:
        return self.overview.address

    @property
    def results(self) -> list[CheckResult]:
        return [*([self.result] if self.result else []), *self.further]


def check(wanted: Intent, form: Form) -> Checked | None:
    """Ask what the account has and what the readings mean; None when the form's errors say why not."""
    numbers = AccountRefs(account_numbers=[wanted.number])
    verdict: Answer[CheckResult] | None = None
    with Round() as ask_:
        overviews = ask_(services().billing.get_overviews, numbers)
        meters = ask_(services().readings.get_meters, numbers)
        if wanted.typed:
            question = ReadingCheck(account_number=wanted.number, values=wanted.typed)
            verdict = ask_(services().readings.check_readings, question)
        others = [
            ask_(
                services().readings.check_readings,
                ReadingCheck(account_number=wanted.number, values=one.typed, serial=one.serial),
            )
            for one in wanted.further
        ]
    overview, meter = overviews.value.accounts[0], meters.value.accounts[0]
    about_sum = doubt(wanted.kopecks, overview)
    if meter.meter is None:
        if wanted.kopecks == 0:
            form.refuse(NOTHING_TO_DO, "amount")
        return None if form.errors else Checked(overview, None, about_sum)
    further = [other.value for other in others]
    for one, found in zip(wanted.further, further, strict=True):
        _show_errors(found, form, one.suffix)
    if verdict is None and further and wanted.kopecks == 0:
        return None if form.errors else Checked(overview, None, about_sum, further=further)
    if verdict is None:
        form.refuse(NEEDED, READINGS.get(_first_zone(meter)))
        return None
    if wanted.kopecks > 0 and may_be_held(verdict.value):
        if wanted.without_readings and not form.errors:
            return Checked(overview, None, about_sum, verdict.value, further)
        form.code = MAY_PAY
    _show_errors(verdict.value, form)
    return None if form.errors else Checked(overview, verdict.value, about_sum, further=further)


def _first_zone(meter: AccountMeter) -> Zone:
    return meter.meter.registers[0].zone if meter.meter else "one"


def _show_errors(result: CheckResult, form: Form, suffix: str = "") -> None:
    for finding in result.findings:
        if finding.severity == "error":
            form.refuse(finding.message, READINGS[finding.zone] + suffix if finding.zone in READINGS else None)
    if result.verdict == "refused" and not form.errors:
        form.refuse("Проверьте показания счетчика.")
