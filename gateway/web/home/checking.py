"""Checks the readings of a form before anything is done with them (B2)."""

from dataclasses import dataclass, field

from contracts.readings import AccountMeter, CheckResult, ReadingCheck
from contracts.wire import AccountRefs, Zone
from gateway.backend.rpc import Answer, Round, services
from gateway.http.forms.form import Form
from gateway.http.forms.reading_fields import READINGS
from gateway.web.home.intent import Intent

NEEDED = "Укажите показания счетчика: без них оплатить нельзя."
NOTHING_TO_DO = "Счетчика на этом счёте нет, передавать нечего. Укажите сумму, чтобы оплатить."


@dataclass(frozen=True, slots=True)
class Checked:
    """`result` is None for an account without a meter (M4.1.4)."""

    address: str
    result: CheckResult | None
    """Of the first meter."""
    further: list[CheckResult] = field(default_factory=list)
    """Of the others that were read, in the order of the intent."""

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
    address, meter = overviews.value.accounts[0].address, meters.value.accounts[0]
    if meter.meter is None:
        if wanted.kopecks == 0:
            form.refuse(NOTHING_TO_DO, "amount")
        return None if form.errors else Checked(address, None)
    further = [other.value for other in others]
    for one, found in zip(wanted.further, further, strict=True):
        _show_errors(found, form, one.suffix)
    if verdict is None and further and wanted.kopecks == 0:
        return None if form.errors else Checked(address, None, further)
    if verdict is None:
        form.refuse(NEEDED, READINGS.get(_first_zone(meter)))
        return None
    _show_errors(verdict.value, form)
    return None if form.errors else Checked(address, verdict.value, further)


def _first_zone(meter: AccountMeter) -> Zone:
    return meter.meter.registers[0].zone if meter.meter else "one"


def _show_errors(result: CheckResult, form: Form, suffix: str = "") -> None:
    for finding in result.findings:
        if finding.severity == "error":
            form.refuse(finding.message, READINGS[finding.zone] + suffix if finding.zone in READINGS else None)
    if result.verdict == "refused" and not form.errors:
        form.refuse("Проверьте показания счетчика.")
